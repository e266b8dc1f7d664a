import { Types } from 'mongoose'
import type { Account } from '../auth/account.ts'
import { findPeople } from '../auth/people.ts'
import { isStaff } from '../auth/policy.ts'
import { hours, nowMs } from '../clock.ts'
import { excerpt } from '../content/excerpt.ts'
import { visibleBoardIds } from '../forum/board-list.ts'
import { Posts } from '../forum/post.ts'
import { type ListedPost, postRowFields, postRows } from '../forum/post-row.view.ts'
import { Cases } from './case.ts'
import type { Case } from './case-record.ts'
import type { Evidence } from './evidence.ts'
import { inWords } from './order.ts'
import { judgedAgain } from './owners.ts'
import { keysOf, MOST_IN_CASE, markOf, toJudge } from './several.ts'

/** Who sends one advert sends the others soon after; of what is older the profile has the list. */
const HOURS = 24
const MOST_OFFERED = 30

interface Offered {
  about: string
  href: string
  title: string
  words: string
  createdAt: Date
  /** The open case that is about it already. */
  elsewhere: string | null
}

/** What the same people posted lately and is not in the case yet, newest first. */
async function newestByAuthors(person: Account, { subjects }: Case): Promise<Offered[]> {
  const authors = subjects.flatMap(({ author }) => author ?? [])
  const known = subjects.flatMap(({ kind, id }) => (kind === 'post' ? [new Types.ObjectId(id)] : []))
  if (authors.length === 0) return []
  const boards = await visibleBoardIds(person)
  const since = Types.ObjectId.createFromTime(Math.floor((nowMs() - hours(HOURS)) / 1000))
  const found = await Posts.find(
    {
      author: { $in: authors },
      board: { $in: boards },
      _id: { $gte: since, $nin: known },
      removedAt: null,
      hiddenBy: null,
    },
    postRowFields,
  )
    .sort({ _id: -1 })
    .limit(MOST_OFFERED)
    .lean<(ListedPost & { text?: string })[]>()
  return withCases(person, await postRows(found, boards))
}

type Rows = Awaited<ReturnType<typeof postRows<ListedPost & { text?: string }>>>

/** What is in a case of the reader's own is not offered: they may not know of it. */
async function withCases(person: Account, rows: Rows): Promise<Offered[]> {
  const keys = rows.map(({ row }) => `post:${row.id}`)
  const cases = await Cases.find(
    { isUndecided: true, $or: [{ things: { $in: keys } }, { subject: { $in: keys } }] },
    'ref subject things parties',
  ).lean()
  return rows.flatMap(({ row, post }) => {
    const key = `post:${row.id}`
    const other = cases.find(({ subject, things = [] }) => subject === key || things.includes(key))
    if (other?.parties.some((party) => party.equals(person._id))) return []
    return [
      {
        about: `/posts/${row.id}`,
        href: row.href,
        title: `post ${row.number} in “${row.topic.title}”`,
        words: excerpt(post.text ?? '', 120),
        createdAt: row.createdAt,
        elsewhere: other?.ref ?? null,
      },
    ]
  })
}

/** Somebody complained about them in one breath with the first one; staff say whether the case is about them, too. */
function reportedToo({ subjects }: Case, evidence: readonly Evidence[]) {
  const known = new Set(keysOf(subjects))
  const others = new Map(evidence.map(({ subject, path, title }) => [subject, { about: path, title, path }]))
  return [...others].flatMap(([key, { about, title, path }]) =>
    known.has(key) || !/^(post|image|topic|profile):/.test(key) ? [] : [{ about, title, href: path }],
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
    authors: [...people.values()].map(({ username, name }) => ({
      username,
      name,
      count: subjects.filter(({ author }) => people.get(String(author))?.username === username).length,
    })),
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
