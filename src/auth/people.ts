import { Types } from 'mongoose'
import { onChanged } from '../live/bus.ts'
import { type Account, Accounts, loadAccount } from './account.ts'
import { usernameKey } from './account-keys.ts'
import { Kept } from './kept.ts'
import { isClosed } from './restriction.ts'

/** What is shown of a person beside what they wrote. */
export type Shown = Omit<Person, 'id'>

export function shownPerson(person: Person | undefined): Shown | null {
  if (!person) return null
  const { id: _, ...shown } = person
  return shown
}

export interface Person {
  id: string
  username: string
  name: string
  /** Id of the picture of their face. */
  avatar?: string
}

const accounts = new Kept<Account>()
const people = new Kept<Person>()

onChanged((tags) => {
  for (const tag of tags) {
    const [kind, id = ''] = tag.split(':')
    if (kind === 'account') people.drop(id)
    if (kind === 'account' || kind === 'viewer') accounts.drop(id)
  }
})

/**
 * The account behind a session; from memory where it was needed a moment ago. Do not change what you get. A session that
 * began while the account was being closed opens nothing.
 */
export async function findSignedIn(id: string): Promise<Account | undefined> {
  const account = accounts.get(id) ?? (await keepAccount(id))
  return account && !isClosed(account) ? account : undefined
}

async function keepAccount(id: string): Promise<Account | undefined> {
  const mark = accounts.mark()
  const account = await loadAccount(id)
  if (account) accounts.put(id, account, mark)
  return account
}

/** Only what is in memory: for where waiting is not worth it. */
export function findKeptAccount(id: string): Account | undefined {
  const account = accounts.get(id)
  return account && !isClosed(account) ? account : undefined
}

/** What rules ask of many accounts at once; in no order, and those that are gone are missing. */
export async function loadAccounts(ids: readonly string[]): Promise<Account[]> {
  return Accounts.find({ _id: { $in: ids } })
    .select('-usernameKey')
    .lean()
}

const named = { username: 1, name: 1, avatar: 1 } as const

function toPerson({
  _id,
  username,
  name,
  avatar,
}: Pick<Account, '_id' | 'username' | 'name' | 'avatar'>): Person {
  return { id: String(_id), username, name, ...(avatar && { avatar: String(avatar) }) }
}

/** Account id → person, in at most one query. Who is missing has left. */
export async function findPeople(ids: Iterable<string>): Promise<Map<string, Person>> {
  const found = new Map<string, Person>()
  const unknown: string[] = []
  const mark = people.mark()
  for (const id of new Set(ids)) {
    const person = people.get(id)
    if (person) found.set(id, person)
    else if (Types.ObjectId.isValid(id)) unknown.push(id)
  }
  if (unknown.length === 0) return found
  for (const row of await Accounts.find({ _id: { $in: unknown } }, named).lean()) {
    const person = toPerson(row)
    found.set(person.id, person)
    people.put(person.id, person, mark)
  }
  return found
}

/** Nothing about somebody under 18 is told to others before their parent or guardian agrees (N26). */
const isOpen = { state: { $ne: 'awaiting-guardian' as const } }

/** Lowercased user name → person, for mentions. */
export async function findByUsernames(names: Iterable<string>): Promise<Map<string, Person>> {
  const keys = [...new Set([...names].map(usernameKey))]
  if (keys.length === 0) return new Map()
  const rows = await Accounts.find({ ...isOpen, usernameKey: { $in: keys } }, named).lean()
  return new Map(rows.map((row) => [usernameKey(row.username), toPerson(row)]))
}

/** Everything that begins so, as a range in an index: nothing typed becomes a regular expression. */
const beginningWith = (start: string) => ({ $gte: start, $lt: `${start}\uffff` })

/**
 * People whose user name begins so, or who have for each of the words one in their name that begins so. Accounts
 * that are unconfirmed, closed, or wait for a guardian, are not found.
 * @param words folded
 */
export async function searchPeople(username: string, words: readonly string[], most: number) {
  const isKnown = {
    ...isOpen,
    confirmedAt: { $type: 'date' as const },
    state: { $nin: ['awaiting-guardian' as const, 'closed' as const] },
  }
  const byUsername = { ...isKnown, usernameKey: beginningWith(usernameKey(username)) }
  const inName = words.map((word) => ({ nameWords: { $elemMatch: beginningWith(word) } }))
  const rows = await Promise.all([
    username === '' ? [] : Accounts.find(byUsername, named).sort({ usernameKey: 1 }).limit(most).lean(),
    words.length === 0
      ? []
      : Accounts.find({ ...isKnown, $and: inName }, named)
          .limit(most)
          .lean(),
  ])
  const found = new Map(rows.flat().map((row) => [String(row._id), toPerson(row)]))
  return [...found.values()].slice(0, most)
}
