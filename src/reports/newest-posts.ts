import { Types } from 'mongoose'
import type { Account } from '../auth/account.ts'
import { hours, nowMs } from '../clock.ts'
import { excerpt } from '../content/excerpt.ts'
import { visibleBoardIds } from '../forum/board-list.ts'
import { Posts } from '../forum/post.ts'
import { type ListedPost, postRowFields, postRows } from '../forum/post-row.view.ts'
import { Cases } from './case.ts'

/** Who sends one advert sends the others soon after; of what is older the profile has the list. */
export const HOURS = 24

export interface Offered {
  about: string
  href: string
  title: string
  words: string
  createdAt: Date
  /** The open case that is about it already. */
  elsewhere: string | null
}

/**
 * What these people posted lately, as far as it is there to be read, newest first.
 * @param but ids of posts that are known already
 */
export async function newestPosts(
  person: Account,
  authors: readonly Types.ObjectId[],
  { but = [], most }: { but?: readonly Types.ObjectId[]; most: number },
): Promise<Offered[]> {
  if (authors.length === 0) return []
  const boards = await visibleBoardIds(person)
  const since = Types.ObjectId.createFromTime(Math.floor((nowMs() - hours(HOURS)) / 1000))
  const found = await Posts.find(
    {
      author: { $in: authors },
      board: { $in: boards },
      _id: { $gte: since, $nin: but },
      removedAt: null,
      hiddenBy: null,
    },
    postRowFields,
  )
    .sort({ _id: -1 })
    .limit(most)
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
