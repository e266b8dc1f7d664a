import type { Types } from 'mongoose'
import { type Account, Accounts } from '../auth/account.ts'
import { Cases } from './case.ts'
import { isParty } from './case-reach.ts'
import type { Case } from './case-record.ts'
import { whyNotDecide } from './decision-rules.ts'
import { listWaiting } from './proposal.ts'

/** Somebody who could be a second person somewhere. */
export type Able = Pick<Account, '_id' | 'username' | 'name' | 'role'>

/** More than a forum has; a longer list would only make the page slow. */
const MOST = 500

/** Moderators, admins and second reviewers who can act: see `isStaff` and `isReviewer`. */
export function ablePeople(): Promise<Able[]> {
  const able = { role: { $ne: 'member' as const }, state: 'active' as const }
  return Accounts.find({ ...able, confirmedAt: { $type: 'date' } }, 'username name role')
    .sort({ usernameKey: 1 })
    .limit(MOST)
    .lean<Able[]>()
}

type Judged = Pick<Case, 'parties' | 'state'>

/** Those among them who could have a say in this case beside whoever proposed something in it. */
export function possibleSeconds(people: Able[], found: Judged, proposer?: Types.ObjectId): Able[] {
  return people.filter(
    (person) =>
      !isParty(person, found) &&
      !proposer?.equals(person._id) &&
      whyNotDecide(found.state, String(person._id)) === undefined,
  )
}

/** A case that nobody can decide, because all who could were part of it or decided before. */
export interface Stuck {
  ref: string
  href: string
  title: string
}

type Row = Judged & Pick<Case, 'ref' | 'subjects'>
const shown = 'ref parties state subjects'

/** Asked of the database, as there may be many appeals: each of the people is a party, or decided before. */
function appealsWithoutSecond(people: Able[]): Promise<Row[]> {
  const isOut = ({ _id }: Able) => ({
    $or: [
      { parties: _id },
      ...[
        'state.decidedBy',
        'state.secondBy',
        'state.appealDecidedBy',
        'state.finders',
        'state.subjectsOwner',
      ].map((path) => ({
        [path]: String(_id),
      })),
    ],
  })
  const everybody = people.length > 0 ? { $and: people.map(isOut) } : {}
  return Cases.find({ isWaiting: true, 'state.name': 'appealed', ...everybody }, shown)
    .limit(MOST)
    .lean<Row[]>()
}

async function proposalsWithoutSecond(people: Able[]): Promise<Row[]> {
  const waiting = await listWaiting(MOST)
  const proposers = new Map(waiting.map((proposal) => [proposal.case, proposal.by]))
  const cases = await Cases.find({ ref: { $in: [...proposers.keys()] }, isWaiting: true }, shown).lean<
    Row[]
  >()
  return cases.filter((found) => possibleSeconds(people, found, proposers.get(found.ref)).length === 0)
}

/** Cases that wait for a second person while there is none; of those that this person may know of. They count as overdue. */
export async function casesWithoutSecond(person: Pick<Account, '_id'>): Promise<Stuck[]> {
  const people = await ablePeople()
  const found = [...(await appealsWithoutSecond(people)), ...(await proposalsWithoutSecond(people))]
  const rows = found.filter((one) => !isParty(person, one))
  return [...new Map(rows.map((row) => [row.ref, row])).values()].map(({ ref, subjects }) => ({
    ref,
    href: `/review/${ref}`,
    title: subjects[0]?.title ?? '',
  }))
}
