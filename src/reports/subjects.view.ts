import { Types } from 'mongoose'
import type { Account } from '../auth/account.ts'
import { findPeople } from '../auth/people.ts'
import { isStaff } from '../auth/policy.ts'
import type { Case } from './case-record.ts'
import type { Evidence } from './evidence.ts'
import { newestSaid } from './newest-said.ts'
import { HOURS, type Offered } from './offered.ts'
import { inWords } from './order.ts'
import { judgedAgain } from './owners.ts'
import { keysOf, MOST_IN_CASE, markOf, toJudge } from './several.ts'
import { stillOut } from './taken-out.ts'
import { isVersioned } from './versioned.ts'

const MOST_OFFERED = 30

/** What the same people posted lately and is not in the case, newest first. */
function newestByAuthors(person: Account, found: Case): Promise<Offered[]> {
  const authors = found.subjects.flatMap(({ author }) => author ?? [])
  const known = [...found.subjects, ...stillOut(found)]
  const but = known.flatMap(({ kind, id }) => (isVersioned(kind) ? [new Types.ObjectId(id)] : []))
  return newestSaid(person, authors, { but, most: MOST_OFFERED })
}

/** Somebody complained about them in one breath with the first one; staff say whether the case is about them, too. */
function reportedToo(found: Case, evidence: readonly Evidence[]) {
  const known = new Set(keysOf([...found.subjects, ...stillOut(found)]))
  const others = new Map(evidence.map(({ subject, path, title }) => [subject, { about: path, title, path }]))
  return [...others].flatMap(([key, { about, title, path }]) =>
    known.has(key) || !/^(post|message|image|topic|profile):/.test(key) ? [] : [{ about, title, href: path }],
  )
}

/** All that a case is about, whose it is, and what may belong to it as well. */
export async function showSubjects(person: Account, found: Case, evidence: readonly Evidence[]) {
  const { subjects, state, orders = [] } = found
  const people = await findPeople(subjects.flatMap(({ author }) => (author ? [String(author)] : [])))
  const again = judgedAgain(state) && toJudge(found)
  // It shows what is in no case, or in another one: not for somebody who was given this case alone.
  const canAdd = found.isUndecided && isStaff(person)
  return {
    seen: markOf(found),
    isByMany: people.size > 1,
    againAbout: again?.map(({ title }) => title),
    orders: orders.map((order) => ({ words: inWords(order), at: order.at })),
    canAdd: canAdd && subjects.length < MOST_IN_CASE,
    ...(canAdd && {
      more: await newestByAuthors(person, found),
      reportedToo: reportedToo(found, evidence),
    }),
    hours: HOURS,
  }
}
