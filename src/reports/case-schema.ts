import { Schema } from 'mongoose'
import { unnotedField } from '../auth/staff-act.ts'
import { impersonal, type PersonalEntry } from '../database/personal.ts'
import {
  acts,
  type Case,
  type CaseEntry,
  type CaseSubject,
  type Clock,
  type Miss,
  origins,
} from './case-record.ts'
import { clockNames } from './clock-rules.ts'
import { kindNames } from './kinds.ts'
import { subjectKinds } from './subject.ts'

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

const thing = nested<CaseSubject>({
  kind: { type: String, enum: subjectKinds, required: true, personal: about },
  id: { type: String, required: true, personal: about },
  path: { type: String, required: true, personal: about },
  title: { type: String, required: true, personal: about },
  revision: { type: Number, required: true, personal: plain },
  author: { type: Schema.Types.ObjectId, default: null, personal: party },
  wasHidden: { type: Boolean, personal: plain },
})

export const caseSchema = new Schema<Case>(
  {
    _id: { type: Schema.Types.ObjectId, auto: true, personal: plain },
    ref: { type: String, required: true, immutable: true, personal: plain },
    origin: { type: String, enum: origins, required: true, immutable: true, personal: plain },
    kinds: { type: [{ type: String, enum: kindNames, personal: about }], required: true, personal: about },
    subject: { type: String, required: true, personal: about },
    subjects: { type: [thing], required: true, personal: about },
    things: { type: [{ type: String, personal: about }], default: undefined, personal: about },
    takenOut: { type: [thing], default: undefined, personal: about },
    orders: {
      type: Schema.Types.Mixed,
      personal: { ...about, purpose: 'which order of an authority led to it' },
    },
    evidence: { type: [{ type: Schema.Types.ObjectId, personal: plain }], personal: plain },
    isHolding: { type: Boolean, required: true, personal: plain },
    state: { type: Schema.Types.Mixed, required: true, personal: plain },
    isOpen: { type: Boolean, required: true, personal: plain },
    isWaiting: { type: Boolean, required: true, personal: plain },
    isUndecided: { type: Boolean, required: true, personal: plain },
    isUrgent: { type: Boolean, required: true, personal: plain },
    isTrusted: { type: Boolean, personal: plain },
    version: { type: Number, required: true, personal: plain },
    clocks: {
      type: [
        nested<Clock>({
          name: { type: String, required: true, personal: plain },
          from: { type: Date, personal: plain },
          due: { type: Date, required: true, personal: plain },
          isLaw: { type: Boolean, required: true, personal: plain },
          isWorkingTime: { type: Boolean, personal: plain },
          alarmed: { type: Number, required: true, personal: plain },
        }),
      ],
      personal: plain,
    },
    misses: {
      type: [
        nested<Miss>({
          clock: { type: String, enum: clockNames, required: true, personal: plain },
          due: { type: Date, required: true, personal: plain },
          at: { type: Date, required: true, personal: plain },
        }),
      ],
      default: undefined,
      personal: plain,
    },
    due: { type: Date, required: true, personal: plain },
    assignee: { type: Schema.Types.ObjectId, default: null, personal: staff },
    givenTo: {
      type: [{ type: Schema.Types.ObjectId, personal: staff }],
      default: undefined,
      personal: staff,
    },
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
    unnoted: unnotedField,
    openedAt: { type: Date, required: true, immutable: true, personal: plain },
    closedAt: { type: Date, default: null, personal: plain },
    lessons: {
      type: String,
      personal: {
        ...staff,
        purpose: 'what the moderators learnt from a case, for themselves',
        erasure: 'keep',
      },
    },
    destroyedAt: { type: Date, personal: plain },
    deleteAt: { type: Date, personal: plain },
  },
  { versionKey: false, minimize: false },
)
caseSchema.index({ ref: 1 }, { unique: true })
caseSchema.index({ subject: 1 }, { unique: true, partialFilterExpression: { isUndecided: true } })
caseSchema.index(
  { things: 1 },
  { unique: true, partialFilterExpression: { isUndecided: true, things: { $exists: true } } },
)
caseSchema.index(
  { 'orders.isLogged': 1 },
  { partialFilterExpression: { 'orders.isLogged': { $exists: true } } },
)
caseSchema.index({ isWaiting: 1, isUrgent: -1, isTrusted: -1, openedAt: 1 })
// For the numbers beside the lists of the queue.
caseSchema.index({ isWaiting: 1, assignee: 1 })
caseSchema.index({ isWaiting: 1, due: 1 })
caseSchema.index({ isWaiting: 1, 'state.name': 1 })
// For what is asked about one person's cases, and for those in which everybody on the staff has a part.
caseSchema.index({ parties: 1, isWaiting: 1 })
caseSchema.index({ 'subjects.author': 1, openedAt: -1 })
caseSchema.index({ 'subjects.id': 1 })
caseSchema.index({ 'pending.key': 1 }, { partialFilterExpression: { 'pending.key': { $exists: true } } })
caseSchema.index({ givenTo: 1 }, { sparse: true })
caseSchema.index({ openedAt: 1 })
caseSchema.index({ 'misses.at': 1 }, { sparse: true })
caseSchema.index({ 'unnoted.at': 1 }, { sparse: true })
caseSchema.index({ evidence: 1 })
caseSchema.index({ isOpen: 1, isHolding: 1 })
caseSchema.index({ deleteAt: 1 }, { expireAfterSeconds: 0 })
