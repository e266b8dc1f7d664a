import { Types } from 'mongoose'
import type { Account } from '../auth/account.ts'
import { whyHidden } from '../auth/hiding.ts'
import { Gone, NotFound } from '../errors.ts'
import type { Board } from './board.ts'
import { findBoard } from './board-list.ts'
import { knowPost, type PlacedPost } from './known-posts.ts'
import { type KnownTopic, knowTopic } from './known-topics.ts'
import { type Actor, canReadOwn, canSeeBoard } from './policy.ts'
import { type Post, Posts } from './post.ts'

export interface Reached {
  topic: KnownTopic
  board: Board
}

/**
 * Things are loaded through what the person may read, so a forgotten check gives 404 and not a leak.
 * @throws Gone where the topic went with its posts, NotFound where there is none for this person.
 */
export async function reachTopic(actor: Actor, id: number): Promise<Reached> {
  const topic = await knowTopic(id)
  if (!topic || topic.goneAt) throw await whyMissing(actor, id)
  const board = await findBoard(topic.board)
  if (!board || !canSeeBoard(actor, board)) throw new NotFound()
  return { topic, board }
}

/** The tombstones of its posts are what remains of a topic. */
async function whyMissing(actor: Actor, id: number): Promise<Gone | NotFound> {
  const tombstone = await Posts.findOne({ topic: id }, 'board').lean()
  const board = tombstone && (await findBoard(tombstone.board))
  return board && canSeeBoard(actor, board)
    ? new Gone('This topic was removed by the people who wrote it.')
    : new NotFound()
}

/** As neutral as its tombstone, and the same way to why. */
function gonePost({ removedBy, hiddenBy }: Pick<PlacedPost, 'removedBy' | 'hiddenBy'>): Gone {
  if (removedBy !== 'decision') return new Gone('This post was removed by its author.')
  const why = whyHidden(hiddenBy)
  return new Gone(
    why.isInterim
      ? 'This post is hidden while a complaint is looked into.'
      : 'This post was removed by a decision.',
    why,
  )
}

/** A post that stands, or one's own that is hidden from others, with its topic and board. @throws Gone where it was removed, NotFound as above. */
export async function reachPost(actor: Actor, id: string): Promise<Reached & { post: Post }> {
  return reachLoaded(actor, await Posts.findById(new Types.ObjectId(id)).lean())
}

/** As `reachPost`, for those who do not need the words; see `knowPost` for what it may have missed. */
export async function reachPlaced(actor: Actor, id: string): Promise<Reached & { post: PlacedPost }> {
  return reachLoaded(actor, await knowPost(id))
}

/**
 * One's own words can be taken back also where one cannot read any more; `isClosed` says that nothing of the place may be told
 * then. @throws Gone, NotFound
 */
export async function reachOwn(
  actor: Account,
  id: string,
): Promise<Reached & { post: Post; isClosed: boolean }> {
  const post = await Posts.findById(new Types.ObjectId(id)).lean()
  const board = post && (await findBoard(post.board))
  const isClosed = post !== null && board && !canSeeBoard(actor, board) && canReadOwn(actor, post)
  const topic = isClosed ? await knowTopic(post.topic) : undefined
  if (isClosed && topic) return { post, topic, board, isClosed: true }
  return { ...(await reachLoaded(actor, post)), isClosed: false }
}

async function reachLoaded<P extends PlacedPost>(
  actor: Actor,
  post: P | null,
): Promise<Reached & { post: P }> {
  const board = post && (await findBoard(post.board))
  if (!post || !board || !canSeeBoard(actor, board)) throw new NotFound()
  if (post.removedAt && !canReadOwn(actor, post)) throw gonePost(post)
  return { post, ...(await reachTopic(actor, post.topic)) }
}
