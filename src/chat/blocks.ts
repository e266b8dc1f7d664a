import type { Types } from 'mongoose'
import { makeOwnList } from '../auth/own-list.ts'

/** People from whom nothing private arrives any more. They are not told. */
export const blocked = makeOwnList(
  ['Block', 'blocks'],
  'to keep private messages of people away whom you blocked; only you see whom',
  (most) => `You block ${most} people. Please unblock one first.`,
)

/** Account ids of those of these people who block another one of them. */
export async function blockersAmong(people: readonly Types.ObjectId[]): Promise<ReadonlySet<string>> {
  const among = { account: { $in: people }, other: { $in: people } }
  const found = await blocked.rows.find(among, 'account').lean()
  return new Set(found.map(({ account }) => String(account)))
}
