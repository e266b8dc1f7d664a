import type { Account } from '../auth/account.ts'
import { type DraftWords, dropDraft, saveDraft } from '../drafts/draft.ts'
import { Expected, Forbidden } from '../errors.ts'
import { isAuthor } from './policy.ts'
import { reachPost } from './reach.ts'

/**
 * Saves what is being typed. A second window may go on saving while the post is deleted in the first, so it is looked for
 * after the writing: words of a post that went do not come back this way (N8).
 * @throws Gone, NotFound, Forbidden for the draft of an edit that can never be sent
 */
export async function keepDraft(author: Account, key: string, words: DraftWords): Promise<void> {
  await saveDraft(author._id, key, words)
  if (!key.startsWith('edit:')) return
  try {
    const { post } = await reachPost(author, key.slice('edit:'.length))
    if (!isAuthor(author, post)) throw new Forbidden('Only the person who wrote a post can change it.')
  } catch (error) {
    if (error instanceof Expected) await dropDraft(author._id, key)
    throw error
  }
}
