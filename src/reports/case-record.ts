import type { Types } from 'mongoose'
import type { StaffAct } from '../auth/staff-act.ts'
import type { CaseState } from './case-state.ts'
import type { ClockName } from './clock-rules.ts'
import type { KindName } from './kinds.ts'
import type { SubjectKind } from './subject.ts'

export const origins = ['report', 'finding', 'order'] as const

/** A thing that the case is about. Its words are in the evidence. */
export interface CaseSubject {
  kind: SubjectKind
  id: string
  path: string
  title: string
  revision: number
  author: Types.ObjectId | null
  /** The case has hidden it before the decision, and its author was told. */
  wasHidden?: boolean
}

export interface Clock {
  name: ClockName
  /** When it began; absent in cases opened before that was kept, whose clocks began with them. */
  from?: Date
  due: Date
  isLaw: boolean
  /** Absent in old cases. */
  isWorkingTime?: boolean
  /** Percent of its time for which the admins were alarmed already. */
  alarmed: number
}

/** A time that was over before what it was for was done; whoever noticed it wrote down when. */
export interface Miss {
  clock: ClockName
  due: Date
  at: Date
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
  'asked',
  'answered',
  'author-deleted',
  'edited',
  'given',
  'taken-back',
  'proposed',
  'agreed',
  'declined',
  'withdrawn',
  'overtaken',
  'widened',
  'narrowed',
  'ordered',
  'retracked',
  'lessons',
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
  /** Then it comes back by itself; null where the law wants it gone. */
  until: Date | null
  /** By then it is decided, or somebody else says why what staff hid because of the law stays hidden; absent in old cases. */
  reviewBy?: Date | null
  /** How many of the case's things it was about; those that joined later were told of and hidden one by one. */
  covers?: number
}

/** What the last interim step still has to do in the world; gone when it is done. */
export interface Pending {
  event: 'interim' | 'kept' | 'renewed' | 'lapsed' | 'restored' | 'narrowed' | 'retracked'
  /** The same for as long as it is the same step, so that nobody is told twice. */
  key: number
  automated: boolean
  /** Things (`subjectKey`) that came in, or went out, while the others were hidden; absent where it is all of them. */
  only?: string[]
  /** Things that came back before a decision: their authors knew that they were hidden. */
  shown?: string[]
}

/** What an authority ordered, as it was written down when it came in. */
export interface CaseOrder {
  authority: string
  /** By which the authority knows it. */
  reference: string
  /** Its date, "2026-11-24". */
  on: string
  /** On which it rests, in words; empty where it names none. */
  law: string
  by: Types.ObjectId
  at: Date
  /** Its line is in the public log. */
  isLogged: boolean
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
  /** The keys of those that no other undecided case may be about: all that staff put in, the first one of a report. */
  things?: string[]
  /** In which staff found nothing wrong before the decision, each as it then stood. Only ever added to; see `isTakenOut`. */
  takenOut?: CaseSubject[]
  orders?: CaseOrder[]
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
  /** A trusted reporter reported it: absent where not, so that older cases stay in their place. */
  isTrusted?: boolean
  /** Rises with every change of the state: who decides has seen it. */
  version: number
  clocks: Clock[]
  /** Only ever added to; absent in cases opened before they were kept. */
  misses?: Miss[]
  /** When it has to be decided. */
  due: Date
  assignee: Types.ObjectId | null
  /** Asked for a second opinion: to second reviewers among them only this opens the case. */
  givenTo?: Types.ObjectId[]
  reports: number
  /** Accounts that complained, and whose things these are: none of them may judge it. */
  parties: Types.ObjectId[]
  interim: Interim | null
  pending: Pending | null
  history: CaseEntry[]
  /** What the staff's audit log does not name yet. */
  unnoted?: StaffAct[]
  openedAt: Date
  closedAt: Date | null
  /** What the staff learnt from it, for themselves. */
  lessons?: string
  /** When what its last decision removed was destroyed. */
  destroyedAt?: Date
  deleteAt?: Date
}
