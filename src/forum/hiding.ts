import { Types } from 'mongoose'
import type { Hiding } from '../auth/hiding.ts'
import { changed, publish } from '../live/bus.ts'
import { doLater } from '../live/later.ts'
import { forgetNotifications } from '../notifications/notification.ts'
import { findBoard } from './board-list.ts'
import { destroyPost, hidePost, hideReactions, Posts, showPost, showReactions } from './post.ts'
import { finishRemoval } from './removal.ts'
import { postKeys } from './telling.ts'

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
 */
export async function hide(id: string, { by, ...hiding }: Hiding): Promise<void> {
  await hidePost(new Types.ObjectId(id), by, hiding)
  await forgetNotifications(...postKeys(id))
  await sayShown(id)
}

/** Takes back what that decision did, and no other one. */
export async function unhide(id: string, by: string): Promise<void> {
  await showPost(new Types.ObjectId(id), by)
  await sayShown(id)
}

/** For good, once nobody can object any more: what an author's own deletion takes along goes here, too. As often as wanted. */
export async function destroy(id: string, by: string): Promise<void> {
  await destroyPost(new Types.ObjectId(id), by)
  const post = await Posts.findOne({ _id: id, hiddenBy: by, clearing: true }, 'topic number board').lean()
  if (post) await finishRemoval(post)
}

/** The names of those who reacted to a post. They stay with their owners, whom nobody complained about. */
export const reactionsHiding = {
  async hide(id: string, hiding: Hiding): Promise<void> {
    await hideReactions(new Types.ObjectId(id), hiding)
    await forgetNotifications(`reactions:${id}`)
    await changed(`post:${id}`)
  },
  async show(id: string, by: string): Promise<void> {
    await showReactions(new Types.ObjectId(id), by)
    await changed(`post:${id}`)
  },
}
