import { Types } from 'mongoose'
import { changed, publish } from '../live/bus.ts'
import { findBoard } from './board-list.ts'
import { doLater } from './later.ts'
import { hidePost, Posts, showPost } from './post.ts'

/** Everything that shows the post, or does not any more, in every process. */
async function sayShown(id: string): Promise<void> {
  const post = await Posts.findById(id, 'topic number board author').lean()
  if (!post) return
  const board = await findBoard(post.board)
  await changed(
    `post-facts:${id}`,
    `post:${id}`,
    `topic:${post.topic}`,
    'home',
    'lists',
    `board:${board?.slug}`,
    `posts-by:${post.author}`,
  )
  doLater('post:removed', () => {
    const { topic, number } = post
    publish(`topic:${topic}`, 'post:removed', { topic, post: id, number })
  })
}

/**
 * Takes a post out of sight, reversibly, because a decision says so (N9). When it returns nobody reads it; done again, it
 * changes nothing.
 * @param by the decision's or, before there is one, the case's reference
 * @param over what hid it before
 */
export async function hide(id: string, by: string, over?: string): Promise<void> {
  await hidePost(new Types.ObjectId(id), by, over)
  await sayShown(id)
}

/** Takes back what that decision did, and no other one. */
export async function unhide(id: string, by: string): Promise<void> {
  await showPost(new Types.ObjectId(id), by)
  await sayShown(id)
}
