import { Types } from 'mongoose'
import type { Account } from '../auth/account.ts'
import { excerpt } from '../content/excerpt.ts'
import { visibleBoardIds } from '../forum/board-list.ts'
import { postPath } from '../forum/paths.ts'
import { Posts } from '../forum/post.ts'
import { type ListedPost, postRowFields, postRows } from '../forum/post-row.view.ts'
import { findTopics } from '../forum/topic-list.ts'
import type { Case } from './case-record.ts'
import { subjectKey } from './subject.ts'

const WORDS = 200

type Told = ListedPost & { text: string }
type Boards = Awaited<ReturnType<typeof visibleBoardIds>>

/** The nearest one that everybody may read there. */
async function neighbour(topic: number, number: object, order: 1 | -1, boards: Boards) {
  const found = await Posts.findOne(
    { topic, number, board: { $in: boards }, removedAt: null, hiddenBy: null },
    postRowFields,
  )
    .sort({ number: order })
    .lean<Told>()
  const [shown] = found ? await postRows([found], boards) : []
  return shown && { by: shown.row.author, words: excerpt(shown.post.text, WORDS), href: shown.row.href }
}

/** What stands before and after each post of a case, as this person may read it, by the post's key. */
export async function showInThread(person: Account, { subjects }: Pick<Case, 'subjects'>) {
  const boards = await visibleBoardIds(person)
  const posts = subjects.filter(({ kind }) => kind === 'post')
  const placed = await Promise.all(
    posts.map(async (subject) => {
      const post = await Posts.findOne(
        { _id: new Types.ObjectId(subject.id), board: { $in: boards } },
        'topic number',
      ).lean()
      const topic = post && (await findTopics([post.topic], boards)).get(post.topic)
      if (!post || !topic) return undefined
      const [before, after] = await Promise.all([
        neighbour(post.topic, { $lt: post.number }, -1, boards),
        neighbour(post.topic, { $gt: post.number }, 1, boards),
      ])
      return [subjectKey(subject), { href: postPath(topic, post.number), before, after }] as const
    }),
  )
  return new Map(placed.flatMap((one) => (one ? [one] : [])))
}
