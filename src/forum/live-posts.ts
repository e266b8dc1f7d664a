import { lookUntilSteady } from '../live/looking.ts'
import { imagesOf } from '../media/hung.ts'
import { type Counts, countReactions, noReactions } from '../reactions/reaction.ts'
import type { Board } from './board.ts'
import { findBoard } from './board-list.ts'
import { fillPosts } from './filling.ts'
import { justWritten } from './just-written.ts'
import { type KnownTopic, knowTopic } from './known-topics.ts'
import { noteShown, tagsBeside } from './open-pages.ts'
import { type OwnHidden, ownHiddenOf } from './own-hidden.ts'
import { type PostView, shownFields, showPost, type Tombstone } from './page-of-posts.ts'
import { type Post, Posts } from './post.ts'

export interface PlacedTopic {
  topic: KnownTopic
  board: Board
}

export interface PostNow extends PlacedTopic {
  post: PostView | Tombstone
  /** Account id; absent where the post is gone for its author, too, or they left. */
  author: string | undefined
  /** What its author sees where it, or a picture in it, is hidden from others. */
  own: OwnHidden | undefined
  reactions: Counts
  /** Tags of what stands in it and is not its own. */
  beside: string[]
}

/** Where a topic stands at this moment; undefined where it is gone. */
export async function topicNow(id: number): Promise<PlacedTopic | undefined> {
  const topic = await knowTopic(id)
  const board = topic && !topic.goneAt ? await findBoard(topic.board) : undefined
  return topic && board ? { topic, board } : undefined
}

/**
 * One post as its page would show it at this moment, for everybody alike. What was hidden or removed while it was being
 * looked at is looked at again: its words must not set out after that was said.
 */
export function postNow(topicId: number, id: string): Promise<PostNow | undefined> {
  const tags = [`post-facts:${id}`, `topic-facts:${topicId}`, 'boards']
  return lookUntilSteady(
    tags,
    () => lookAt(topicId, id),
    (seen) => seen?.beside ?? [],
  )
}

/** The store is asked once, all together, or not at all: a reader is waiting. */
async function lookAt(topicId: number, id: string): Promise<PostNow | undefined> {
  const written = justWritten.take(id)
  const [placed, post, counts] = await Promise.all([
    topicNow(topicId),
    written ?? Posts.findOne({ _id: id, topic: topicId }, shownFields).lean<Post>(),
    countReactions(written ? [] : [{ kind: 'post', id }]),
  ])
  if (!placed || !post) return undefined
  const standing = post.removedAt ? [] : [post]
  const [{ htmls, people, tags }, pictured] = await Promise.all([
    fillPosts(
      standing.map(({ html }) => html ?? ''),
      placed.board,
      standing.map(({ author }) => author),
    ),
    imagesOf(standing),
  ])
  const beside = tagsBeside(pictured, tags)
  noteShown(topicId, beside, beside)
  const isRead = !post.removedAt || post.hiddenFrom === 'others'
  const author = isRead && post.author ? String(post.author) : undefined
  const reactions = counts.get(id) ?? noReactions
  const writer = people.get(author ?? '')
  const view = showPost({ topic: placed.topic, post, html: htmls[0], author: writer, pictured, reactions })
  const own = author === undefined ? undefined : await ownHiddenOf(author, placed, view)
  return { ...placed, post: view, author, own, reactions, beside }
}
