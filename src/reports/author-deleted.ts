import { Posts } from '../forum/post.ts'
import type { Case, CaseEntry } from './case-record.ts'

/**
 * What its author deleted while a case was about it, as entries of its history. Read from the posts themselves, so that no
 * crash between the deletion and a note of it can lose it.
 */
export async function deletionsIn({ subjects, openedAt }: Case): Promise<CaseEntry[]> {
  const titles = new Map(subjects.flatMap(({ kind, id, title }) => (kind === 'post' ? [[id, title]] : [])))
  const gone = await Posts.find(
    { _id: { $in: [...titles.keys()] }, removedBy: 'author', removedAt: { $gte: openedAt } },
    'removedAt',
  ).lean()
  return gone.flatMap(({ _id, removedAt }) =>
    removedAt
      ? [{ at: removedAt, act: 'author-deleted' as const, words: titles.get(String(_id)) ?? '' }]
      : [],
  )
}
