import { isDeepStrictEqual } from 'node:util'
import { model, Types } from 'mongoose'
import type { Hiding } from '../auth/hiding.ts'
import { now } from '../clock.ts'
import { type Post, postSchema } from './post-record.ts'

export type { Post } from './post-record.ts'

export const Posts = model<Post>('Post', postSchema, 'posts')

/** What a text becomes when it is written. */
export type Words = Required<Pick<Post, 'source' | 'html' | 'text' | 'rendererVersion'>>

export type NewPost = Words &
  Pick<Post, 'topic' | 'number' | 'board' | 'author' | 'replyTo' | 'title' | 'labels' | 'images'> & {
    _id?: Types.ObjectId
  }

/** Stored and journalled when it returns. @throws the driver's duplicate key (11000) where the number is taken. */
export async function insertPost(fields: NewPost): Promise<Post> {
  const post: Post = {
    _id: new Types.ObjectId(),
    ...fields,
    revision: 1,
    createdAt: now(),
    editedAt: null,
    removedAt: null,
    removedBy: null,
    hiddenBy: null,
    untold: ['all'],
  }
  // Past Mongoose: each field is ours already, and this is the write that people wait for most often.
  await Posts.collection.insertOne(post)
  return post
}

/** Whole posts of a bulk load, in no order. Acknowledged like a single one, and no page hears of them. */
export async function insertPosts(posts: readonly Post[]): Promise<void> {
  await Posts.collection.insertMany([...posts], { ordered: false })
}

/** 0 for a topic without posts; removed ones keep their number and count. */
export async function newestNumber(topic: number): Promise<number> {
  const newest = await Posts.findOne({ topic }, 'number').sort({ number: -1 }).lean()
  return newest?.number ?? 0
}

/**
 * @param named people whom the new words name and the old ones did not: they are told
 * @returns the post as it is now, or null where the words are not the author's any more or not the revision seen.
 */
export async function replaceWords(
  seen: Pick<Post, '_id' | 'author' | 'revision'>,
  words: Words & Pick<Post, 'images'>,
  named: readonly string[] = [],
): Promise<Post | null> {
  const { _id, author, revision } = seen
  return Posts.findOneAndUpdate(
    { _id, author, revision, removedAt: null },
    {
      $set: { ...words, revision: revision + 1, editedAt: now() },
      ...(named.length > 0 && { $addToSet: { untold: { $each: named } } }),
    },
    { returnDocument: 'after' },
  ).lean()
}

/** Another version of the same words: something that belongs to them changed. @returns null where they are gone, or newer already */
export async function countVersion({ _id, revision }: Pick<Post, '_id' | 'revision'>): Promise<Post | null> {
  return Posts.findOneAndUpdate(
    { _id, revision, source: { $type: 'string' } },
    { $set: { revision: revision + 1, editedAt: now() } },
    { returnDocument: 'after' },
  ).lean()
}

const words = { source: 1, html: 1, text: 1, title: 1, labels: 1, images: 1 } as const
const gone = { author: null, editedAt: null, clearing: true }
const shown = { hiddenBy: null, hiddenFrom: null }

/**
 * The words go now; `clearing` says that what hung on them has still to follow.
 * @returns the post as it stood, or null where it was removed already
 */
export async function clearPost(id: Types.ObjectId, author: Types.ObjectId): Promise<Post | null> {
  return Posts.findOneAndUpdate(
    { _id: id, author, removedBy: { $ne: 'author' } },
    {
      $set: { ...gone, ...shown, removedAt: now(), removedBy: 'author' },
      $unset: words,
    },
    { returnDocument: 'before' },
  ).lean()
}

export async function endClearing(id: Types.ObjectId): Promise<void> {
  await Posts.updateOne({ _id: id }, { $unset: { clearing: 1 } })
}

/** Unless somebody has still to be told who was not when it was read. */
export async function endTelling({ _id, untold }: Pick<Post, '_id' | 'untold'>): Promise<void> {
  await Posts.updateOne({ _id, untold }, { $unset: { untold: 1 } })
}

/** Effect of a recorded decision (N9), and as often as wanted: nothing but a decision may call it. */
export async function hidePost(
  id: Types.ObjectId,
  decision: string,
  { over, from = 'everybody' }: Partial<Omit<Hiding, 'by'>> = {},
): Promise<boolean> {
  const hiding = { hiddenBy: decision, hiddenFrom: from }
  if (over !== undefined) {
    const taken = await Posts.updateOne({ _id: id, hiddenBy: over }, { $set: hiding })
    if (taken.matchedCount > 0) return true
  }
  const hidden = await Posts.updateOne(
    { _id: id, removedAt: null },
    { $set: { ...hiding, removedAt: now(), removedBy: 'decision' } },
  )
  return hidden.matchedCount > 0
}

/** Takes back what that decision did, and no other one. */
export async function showPost(id: Types.ObjectId, decision: string): Promise<boolean> {
  const done = await Posts.updateOne(
    { _id: id, hiddenBy: decision },
    { $set: { ...shown, removedAt: null, removedBy: null } },
  )
  return done.matchedCount > 0
}

/** What nobody can object to any more: the words go for good, and what hung on them has still to follow. */
export async function destroyPost(id: Types.ObjectId, decision: string): Promise<boolean> {
  const cleared = await Posts.updateOne(
    { _id: id, hiddenBy: decision, source: { $type: 'string' } },
    { $set: gone, $unset: words },
  )
  return cleared.matchedCount > 0
}

/** Who reacted is kept from sight; how many did is not. As often as wanted. */
export async function hideReactions(id: Types.ObjectId, { by, from, over }: Hiding): Promise<void> {
  const isOpen = { reactionsHidden: { $exists: false } }
  const filter = over === undefined ? isOpen : { $or: [isOpen, { 'reactionsHidden.by': over }] }
  await Posts.updateOne({ _id: id, ...filter }, { $set: { reactionsHidden: { by, from } } })
}

export async function showReactions(id: Types.ObjectId, by: string): Promise<void> {
  await Posts.updateOne({ _id: id, 'reactionsHidden.by': by }, { $unset: { reactionsHidden: 1 } })
}

export async function movePosts(topic: number, board: Types.ObjectId): Promise<void> {
  await Posts.updateMany({ topic, board: { $ne: board } }, { $set: { board } })
}

/** Title and labels of the topic: on the first post that still has words, and gone with them. */
export type Naming = Pick<Post, 'title' | 'labels'>

export async function namePost(topic: number, { title, labels = [] }: Naming): Promise<void> {
  const standing = { topic, source: { $type: 'string' as const } }
  const first = await Posts.findOne(standing, 'title labels').sort({ number: 1 }).lean()
  if (!first || isSameNaming(first, { title, labels })) return
  await Posts.updateOne({ ...standing, _id: first._id }, { $set: { title, labels } })
}

export function isSameNaming(one: Naming, other: Naming): boolean {
  return one.title === other.title && isDeepStrictEqual(one.labels ?? [], other.labels ?? [])
}
