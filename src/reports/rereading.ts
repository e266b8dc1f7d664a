import { model, Schema, type Types } from 'mongoose'
import type { Account } from '../auth/account.ts'
import { appendAct } from '../auth/audit.ts'
import { days, now } from '../clock.ts'
import { config } from '../config.ts'
import { impersonal, type PersonalEntry } from '../database/personal.ts'
import { Conflict, Forbidden } from '../errors.ts'
import { noteInCase } from './case.ts'
import { reachGiven } from './case-reach.ts'
import { Decisions, decisionsOf } from './decision.ts'

/** A case that ended without basis, to be read again by somebody who had no part in it. Drawn every month. */
export interface Rereading {
  _id: Types.ObjectId
  case: string
  drawnAt: Date
  /** Was "no basis" the right word? */
  verdict: 'right' | 'wrong' | null
  by: Types.ObjectId | null
  reason: string
  at: Date | null
  deleteAt: Date
}

/** Of a month's cases without basis so many are read again; all, where there are few. */
export const SAMPLE = 10

const plain = impersonal('to see whether we dismiss complaints too easily', 'report_case', 'N9')
const staff: PersonalEntry = {
  whose: 'staff',
  purpose: 'to show who read a case again',
  clause: 'N9',
  retention: 'report_case',
  export: false,
  erasure: 'detach',
}

const rereadingSchema = new Schema<Rereading>(
  {
    _id: { type: Schema.Types.ObjectId, auto: true, personal: plain },
    case: { type: String, required: true, immutable: true, personal: plain },
    drawnAt: { type: Date, required: true, immutable: true, personal: plain },
    verdict: { type: String, enum: ['right', 'wrong', null], default: null, personal: plain },
    by: { type: Schema.Types.ObjectId, default: null, personal: staff },
    reason: { type: String, default: '', personal: staff },
    at: { type: Date, default: null, personal: plain },
    deleteAt: { type: Date, required: true, personal: plain },
  },
  { versionKey: false },
)
rereadingSchema.index({ case: 1 }, { unique: true })
rereadingSchema.index({ verdict: 1 })
rereadingSchema.index({ at: 1 })
rereadingSchema.index({ deleteAt: 1 }, { expireAfterSeconds: 0 })

export const Rereadings = model<Rereading>('Rereading', rereadingSchema, 'rereadings')

/** Run by the timetable, monthly and as often as wanted: what was drawn once is not drawn again. */
export async function drawSample(): Promise<void> {
  const since = new Date(now().getTime() - days(31))
  const found = await Decisions.aggregate<{ case: string }>([
    { $match: { outcome: 'no_basis', round: 1, at: { $gte: since } } },
    { $sample: { size: SAMPLE } },
    { $project: { case: 1 } },
  ])
  const deleteAt = new Date(now().getTime() + days(config.retention.report_case.days ?? 730))
  const fresh = { verdict: null, by: null, reason: '', at: null, deleteAt }
  for (const { case: ref } of found)
    await Rereadings.updateOne(
      { case: ref },
      { $setOnInsert: { ...fresh, drawnAt: now() } },
      { upsert: true },
    )
}

/** Did this person have a say in it? */
async function hadPart(person: Account, ref: string): Promise<boolean> {
  const decisions = await decisionsOf(ref)
  return decisions.some(({ by, second }) => by.equals(person._id) || second?.equals(person._id))
}

export function openRereadings(): Promise<Rereading[]> {
  return Rereadings.find({ verdict: null }).sort({ _id: 1 }).limit(50).lean()
}

export async function isDrawn(ref: string): Promise<boolean> {
  return (await Rereadings.exists({ case: ref, verdict: null })) !== null
}

/** Waits to be read again by this very person. */
export async function isToReread(person: Account, ref: string): Promise<boolean> {
  return (await isDrawn(ref)) && !(await hadPart(person, ref))
}

/** @throws Conflict, Forbidden, NotFound */
export async function rereadCase(
  person: Account,
  ref: string,
  { verdict, reason }: { verdict: 'right' | 'wrong'; reason: string },
): Promise<void> {
  await reachGiven(person, ref)
  if (await hadPart(person, ref))
    throw new Forbidden('Somebody who had no part in the decision reads it again.')
  const put = await Rereadings.updateOne(
    { case: ref, verdict: null },
    { $set: { verdict, reason, by: person._id, at: now() } },
  )
  if (put.matchedCount === 0) throw new Conflict('This case does not wait to be read again.')
  const words = `Read again: “no basis” was ${verdict}. ${reason}`
  await noteInCase(ref, { act: 'note', by: person._id, words })
  await appendAct({ by: person._id, act: 'case:read-again', caseRef: ref })
}

/** Those of these cases whose reports had a basis after all: they count against nobody. */
export async function misjudgedCases(refs: readonly string[]): Promise<Set<string>> {
  const wrong = await Rereadings.find({ case: { $in: refs }, verdict: 'wrong' }, 'case').lean()
  return new Set(wrong.map((one) => one.case))
}

/** How many were read again in this time, by what was found. */
export async function countRereadings({ from, until }: { from: Date; until: Date }) {
  const count = (verdict: 'right' | 'wrong') =>
    Rereadings.countDocuments({ at: { $gte: from, $lt: until }, verdict })
  return { 'no basis was right': await count('right'), 'no basis was wrong': await count('wrong') }
}
