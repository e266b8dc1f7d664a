import { Types } from 'mongoose'
import type { Account } from '../auth/account.ts'
import { audienceWords } from '../content/audience.ts'
import { draftPlaceOf, removeFromDraft } from '../drafts/draft-images.ts'
import { Invalid } from '../errors.ts'
import { endHanging, findHanging, moveImages } from '../media/image.ts'
import { onReach, onTakeBack } from '../media/places.ts'
import { removeImages, removeImagesAt } from '../media/removal.ts'
import { postPath } from './paths.ts'
import { gatherPictures, type Pictures } from './pictures.ts'
import { type Post, Posts } from './post.ts'
import { reachOwn, reachPost } from './reach.ts'

/** Whoever may read the post may see its pictures. */
onReach('post', async (actor, image) => {
  const { post, topic, board } = await reachPost(actor, image.place.id)
  return {
    isPublic: board.audience === 'public' && !post.removedAt,
    audienceWords: audienceWords[board.audience],
    href: postPath(topic, post.number),
    title: topic.title,
    whyClosed: board.archivedAt ? 'This board is archived: nothing new is added to its pictures.' : undefined,
    tags: [`post:${post._id}`, `topic:${topic._id}`, `topic-facts:${topic._id}`],
  }
})

onTakeBack('post', (owner, image) => reachOwn(owner, image.place.id))

/**
 * Hangs the pictures of a draft on a post that is about to be written, so that a post which can be read has all of its own.
 * @throws Invalid where one of them was used elsewhere meanwhile
 */
export async function hangImages(
  author: Types.ObjectId,
  key: string,
  post: Types.ObjectId,
  ids: readonly Types.ObjectId[],
): Promise<void> {
  const to = { kind: 'post' as const, id: String(post) }
  if (!(await moveImages(ids, author, { from: draftPlaceOf(author, key), to })))
    throw new Invalid({
      images: 'One of the pictures was used or removed meanwhile. Please look at them again.',
    })
}

/**
 * Writes a new post together with its pictures. Where it cannot be written they go back to the draft.
 * @param write gets the post's id and its pictures, or nothing where it has none
 */
export async function withPictures(
  author: Account,
  key: string,
  pictures: Pictures | undefined,
  write: Write,
): Promise<Post> {
  const images = pictures ? await gatherPictures(author, key, pictures) : []
  const written = images.length > 0 ? await writeHung(author, key, images, write) : await write({})
  await removeFromDraft(author._id, key, pictures?.dropped ?? [])
  return written
}

type Write = (hung: { _id?: Types.ObjectId; images?: Types.ObjectId[] }) => Promise<Post>

async function writeHung(
  author: Account,
  key: string,
  images: Types.ObjectId[],
  write: Write,
): Promise<Post> {
  const _id = new Types.ObjectId()
  await hangImages(author._id, key, _id, images)
  try {
    const post = await write({ _id, images })
    await endHanging(images)
    return post
  } catch (error) {
    await takeDownImages(author._id, key, _id, images)
    throw error
  }
}

/** What was hung goes back to the draft. */
export async function takeDownImages(
  author: Types.ObjectId,
  key: string,
  post: Types.ObjectId,
  ids: readonly Types.ObjectId[],
): Promise<void> {
  const from = { kind: 'post' as const, id: String(post) }
  await moveImages(ids, author, { from, to: draftPlaceOf(author, key) })
}

/** With the post: every size of every picture (N8). */
export function removeImagesOf(post: Pick<Post, '_id'>): Promise<void> {
  return removeImagesAt({ kind: 'post', id: String(post._id) })
}

/** Those that an edit left out. */
export async function removeImagesBut(
  before: readonly Types.ObjectId[],
  after: readonly Types.ObjectId[],
): Promise<void> {
  await removeImages(before.filter((id) => !after.some((kept) => kept.equals(id))))
}

/** What a crash left between a draft and a post: it belongs to the post that names it, or goes back to its draft. */
export async function settleHangingImages(): Promise<void> {
  for (const image of await findHanging('post')) {
    const { _id, owner, place, hangingFrom = '' } = image
    const isWritten = await Posts.exists({ _id: place.id, images: _id })
    if (isWritten) await endHanging([_id])
    else await moveImages([_id], owner, { from: place, to: { kind: 'draft', id: hangingFrom } })
  }
}
