import { model, Schema, type Types } from 'mongoose'
import { isDuplicate } from '../auth/account.ts'
import { onAccountRemoved } from '../auth/account-gone.ts'
import type { Account } from '../auth/account-record.ts'
import { findPeople, type Person } from '../auth/people.ts'
import { now } from '../clock.ts'
import { impersonal, type PersonalEntry } from '../database/personal.ts'
import { Invalid } from '../errors.ts'

/** Somebody from whom nothing private arrives any more. They are not told. */
export interface Block {
  _id: Types.ObjectId
  account: Types.ObjectId
  other: Types.ObjectId
  at: Date
}

const mine: PersonalEntry = {
  whose: 'account',
  purpose: 'to keep private messages of people away whom you blocked; only you see whom',
  clause: 'N4',
  retention: 'account_profile',
  export: true,
  erasure: 'delete',
}
const record = impersonal('to find the record', 'account_profile')

const blockSchema = new Schema<Block>(
  {
    _id: { type: Schema.Types.ObjectId, auto: true, personal: record },
    account: { type: Schema.Types.ObjectId, required: true, personal: mine },
    other: { type: Schema.Types.ObjectId, required: true, personal: mine },
    at: { type: Date, required: true, personal: mine },
  },
  { versionKey: false },
)
blockSchema.index({ account: 1, other: 1 }, { unique: true })
blockSchema.index({ other: 1 })

export const Blocks = model<Block>('Block', blockSchema, 'blocks')

const MOST = 500

/** Twice, also at once, is the same as once. @throws Invalid where they block too many */
export async function addBlock(account: Types.ObjectId, other: string): Promise<void> {
  const count = await Blocks.countDocuments({ account }, { limit: MOST })
  if (count >= MOST) throw new Invalid({ '': `You block ${MOST} people. Please unblock one first.` })
  await Blocks.updateOne({ account, other }, { $setOnInsert: { at: now() } }, { upsert: true }).catch(
    (error: unknown) => {
      if (!isDuplicate(error)) throw error
    },
  )
}

export async function dropBlock(account: Types.ObjectId, other: string): Promise<void> {
  await Blocks.deleteOne({ account, other })
}

/** The latest first. */
export async function listBlocked(account: Account): Promise<Person[]> {
  const rows = await Blocks.find({ account: account._id }, 'other').sort({ _id: -1 }).limit(MOST).lean()
  const people = await findPeople(rows.map(({ other }) => String(other)))
  return rows.flatMap(({ other }) => people.get(String(other)) ?? [])
}

/** Account ids of those of these people who block another one of them. */
export async function blockersAmong(people: readonly Types.ObjectId[]): Promise<ReadonlySet<string>> {
  const found = await Blocks.find({ account: { $in: people }, other: { $in: people } }, 'account').lean()
  return new Set(found.map(({ account }) => String(account)))
}

onAccountRemoved(async (account) => {
  await Blocks.deleteMany({ $or: [{ account }, { other: account }] })
})
