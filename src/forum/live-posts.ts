import { onChanged } from '../live/bus.ts'
import { imagesOf } from '../media/hung.ts'
import { type Counts, countReactions, noReactions } from '../reactions/reaction.ts'
import type { Board } from './board.ts'
import { findBoard } from './board-list.ts'
import { fillPosts } from './filling.ts'
import { type KnownTopic, knowTopic } from './known-topics.ts'
import { type PostView, shownFields, showPost, type Tombstone } from './page-of-posts.ts'
import { type Post, Posts } from './post.ts'

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

/** What is being looked at, and whether it was hidden, removed or moved meanwhile. */
const looking = new Set<{ tags: readonly string[]; isStale: boolean }>()

onChanged((tags) => {
  for (const look of looking) if (look.tags.some((tag) => tags.includes(tag))) look.isStale = true
})

/** How often a post may change while it is looked at, before its next news has to do. */
const MOST_TRIES = 3

/**
 * One post as its page would show it at this moment, for everybody alike. What was hidden or removed while it was being
 * looked at is looked at again: its words must not set out after that was said.
 */
export async function postNow(topicId: number, id: string): Promise<PostNow | undefined> {
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const look = { tags: [`post-facts:${id}`, `topic-facts:${topicId}`, 'boards'], isStale: false }
    looking.add(look)
    try {
      const shown = await lookAt(topicId, id)
      if (!look.isStale) return shown
    } finally {
      looking.delete(look)
    }
  }
  return undefined
}

/** The store is asked once, all together: a reader is waiting. */
async function lookAt(topicId: number, id: string): Promise<PostNow | undefined> {
  const [placed, post, counts] = await Promise.all([
    topicNow(topicId),
    Posts.findOne({ _id: id, topic: topicId }, shownFields).lean<Post>(),
    countReactions([{ kind: 'post', id }]),
  ])
  if (!placed || !post) return undefined
  const standing = post.removedAt ? [] : [post]
  const [{ htmls, people }, pictured] = await Promise.all([
    fillPosts(
      standing.map(({ html }) => html ?? ''),
      placed.board,
      standing.map(({ author }) => author),
    ),
    imagesOf(standing),
  ])
  const author = post.removedAt || !post.author ? undefined : String(post.author)
  const reactions = counts.get(id) ?? noReactions
  const writer = people.get(author ?? '')
  const view = showPost({ topic: placed.topic, post, html: htmls[0], author: writer, pictured, reactions })
  return { ...placed, post: view, author, reactions }
}
