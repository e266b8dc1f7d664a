import { model, Schema, type Types } from 'mongoose'
import { now } from '../clock.ts'
import { impersonal, type PersonalEntry } from '../database/personal.ts'
import { Forbidden, Invalid, NotFound } from '../errors.ts'
import { changed, onChanged } from '../live/bus.ts'
import { isDuplicate } from './account.ts'
import { onAccountRemoved } from './account-gone.ts'
import type { Account } from './account-record.ts'
import { Kept } from './kept.ts'
import { findByUsernames, findPeople, type Person } from './people.ts'

/** Somebody whose posts a member would rather not read. It changes what this one member sees, and nobody is told. */
export interface Ignore {
  _id: Types.ObjectId
  account: Types.ObjectId
  other: Types.ObjectId
  at: Date
}

const mine: PersonalEntry = {
  whose: 'account',
  purpose: 'to fold away what you would rather not read; only you see whom you ignore',
  clause: 'N4',
  retention: 'account_profile',
  export: true,
  erasure: 'delete',
}
const record = impersonal('to find the record', 'account_profile')

const ignoreSchema = new Schema<Ignore>(
  {
    _id: { type: Schema.Types.ObjectId, auto: true, personal: record },
    account: { type: Schema.Types.ObjectId, required: true, personal: mine },
    other: { type: Schema.Types.ObjectId, required: true, personal: mine },
    at: { type: Date, required: true, personal: mine },
  },
  { versionKey: false },
)
ignoreSchema.index({ account: 1, other: 1 }, { unique: true })
ignoreSchema.index({ other: 1 })

export const Ignores = model<Ignore>('Ignore', ignoreSchema, 'ignores')

const MOST = 500

/** @throws NotFound where nobody of that name shows, Forbidden for oneself */
async function findOther(account: Account, username: string): Promise<Person> {
  const [other] = (await findByUsernames([username])).values()
  if (!other) throw new NotFound('There is nobody of this name here, or not any more.')
  if (other.id === String(account._id)) throw new Forbidden('Nobody can ignore themselves.')
  return other
}

/** Twice, also at once, is the same as once. Moderators can be ignored too: what they decide holds all the same. */
export async function ignorePerson(account: Account, username: string): Promise<Person> {
  const other = await findOther(account, username)
  const count = await Ignores.countDocuments({ account: account._id }, { limit: MOST })
  if (count >= MOST) throw new Invalid({ '': `You ignore ${MOST} people. Please stop ignoring one first.` })
  await Ignores.updateOne(
    { account: account._id, other: other.id },
    { $setOnInsert: { at: now() } },
    { upsert: true },
  ).catch((error: unknown) => {
    if (!isDuplicate(error)) throw error
  })
  await changed(`ignores:${account._id}`)
  return other
}

export async function stopIgnoring(account: Account, username: string): Promise<Person> {
  const other = await findOther(account, username)
  await Ignores.deleteOne({ account: account._id, other: other.id })
  await changed(`ignores:${account._id}`)
  return other
}

/** The latest first. */
export async function listIgnored(account: Account): Promise<Person[]> {
  const rows = await Ignores.find({ account: account._id }, 'other').sort({ _id: -1 }).limit(MOST).lean()
  const people = await findPeople(rows.map(({ other }) => String(other)))
  return rows.flatMap(({ other }) => people.get(String(other)) ?? [])
}

const kept = new Kept<ReadonlySet<string>>()

onChanged((tags) => {
  for (const tag of tags) if (tag.startsWith('ignores:')) kept.drop(tag.slice(8))
})

/** The account ids of everybody this person ignores; from memory where they were needed a moment ago. */
export async function ignoredBy(account: string): Promise<ReadonlySet<string>> {
  const known = kept.get(account)
  if (known) return known
  const mark = kept.mark()
  const rows = await Ignores.find({ account }, 'other').limit(MOST).lean()
  const others = new Set(rows.map(({ other }) => String(other)))
  kept.put(account, others, mark)
  return others
}

/** Before anything by `other` (a mention, a quote, a reply) is told to `account`. */
export async function isIgnoring(account: string, other: string): Promise<boolean> {
  return (await ignoredBy(account)).has(other)
}

/** Of these people, those who ignore `other`: the same for many at once. */
export async function ignorersOf(other: string, among: readonly string[]): Promise<Set<string>> {
  const rows = await Ignores.find({ other, account: { $in: among } }, 'account').lean()
  return new Set(rows.map(({ account }) => String(account)))
}

onAccountRemoved(async (account) => {
  await Ignores.deleteMany({ $or: [{ account }, { other: account }] })
  await changed(`ignores:${account}`)
})
