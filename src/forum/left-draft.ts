import type { Account } from '../auth/account.ts'
import type { Board } from './board.ts'
import { dropDraftIf } from './draft.ts'
import type { Post } from './post.ts'

/** Characters. Fewer stand in any text by chance, and would cost somebody a reply that has nothing to do with them. */
const TELLING = 12

function holdsSame(one: string, other: string): boolean {
  const [short, long] = one.length < other.length ? [one, other] : [other, one]
  return short === long || (short.length >= TELLING && long.includes(short))
}

/**
 * The draft that a post was written from stays behind when its last saving comes late, from a second window or after a
 * crash. It would put words that their author takes back into the box again (N8); other words on their way stay.
 */
export async function dropDraftOf(
  author: Account,
  post: Pick<Post, 'topic' | 'number' | 'source' | 'title'>,
  board: Board,
): Promise<void> {
  const { source = '', title = '' } = post
  const isSame = (draft: { title: string; body: string }) =>
    draft.body === '' ? draft.title !== '' && draft.title === title : holdsSame(draft.body, source)
  await dropDraftIf(author._id, `reply:${post.topic}`, isSame)
  if (post.number === 1) await dropDraftIf(author._id, `new:${board.slug}`, isSame)
}
