import { Schema, type Types } from 'mongoose'
import { impersonal, type PersonalEntry } from '../database/personal.ts'
import type { CaseState } from './case-state.ts'
import type { ClockName } from './clock-rules.ts'
import { type KindName, kindNames } from './kinds.ts'
import { type SubjectKind, subjectKinds } from './subject.ts'

export const origins = ['report', 'finding', 'order'] as const

/** A thing that the case is about. Its words are in the evidence. */
export interface CaseSubject {
  kind: SubjectKind
  id: string
  path: string
  title: string
  revision: number
  author: Types.ObjectId | null
}

export interface Clock {
  name: ClockName
  due: Date
  isLaw: boolean
  /** Percent of its time for which the admins were alarmed already. */
  alarmed: number
}

export const acts = [
  'opened',
  'joined',
  'claimed',
  'released',
  'note',
  'state',
  'interim',
  'decided',
  'told',
  'appealed',
  'author-deleted',
] as const

/** Something that happened to the case. Only ever added to. */
export interface CaseEntry {
  at: Date
  /** Absent where the program did it. */
  by?: Types.ObjectId
  act: (typeof acts)[number]
  words: string
}

export interface Interim {
  choice: 'hide' | 'keep'
  ground: 'appears_justified' | 'law_requires' | null
  reason: string
  decidedBy: 'rule' | 'staff'
  by: Types.ObjectId | null
  automated: boolean
  at: Date
  until: Date | null
}

/** What the last interim step still has to do in the world; gone when it is done. */
export interface Pending {
  event: 'interim' | 'lapsed' | 'restored'
  /** The same for as long as it is the same step, so that nobody is told twice. */
  key: number
  automated: boolean
}

export interface Case {
  _id: Types.ObjectId
  /** "C-17". */
  ref: string
  origin: (typeof origins)[number]
  /** All that was alleged, in the order of first mention. */
  kinds: KindName[]
  /** See `subjectKey`; of the first subject. One case at a time is open about a thing. */
  subject: string
  subjects: CaseSubject[]
  evidence: Types.ObjectId[]
  /** The evidence and the pictures that came with reports are still there. */
  isHolding: boolean
  state: CaseState
  isOpen: boolean
  /** It is somebody's turn: until it is decided and told, and while an appeal is open. */
  isWaiting: boolean
  /** Further reports about the thing join it. */
  isUndecided: boolean
  isUrgent: boolean
  /** Rises with every change of the state: who decides has seen it. */
  version: number
  clocks: Clock[]
  /** When it has to be decided. */
  due: Date
  assignee: Types.ObjectId | null
  reports: number
  /** Accounts that complained, and whose things these are: none of them may judge it. */
  parties: Types.ObjectId[]
  interim: Interim | null
  pending: Pending | null
  history: CaseEntry[]
  openedAt: Date
  closedAt: Date | null
  deleteAt?: Date
}

const plain = impersonal('to lead a complaint to its end', 'report_case', 'N9')
const about: PersonalEntry = {
  whose: 'author',
  purpose: 'which of your things a complaint is about, and what came of it',
  clause: 'N9',
  retention: 'report_case',
  export: true,
  erasure: 'keep',
}
const party: PersonalEntry = {
  ...about,
  purpose: 'so that nobody judges their own case',
  export: false,
  erasure: 'detach',
}
const staff: PersonalEntry = { ...party, whose: 'staff', purpose: 'to show who did what in a case' }

const nested = <T>(definition: object) => new Schema<T>(definition as never, { _id: false })

export const caseSchema = new Schema<Case>(
  {
    _id: { type: Schema.Types.ObjectId, auto: true, personal: plain },
    ref: { type: String, required: true, immutable: true, personal: plain },
    origin: { type: String, enum: origins, required: true, immutable: true, personal: plain },
    kinds: { type: [{ type: String, enum: kindNames, personal: about }], required: true, personal: about },
    subject: { type: String, required: true, immutable: true, personal: about },
    subjects: {
      type: [
        nested<CaseSubject>({
          kind: { type: String, enum: subjectKinds, required: true, personal: about },
          id: { type: String, required: true, personal: about },
          path: { type: String, required: true, personal: about },
          title: { type: String, required: true, personal: about },
          revision: { type: Number, required: true, personal: plain },
          author: { type: Schema.Types.ObjectId, default: null, personal: party },
        }),
      ],
      required: true,
      personal: about,
    },
    evidence: { type: [{ type: Schema.Types.ObjectId, personal: plain }], personal: plain },
    isHolding: { type: Boolean, required: true, personal: plain },
    state: { type: Schema.Types.Mixed, required: true, personal: plain },
    isOpen: { type: Boolean, required: true, personal: plain },
    isWaiting: { type: Boolean, required: true, personal: plain },
    isUndecided: { type: Boolean, required: true, personal: plain },
    isUrgent: { type: Boolean, required: true, personal: plain },
    version: { type: Number, required: true, personal: plain },
    clocks: {
      type: [
        nested<Clock>({
          name: { type: String, required: true, personal: plain },
          due: { type: Date, required: true, personal: plain },
          isLaw: { type: Boolean, required: true, personal: plain },
          alarmed: { type: Number, required: true, personal: plain },
        }),
      ],
      personal: plain,
    },
    due: { type: Date, required: true, personal: plain },
    assignee: { type: Schema.Types.ObjectId, default: null, personal: staff },
    reports: { type: Number, required: true, personal: plain },
    parties: { type: [{ type: Schema.Types.ObjectId, personal: party }], personal: party },
    interim: { type: Schema.Types.Mixed, default: null, personal: staff },
    pending: { type: Schema.Types.Mixed, default: null, personal: plain },
    history: {
      type: [
        nested<CaseEntry>({
          at: { type: Date, required: true, personal: plain },
          by: { type: Schema.Types.ObjectId, personal: staff },
          act: { type: String, enum: acts, required: true, personal: plain },
          words: { type: String, default: '', personal: staff },
        }),
      ],
      personal: staff,
    },
    openedAt: { type: Date, required: true, immutable: true, personal: plain },
    closedAt: { type: Date, default: null, personal: plain },
    deleteAt: { type: Date, personal: plain },
  },
  { versionKey: false, minimize: false },
)
caseSchema.index({ ref: 1 }, { unique: true })
caseSchema.index({ subject: 1 }, { unique: true, partialFilterExpression: { isUndecided: true } })
caseSchema.index({ isWaiting: 1, isUrgent: -1, openedAt: 1 })
// For the numbers beside the lists of the queue.
caseSchema.index({ isWaiting: 1, assignee: 1 })
caseSchema.index({ isWaiting: 1, due: 1 })
caseSchema.index({ isWaiting: 1, 'state.name': 1 })
caseSchema.index({ 'subjects.author': 1, openedAt: -1 })
caseSchema.index({ 'pending.key': 1 }, { partialFilterExpression: { 'pending.key': { $exists: true } } })
caseSchema.index({ evidence: 1 })
caseSchema.index({ isOpen: 1, isHolding: 1 })
caseSchema.index({ deleteAt: 1 }, { expireAfterSeconds: 0 })
