import type { ClockName } from './clock-rules.ts'
import type { KindName } from './kinds.ts'

export const caseNames = [
  'received',
  'acknowledged',
  'triaged',
  'investigating',
  'decided',
  'notified',
  'appealed',
  'appeal-decided',
  'closed',
] as const

export type CaseName = (typeof caseNames)[number]

export const outcomes = ['upheld', 'partly', 'not_upheld', 'no_basis'] as const
export type Outcome = (typeof outcomes)[number]

export const measures = ['none', 'hide', 'remove', 'limit', 'suspend', 'close'] as const
export type Measure = (typeof measures)[number]

/** The only two grounds on which anything is hidden before it is decided (N9). */
export const interimGrounds = ['appears_justified', 'law_requires'] as const
export type InterimGround = (typeof interimGrounds)[number]

export type Side = 'reporter' | 'author'

/** People are account ids, in words; null where nobody with an account is meant. */
export interface CaseState {
  name: CaseName
  kind: KindName
  /** Stays true when the kind is changed, so that nobody reaches "no basis" by a change of kind. */
  isProtected: boolean
  /** An order, a kind or a ground says that the law wants it gone; keeping it up takes two people. */
  isRequiredByLaw: boolean
  hasReporter: boolean
  /** Those who reported it with an account; their own word must not be the only one. */
  reporters: string[]
  /** Whose words, picture or account it is about; they never judge it. */
  subjectsOwner: string | null
  /** All of them, where several wrote what it is about; absent in cases opened before there were such. See `ownersIn`. */
  owners?: string[]
  /** Staff who brought it, an order or more things to it: they may decide, and hear no appeal. */
  finders?: string[]
  waitingFor: Side | 'other' | null
  interim: 'none' | 'hidden' | 'restored'
  interimBy: 'rule' | 'staff' | null
  interimGround: InterimGround | null
  /** Who hid it, if a person did: somebody else renews it. */
  hiddenBy: string | null
  outcome: Outcome | null
  measures: Measure[]
  decidedBy: string | null
  secondBy: string | null
  /** Who has appealed, by side: each person once. An account id, or the reference of a report without an account. */
  appeals: Record<Side, string[]>
  /** Whose appeal is open, or was decided last. */
  appealedBy: Side | null
  /** Authors whose appeal is open; see `judgedAgain`. */
  appealing?: string[]
  /** Authors to whom an appeal gave back what was taken, while the rest stands. */
  cleared?: string[]
  /** Authors for whom an appeal made it milder than it is for the others. */
  eased?: string[]
  /** Everybody who had a say in an appeal. */
  appealDecidedBy: string[]
  notes: number
  missed: number
  /** Missed clocks whose reason nobody has given yet. */
  unexplained: ClockName[]
}

/** Every half of it in words: what a decision rests on (N9). */
export interface Findings {
  by: string
  second: string | null
  outcome: Outcome
  measures: readonly Measure[]
  ground: 'law' | 'rule'
  groundRef: string
  facts: string
  complainantSide: string
  authorSide: string
  yields: 'complainant' | 'author'
  leastRestrictive: string
  reason: string
  /** The end of `limit` and `suspend`. */
  until: Date | null
}

export type Mediation = 'offered' | 'accepted' | 'declined' | 'none'

export type CaseEvent =
  | {
      type: 'opened'
      source: 'report' | 'finding' | 'order'
      kind: KindName
      by: string | null
      subjectsOwner: string | null
      owners?: string[]
    }
  | { type: 'joined'; kind: KindName; by: string | null; owners?: string[] }
  | { type: 'acknowledged' }
  /** More things, by more people. */
  | { type: 'widened'; by: string; owners: string[] }
  /** Nothing is wrong with some of it; these are the authors of what is left. */
  | { type: 'narrowed'; by: string; owners: string[]; reason: string }
  /** An authority wants it gone. */
  | { type: 'ordered'; by: string }
  | { type: 'triaged'; by: string }
  /** It is about something else than it was said to be. */
  | { type: 'retracked'; by: string; kind: KindName; reason: string }
  /** By nobody: by rule. */
  | { type: 'interim-hidden'; by: string | null; ground: InterimGround; reason: string }
  | { type: 'interim-restored'; by: string; reason: string }
  | { type: 'interim-lapsed' }
  | { type: 'interim-renewed'; by: string; reason: string }
  | { type: 'investigated'; by: string; note: string }
  | { type: 'asked'; by: string; whom: Side | 'other'; question: string }
  /** Also when the time to answer ran out. */
  | { type: 'answered'; from: Side | 'other' }
  | ({ type: 'decided' } & Findings)
  | { type: 'notified' }
  | { type: 'appealed'; side: Side; who: string; argument: string }
  | ({ type: 'appeal-decided' } & Findings)
  | { type: 'missed'; clock: ClockName }
  | { type: 'explained'; by: string; clock: ClockName; reason: string }
  | { type: 'closed'; mediation: Mediation }

export type EventType = CaseEvent['type']
export type EventOf<Type extends EventType> = Extract<CaseEvent, { type: Type }>
