import { model, Schema, Types } from 'mongoose'
import { days, now, nowMs } from '../clock.ts'
import { config } from '../config.ts'
import { takeNumber } from '../database/numbers.ts'
import { impersonal, type PersonalEntry } from '../database/personal.ts'
import { Conflict } from '../errors.ts'
import { daysOf, type MisuseStepName, misuseSteps } from './misuse-rules.ts'

/** A step against repeated reports without any basis: proposed by one person, in force once a second one agreed. */
export interface MisuseStep {
  _id: Types.ObjectId
  /** "M-3". */
  ref: string
  step: MisuseStepName
  /** "account:…" or "address:…", the latter a keyed pseudonym. */
  who: string
  account: Types.ObjectId | null
  /** The cases without basis that it rests on, and how many of this person's cases were decided in all. */
  cases: string[]
  decided: number
  gravity: string
  intention: string
  reason: string
  by: Types.ObjectId
  proposedAt: Date
  /** Nobody has answered the proposal yet. */
  isOpen: boolean
  second: Types.ObjectId | null
  secondReason: string
  /** In force since; null where the second person did not agree. */
  at: Date | null
  until: Date | null
  toldAt: Date | null
  objection: { words: string; at: Date } | null
  review: { by: Types.ObjectId; isLifted: boolean; reason: string; at: Date } | null
  deleteAt: Date
}

const plain = impersonal('to keep the steps against misuse of reporting fair', 'report_case', 'N9')
const about: PersonalEntry = {
  whose: 'reporter',
  purpose: 'why your reports are not taken for a time, and how you can object',
  clause: 'N9',
  retention: 'report_case',
  export: true,
  erasure: 'keep',
}
const who: PersonalEntry = { ...about, export: false, erasure: 'detach' }
const staff: PersonalEntry = { ...who, whose: 'staff', purpose: 'to show who decided about a step' }
const said = { type: String, required: true, immutable: true, personal: about } as const

const misuseSchema = new Schema<MisuseStep>(
  {
    _id: { type: Schema.Types.ObjectId, auto: true, personal: plain },
    ref: { type: String, required: true, immutable: true, personal: plain },
    step: { type: String, enum: misuseSteps, required: true, immutable: true, personal: about },
    who: { type: String, required: true, personal: who },
    account: { type: Schema.Types.ObjectId, default: null, personal: who },
    cases: { type: [{ type: String, personal: about }], required: true, immutable: true, personal: about },
    decided: { type: Number, required: true, immutable: true, personal: about },
    gravity: said,
    intention: said,
    reason: said,
    by: { type: Schema.Types.ObjectId, required: true, personal: staff },
    proposedAt: { type: Date, required: true, immutable: true, personal: about },
    isOpen: { type: Boolean, required: true, personal: plain },
    second: { type: Schema.Types.ObjectId, default: null, personal: staff },
    secondReason: { type: String, default: '', personal: about },
    at: { type: Date, default: null, personal: about },
    until: { type: Date, default: null, personal: about },
    toldAt: { type: Date, default: null, personal: plain },
    objection: { type: Schema.Types.Mixed, default: null, personal: about },
    review: { type: Schema.Types.Mixed, default: null, personal: staff },
    deleteAt: { type: Date, required: true, personal: plain },
  },
  { versionKey: false, minimize: false },
)
misuseSchema.index({ ref: 1 }, { unique: true })
// One proposal about a person at a time.
misuseSchema.index({ who: 1 }, { unique: true, partialFilterExpression: { isOpen: true } })
misuseSchema.index({ who: 1, at: 1 })
misuseSchema.index({ deleteAt: 1 }, { expireAfterSeconds: 0 })

export const MisuseSteps = model<MisuseStep>('MisuseStep', misuseSchema, 'misuse-steps')

const endOfLife = (from: number) => new Date(from + days(config.retention.report_case.days ?? 730))

type Proposed = Pick<
  MisuseStep,
  'step' | 'who' | 'account' | 'cases' | 'decided' | 'gravity' | 'intention' | 'reason' | 'by'
>

/** @throws Conflict where one is waiting already */
export async function recordProposal(proposed: Proposed): Promise<MisuseStep> {
  const record: MisuseStep = {
    _id: new Types.ObjectId(),
    ref: `M-${await takeNumber('misuse')}`,
    ...proposed,
    proposedAt: now(),
    isOpen: true,
    second: null,
    secondReason: '',
    at: null,
    until: null,
    toldAt: null,
    objection: null,
    review: null,
    deleteAt: endOfLife(nowMs()),
  }
  try {
    await MisuseSteps.collection.insertOne(record)
    return record
  } catch (error) {
    if ((error as { code?: number }).code !== 11000) throw error
    throw new Conflict('A step about this person is proposed already. It waits for a second person.')
  }
}

/** @returns undefined where somebody else was quicker */
export async function recordAnswer(
  ref: string,
  second: Types.ObjectId,
  { agrees, reason }: { agrees: boolean; reason: string },
): Promise<MisuseStep | undefined> {
  const found = await MisuseSteps.findOne({ ref, isOpen: true }, 'step').lean()
  if (!found) return undefined
  const length = days(daysOf[found.step])
  const until = agrees && length > 0 ? new Date(nowMs() + length) : null
  const answered = await MisuseSteps.findOneAndUpdate(
    { ref, isOpen: true },
    {
      $set: {
        isOpen: false,
        second,
        secondReason: reason,
        at: agrees ? now() : null,
        until,
        deleteAt: endOfLife(until?.getTime() ?? nowMs()),
      },
    },
    { returnDocument: 'after' },
  ).lean()
  return answered ?? undefined
}

/** Each once. @returns false where there was one already */
export async function recordObjection(ref: string, words: string): Promise<boolean> {
  const put = await MisuseSteps.updateOne(
    { ref, at: { $ne: null }, objection: null },
    { $set: { objection: { words, at: now() } } },
  )
  return put.matchedCount > 0
}

export async function recordReview(
  ref: string,
  by: Types.ObjectId,
  { isLifted, reason }: { isLifted: boolean; reason: string },
): Promise<boolean> {
  const review = { by, isLifted, reason, at: now() }
  const put = await MisuseSteps.updateOne(
    { ref, objection: { $ne: null }, review: null },
    { $set: { review, toldAt: null } },
  )
  return put.matchedCount > 0
}

export async function markTold(ref: string): Promise<void> {
  await MisuseSteps.updateOne({ ref }, { $set: { toldAt: now() } })
}

export async function findStep(ref: string): Promise<MisuseStep | undefined> {
  return (await MisuseSteps.findOne({ ref }).lean()) ?? undefined
}

/** In force at some time, and not taken back; oldest first. */
export function stepsAgainst(who: readonly string[]): Promise<MisuseStep[]> {
  return MisuseSteps.find({ who: { $in: who }, at: { $ne: null }, 'review.isLifted': { $ne: true } })
    .sort({ at: 1 })
    .lean()
}

const waiting = { $or: [{ isOpen: true }, { objection: { $ne: null }, review: null }] }

/** Does a step that rests on this case wait for somebody? */
export async function isStepWaiting(ref: string): Promise<boolean> {
  return (await MisuseSteps.exists({ ...waiting, cases: ref })) !== null
}

export function openSteps(): Promise<MisuseStep[]> {
  return MisuseSteps.find(waiting).sort({ _id: 1 }).limit(50).lean()
}

export function untoldSteps(): Promise<MisuseStep[]> {
  return MisuseSteps.find({ at: { $ne: null }, toldAt: null }).lean()
}
