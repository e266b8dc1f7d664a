import { model, Schema, Types } from 'mongoose'
import { now } from '../clock.ts'
import { takeNumber } from '../database/numbers.ts'
import { impersonal, type PersonalEntry } from '../database/personal.ts'
import { Conflict } from '../errors.ts'
import { type Findings, measures, outcomes } from './case-state.ts'

/** A decision as it was taken: written once, never altered. What it did to the world follows from it, as often as wanted. */
export interface Decision extends Omit<Findings, 'by' | 'second' | 'measures'> {
  _id: Types.ObjectId
  /** "D-12". */
  ref: string
  case: string
  /** 1 is the first decision of a case; later ones answer appeals. */
  round: number
  by: Types.ObjectId
  second: Types.ObjectId | null
  measures: Findings['measures'][number][]
  /** Of the subject, as it was judged. */
  revision: number
  /** Keys of the things it is about; absent where it is about all of its case. */
  things?: string[]
  /** Version of the rules in force. */
  rules: number
  /** What was in force before: the interim's case, or the decision appealed against. */
  over: string | null
  at: Date
  /** When all that follows from it was done; until then the start does it again. */
  carriedOutAt: Date | null
}

const plain = impersonal('to show what was decided', 'report_case', 'N9')
const reasons: PersonalEntry = {
  whose: 'author',
  purpose: 'what was decided about something of yours, and why',
  clause: 'N9',
  retention: 'report_case',
  export: true,
  erasure: 'keep',
}
const staff: PersonalEntry = {
  ...reasons,
  whose: 'staff',
  purpose: 'to show who decided, to those who hear an appeal',
  export: false,
  erasure: 'detach',
}
const words = { type: String, required: true, immutable: true, personal: reasons } as const

const decisionSchema = new Schema<Decision>(
  {
    _id: { type: Schema.Types.ObjectId, auto: true, personal: plain },
    ref: { type: String, required: true, immutable: true, personal: plain },
    case: { type: String, required: true, immutable: true, personal: plain },
    round: { type: Number, required: true, immutable: true, personal: plain },
    by: { type: Schema.Types.ObjectId, required: true, personal: staff },
    second: { type: Schema.Types.ObjectId, default: null, personal: staff },
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
    things: { type: [{ type: String, personal: reasons }], default: undefined, personal: reasons },
    rules: { type: Number, required: true, immutable: true, personal: plain },
    over: { type: String, default: null, immutable: true, personal: plain },
    at: { type: Date, required: true, immutable: true, personal: reasons },
    carriedOutAt: { type: Date, default: null, personal: plain },
  },
  { versionKey: false },
)
decisionSchema.index({ ref: 1 }, { unique: true })
decisionSchema.index({ case: 1, round: 1 }, { unique: true })
decisionSchema.index({ carriedOutAt: 1 }, { partialFilterExpression: { carriedOutAt: null } })

export const Decisions = model<Decision>('Decision', decisionSchema, 'decisions')

export type NewDecision = Omit<Decision, '_id' | 'ref' | 'at' | 'carriedOutAt'>

/** Stored and journalled when it returns. @throws Conflict where somebody else decided at the same moment */
export async function recordDecision(given: NewDecision): Promise<Decision> {
  const ref = `D-${await takeNumber('decision')}`
  const decision: Decision = { _id: new Types.ObjectId(), ref, ...given, at: now(), carriedOutAt: null }
  try {
    await Decisions.collection.insertOne(decision)
    return decision
  } catch (error) {
    if ((error as { code?: number }).code !== 11000) throw error
    throw new Conflict('Somebody else has just decided this case. Please look at their decision first.')
  }
}

export function decisionsOf(ref: string): Promise<Decision[]> {
  return Decisions.find({ case: ref }).sort({ round: 1 }).lean()
}

export async function findDecision(ref: string): Promise<Decision | undefined> {
  return (await Decisions.findOne({ ref }).lean()) ?? undefined
}

/** When its case was decided for the first time. */
export async function firstDecided(decision: Pick<Decision, 'case' | 'round' | 'at'>): Promise<Date> {
  if (decision.round === 1) return decision.at
  return (await findDecisionIn(decision.case, 1))?.at ?? decision.at
}

/** @param round see `Decision` */
export async function findDecisionIn(ref: string, round: number): Promise<Decision | undefined> {
  return (await Decisions.findOne({ case: ref, round }).lean()) ?? undefined
}

export async function markCarriedOut(ref: string): Promise<void> {
  await Decisions.updateOne({ ref, carriedOutAt: null }, { $set: { carriedOutAt: now() } })
}

/**
 * For a decision that the case could not take any more, because something came in at the same moment. Nothing followed
 * from it and nobody was told, so it was none.
 */
export async function withdrawDecision(ref: string): Promise<void> {
  await Decisions.deleteOne({ ref, carriedOutAt: null })
}

/** Those that a killed process took and did not bring to their end. */
export function findUnfinished(before: Date): Promise<Decision[]> {
  return Decisions.find({ carriedOutAt: null, at: { $lte: before } })
    .sort({ _id: 1 })
    .lean()
}
