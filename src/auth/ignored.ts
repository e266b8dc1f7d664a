import { changed, onChanged } from '../live/bus.ts'
import type { Account } from './account-record.ts'
import { Kept } from './kept.ts'
import { findOther, makeOwnList } from './own-list.ts'
import type { Person } from './people.ts'

/** People whose posts a member would rather not read. It changes what this one member sees, and nobody is told. */
const list = makeOwnList(
  ['Ignore', 'ignores'],
  'to fold away what you would rather not read; only you see whom you ignore',
  (most) => `You ignore ${most} people. Please stop ignoring one first.`,
)

export const Ignores = list.rows

const itself = 'Nobody can ignore themselves.'

/** Moderators can be ignored too: what they decide holds all the same. @throws NotFound, Forbidden, Invalid */
export async function ignorePerson(account: Account, username: string): Promise<Person> {
  const other = await findOther(account, username, itself)
  await list.add(account._id, other.id)
  await changed(`ignores:${account._id}`)
  return other
}

export async function stopIgnoring(account: Account, username: string): Promise<Person> {
  const other = await findOther(account, username, itself)
  await list.drop(account._id, other.id)
  await changed(`ignores:${account._id}`)
  return other
}

/** The latest first. */
export function listIgnored(account: Account): Promise<Person[]> {
  return list.peopleOf(account._id)
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
  const others = await list.idsOf(account)
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
