import { Types } from 'mongoose'
import type { Account } from '../auth/account.ts'
import { hours, nowMs } from '../clock.ts'
import { excerpt } from '../content/excerpt.ts'
import { visibleBoardIds } from '../forum/board-list.ts'
import { Posts } from '../forum/post.ts'
import { type ListedPost, postRowFields, postRows } from '../forum/post-row.view.ts'
import { HOURS, type Said, type Wanted } from './offered.ts'

/** What these people posted lately, as far as it is there to be read, newest first. */
export async function newestPosts(
  person: Account,
  authors: readonly Types.ObjectId[],
  { but = [], most }: Wanted,
): Promise<Said[]> {
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
  const rows = await postRows(found, boards)
  return rows.map(({ row, post }) => ({
    key: `post:${row.id}`,
    about: `/posts/${row.id}`,
    href: row.href,
    title: `post ${row.number} in “${row.topic.title}”`,
    words: excerpt(post.text ?? '', 120),
    createdAt: row.createdAt,
  }))
}
