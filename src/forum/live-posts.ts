import { type Counts, countReactions, noReactions } from '../reactions/reaction.ts'
import type { Board } from './board.ts'
import { findBoard } from './board-list.ts'
import { fillPosts } from './filling.ts'
import { knowPost } from './known-posts.ts'
import { type KnownTopic, knowTopic } from './known-topics.ts'
import { type PostView, shownFields, showPost, type Tombstone } from './page-of-posts.ts'
import { type Post, Posts } from './post.ts'
import { imagesOf } from './post-images.ts'

export interface PlacedTopic {
  topic: KnownTopic
  board: Board
}

export interface PostNow extends PlacedTopic {
  post: PostView | Tombstone
  /** Account id; absent where the post is gone or its author left. */
  author: string | undefined
  reactions: Counts
}

/** Where a topic stands at this moment; undefined where it is gone. */
export async function topicNow(id: number): Promise<PlacedTopic | undefined> {
  const topic = await knowTopic(id)
  const board = topic && !topic.goneAt ? await findBoard(topic.board) : undefined
  return topic && board ? { topic, board } : undefined
}

/** How often a post may change while it is looked at, before its next news has to do. */
const MOST_TRIES = 3

/**
 * One post as its page would show it at this moment, for everybody alike. What was hidden or removed while it was being
 * looked at is not returned with its words: news must not be older than the page.
 */
export async function postNow(topicId: number, id: string): Promise<PostNow | undefined> {
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const shown = await lookAt(topicId, id)
    if (!shown) return undefined
    const facts = await knowPost(id)
    if (facts && (facts.removedAt !== null) === !('html' in shown.post)) return shown
  }
  return undefined
}

async function lookAt(topicId: number, id: string): Promise<PostNow | undefined> {
  const [placed, post] = await Promise.all([
    topicNow(topicId),
    Posts.findOne({ _id: id, topic: topicId }, shownFields).lean<Post>(),
  ])
  if (!placed || !post) return undefined
  const standing = post.removedAt ? [] : [post]
  const [{ htmls, people }, pictured, counts] = await Promise.all([
    fillPosts(
      standing.map(({ html }) => html ?? ''),
      placed.board,
      standing.map(({ author }) => author),
    ),
    imagesOf(standing),
    countReactions(standing.map(() => ({ kind: 'post', id }))),
  ])
  const author = post.removedAt || !post.author ? undefined : String(post.author)
  const reactions = counts.get(id) ?? noReactions
  const writer = people.get(author ?? '')
  const view = showPost({ topic: placed.topic, post, html: htmls[0], author: writer, pictured, reactions })
  return { ...placed, post: view, author, reactions }
}
