import type { Account } from '../auth/account.ts'
import { dropDraftIf } from '../drafts/draft.ts'
import { holdsSame } from '../drafts/same-words.ts'
import type { Board } from './board.ts'
import type { Post } from './post.ts'

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
