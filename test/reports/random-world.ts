import { type Account, loadAccount } from '../../src/auth/account.ts'
import { Cases } from '../../src/reports/case.ts'
import type { Case } from '../../src/reports/case-record.ts'
import { makeAccount } from '../support/accounts.ts'
import { makePost } from '../support/forum.ts'
import type { RandomStep } from './random-way.ts'

export const WORDS = 'You are all fools.'

export interface Thing {
  id: string
  /** See `subjectKey`. */
  key: string
  author: string
}

/** What the steps of a way did, told from the steps and not from what the program stored. */
export interface Told {
  /** Things whose authors heard that the case hid them, and that are in it still. */
  hidden: Map<string, Set<string>>
  /** Interim steps of whole cases: each has its line in the public log. */
  steps: Map<string, number>
  /** Who hid it last; null where the rule did. */
  hider: Map<string, string | null>
  /** Staff who brought up a case, or things or an order to it. */
  finders: Map<string, Set<string>>
  /** Decisions after which nobody hears more about the case. */
  silent: Set<string>
  /** Takings out that an author was to hear of: `case author`. */
  back: string[]
  /** Authors who were to hear that theirs came back before a decision: `case author`. */
  shown: string[]
}

/** A way through the database: four posts by three authors of its own, and people whom all ways share. */
export interface World {
  things: Thing[]
  /** Account ids: three authors, the last one of them a moderator, two members, six moderators; undefined is a visitor. */
  people: (string | undefined)[]
  refs: Set<string>
  told: Told
  /** What happened so far, for whoever has to read why a way fell. */
  log: string[]
}

export const AUTHORS = 3
export const MEMBERS = 2
export const MODERATORS = 6
/** Where in the list of people the moderators begin. */
export const FIRST_MODERATOR = AUTHORS + MEMBERS

const idsOf = (accounts: Account[]) => accounts.map(({ _id }) => String(_id))

export async function makeShared(): Promise<string[]> {
  const members = Array.from({ length: MEMBERS }, () => makeAccount())
  const moderators = Array.from({ length: MODERATORS }, () => makeAccount({ role: 'moderator' }))
  return idsOf(await Promise.all([...members, ...moderators]))
}

export async function makeWorld(topic: number, shared: readonly string[]): Promise<World> {
  const authors = [await makeAccount(), await makeAccount(), await makeAccount({ role: 'moderator' })]
  const things: Thing[] = []
  for (const author of [...authors, ...authors.slice(0, 1)]) {
    const { _id } = await makePost({ topic, author, body: WORDS })
    things.push({ id: String(_id), key: `post:${_id}`, author: String(author._id) })
  }
  return {
    things,
    people: [...idsOf(authors), ...shared, undefined],
    refs: new Set(),
    told: {
      hidden: new Map(),
      steps: new Map(),
      hider: new Map(),
      finders: new Map(),
      silent: new Set(),
      back: [],
      shown: [],
    },
    log: [],
  }
}

export function casesOf({ refs }: World): Promise<Case[]> {
  return Cases.find({ ref: { $in: [...refs] } })
    .sort({ _id: 1 })
    .lean()
}

/** As they are at this moment: a decision may have taken something from them. */
export async function actorOf({ people }: World, { who }: Pick<RandomStep, 'who'>) {
  const id = people[who % people.length]
  return id === undefined ? undefined : loadAccount(id)
}

export const addTo = <T>(sets: Map<string, Set<T>>, name: string, ...values: T[]) =>
  sets.set(name, new Set([...(sets.get(name) ?? []), ...values]))
