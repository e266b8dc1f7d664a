import { Schema, type Types } from 'mongoose'
import { impersonal, type PersonalEntry } from '../database/personal.ts'
import { type Findings, measures, outcomes } from './case-state.ts'

/** `overtaken`: the case was decided otherwise, or something new came in and it was proposed anew. */
export const proposalStates = ['waiting', 'agreed', 'declined', 'withdrawn', 'overtaken'] as const
export type ProposalState = (typeof proposalStates)[number]

/** What somebody would decide, where one person alone may not. Nothing follows from it until another one agrees. */
export interface Proposal extends Omit<Findings, 'by' | 'second' | 'measures'> {
  _id: Types.ObjectId
  /** "P-3". */
  ref: string
  case: string
  /** Of the decision that it would become. */
  round: number
  by: Types.ObjectId
  measures: Findings['measures'][number][]
  /** Of the subject, as it was judged. */
  revision: number
  /** Version of the rules in force. */
  rules: number
  /** See `seenOf`: what the case was, as far as it matters to whoever judges it. */
  seen: string
  at: Date
  state: ProposalState
  answeredBy: Types.ObjectId | null
  answeredAt: Date | null
  /** Why it was declined. */
  why: string
  /** The decision that it became; of an agreed one without it the start makes the decision. */
  decision: string | null
  deleteAt?: Date
}

const plain = impersonal('to show what waits for a second person', 'report_case', 'N9')
const reasons: PersonalEntry = {
  whose: 'author',
  purpose: 'what somebody proposed to decide about something of yours, before a second person had agreed',
  clause: 'N9',
  retention: 'report_case',
  export: false,
  erasure: 'keep',
}
const staff: PersonalEntry = {
  ...reasons,
  whose: 'staff',
  purpose: 'to show who proposed it and who answered',
  erasure: 'detach',
}
const words = { type: String, required: true, immutable: true, personal: reasons } as const

export const proposalSchema = new Schema<Proposal>(
  {
    _id: { type: Schema.Types.ObjectId, auto: true, personal: plain },
    ref: { type: String, required: true, immutable: true, personal: plain },
    case: { type: String, required: true, immutable: true, personal: plain },
    round: { type: Number, required: true, immutable: true, personal: plain },
    by: { type: Schema.Types.ObjectId, required: true, personal: staff },
    outcome: { type: String, enum: outcomes, required: true, immutable: true, personal: reasons },
    measures: {
      type: [{ type: String, enum: measures, personal: reasons }],
      required: true,
      personal: reasons,
    },
    ground: { type: String, enum: ['law', 'rule'], required: true, immutable: true, personal: reasons },
    groundRef: words,
    facts: words,
    complainantSide: words,
    authorSide: words,
    yields: {
      type: String,
      enum: ['complainant', 'author'],
      required: true,
      immutable: true,
      personal: reasons,
    },
    leastRestrictive: words,
    reason: words,
    until: { type: Date, default: null, immutable: true, personal: reasons },
    revision: { type: Number, required: true, immutable: true, personal: plain },
    rules: { type: Number, required: true, immutable: true, personal: plain },
    seen: { type: String, required: true, immutable: true, personal: plain },
    at: { type: Date, required: true, immutable: true, personal: reasons },
    state: { type: String, enum: proposalStates, required: true, personal: plain },
    answeredBy: { type: Schema.Types.ObjectId, default: null, personal: staff },
    answeredAt: { type: Date, default: null, personal: staff },
    why: { type: String, default: '', personal: staff },
    decision: { type: String, default: null, personal: plain },
    deleteAt: { type: Date, personal: plain },
  },
  { versionKey: false },
)
proposalSchema.index({ ref: 1 }, { unique: true })
// Of two at once the index lets one through.
proposalSchema.index({ case: 1, round: 1 }, { unique: true, partialFilterExpression: { state: 'waiting' } })
proposalSchema.index({ case: 1, at: 1 })
proposalSchema.index({ state: 1, decision: 1 })
// Which cases wait is then answered without reading a proposal.
proposalSchema.index({ state: 1, case: 1 })
proposalSchema.index({ deleteAt: 1 }, { expireAfterSeconds: 0 })
