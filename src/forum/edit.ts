import type { Types } from 'mongoose'
import type { Account } from '../auth/account.ts'
import { whyNotPost } from '../auth/policy.ts'
import { markersIn } from '../content/markers.ts'
import { finishDraft } from '../drafts/draft.ts'
import { removeFromDraft } from '../drafts/draft-images.ts'
import { Conflict, Forbidden, Gone } from '../errors.ts'
import { doLater } from '../live/later.ts'
import { endHanging } from '../media/image.ts'
import { countDescribed, keepOld, sayEdited } from './describing.ts'
import { gatherPictures, type Pictures, saysOtherwise } from './pictures.ts'
import { canEdit, isAuthor } from './policy.ts'
import { type Post, Posts, replaceWords } from './post.ts'
import { hangImages, removeImagesBut, takeDownImages } from './post-images.ts'
import { type Reached, reachPost } from './reach.ts'
import { deleteRevisionsOf } from './revision.ts'
import { tellOfPost } from './telling.ts'
import { writeWords } from './words.ts'

export interface Rewritten {
  body: string
  pictures?: Pictures
  /** The revision that was open in the form; absent = the newest. */
  revision?: number | undefined
}

/** @throws Conflict with `current` and `revision` where the same author was quicker in another window. */
export async function editPost(
  author: Account,
  id: string,
  { body, revision, pictures }: Rewritten,
): Promise<Reached & { post: Post }> {
  const { post, topic, board } = await reachPost(author, id)
  const words = await writeWords(author, body)
  if (!isAuthor(author, post)) throw new Forbidden('Only the person who wrote a post can change it.')
  if (!canEdit(author, post, board))
    throw new Forbidden(
      whyNotPost(author) ??
        'This board is archived: nothing in it is changed any more. You can still delete your post.',
    )
  if (revision !== undefined && revision !== post.revision) throw tooLate(post)
  const before = post.images ?? []
  const isOtherwise = pictures !== undefined && (await saysOtherwise(pictures, before))
  const images = pictures ? await gatherPictures(author, `edit:${id}`, pictures, before) : before
  if (words.source === post.source && isSame(before, images) && !isOtherwise) return { post, topic, board }
  const added = images.filter((image) => !before.some((old) => old.equals(image)))
  await hangImages(author._id, `edit:${id}`, post._id, added)
  await keepOld(post)
  const named = addedMentions(post, words)
  const edited = await replaceWords(post, { ...words, images }, named)
  if (!edited) {
    await takeDownImages(author._id, `edit:${id}`, post._id, added)
    if (isOtherwise) await countDescribed(id)
    return editAfterAnother(author, id, { body, revision })
  }
  await endHanging(added)
  await removeImagesBut(before, images)
  await removeFromDraft(author._id, `edit:${id}`, pictures?.dropped ?? [])
  await sayEdited(edited)
  if (named.length > 0) doLater('telling', () => tellOfPost(id))
  doLater('draft', () => finishDraft(author._id, `edit:${id}`))
  return { post: edited, topic, board }
}

function addedMentions(before: Pick<Post, 'html'>, after: Pick<Post, 'html'>): string[] {
  const old = markersIn([before.html ?? '']).mentions
  return [...markersIn([after.html ?? '']).mentions].filter((id) => id !== '' && !old.has(id))
}

function isSame(a: readonly Types.ObjectId[], b: readonly Types.ObjectId[]): boolean {
  return String(a) === String(b)
}

/** Somebody edited or removed the post between our reading and our writing. */
async function editAfterAnother(author: Account, id: string, rewritten: Rewritten) {
  const current = await Posts.findById(id).lean()
  if (!current || current.removedBy === 'author') {
    // The old words that were just kept must not outlive the post.
    if (current) await deleteRevisionsOf(current._id)
    throw new Gone('This post was removed by its author.')
  }
  if (rewritten.revision !== undefined) throw tooLate(current)
  return editPost(author, id, rewritten)
}

function tooLate(current: Post): Conflict {
  return new Conflict('This post was changed after you opened it. Both texts are below.', {
    current: current.source,
    revision: current.revision,
  })
}
