import type { Account } from '../auth/account.ts'
import { now } from '../clock.ts'
import { dropDraftsFor } from '../drafts/draft.ts'
import { Forbidden, Gone } from '../errors.ts'
import { changed, publish } from '../live/bus.ts'
import { doLater } from '../live/later.ts'
import { forgetNotifications } from '../notifications/notification.ts'
import { dropReactionsOf } from '../reactions/reaction.ts'
import { findBoard } from './board-list.ts'
import { dropBookmarksOf } from './bookmark.ts'
import { dropDraftOf } from './left-draft.ts'
import type { Tombstone } from './page-of-posts.ts'
import { boardPath, postPath } from './paths.ts'
import { canDelete } from './policy.ts'
import { clearPost, endClearing, type Post } from './post.ts'
import { removeImagesOf } from './post-images.ts'
import { reachOwn } from './reach.ts'
import { deleteRevisionsOf } from './revision.ts'
import { type Settled, settleTopic } from './settling.ts'
import { postKeys } from './telling.ts'

type Removed = Pick<Post, '_id' | 'topic' | 'number' | 'board'>

/**
 * Takes back one's own words, completely, before it returns (N8). Nobody else can: there is no verb for the staff.
 * @returns whether the whole topic went with it, and where to go on
 */
export async function removePost(
  author: Account,
  id: string,
): Promise<{ post: Omit<Tombstone, 'version'>; settled: Settled; back: string }> {
  const { post, topic, board, isClosed } = await reachOwn(author, id)
  if (!canDelete(author, post)) throw new Forbidden('Only the person who wrote a post can delete it.')
  // Before the words go: once they are gone nobody can tell which draft holds them, not even the start after a crash.
  await dropDraftOf(author, post, board)
  const cleared = await clearPost(post._id, author._id)
  if (!cleared) throw new Gone('This post was removed by its author.')
  // And what was edited or saved in between.
  await dropDraftOf(author, cleared, board)
  const settled = await finishRemoval(post)
  await changed(`posts-by:${author._id}`)
  const place = settled === 'gone' ? boardPath(board) : postPath(topic, post.number)
  const permalink = isClosed ? '/' : postPath(topic, post.number)
  const tombstone = { id, number: post.number, removedAt: now(), removedBy: 'author' as const }
  return { post: { ...tombstone, permalink }, settled, back: isClosed ? '/' : place }
}

/** Everything that hung on the words. As often as wanted: the start calls it for what a crash left undone. */
export async function finishRemoval(post: Removed): Promise<Settled> {
  const id = String(post._id)
  // Before the reactions go: whoever writes one from here on learns that the post is gone (`keepOffRemoved`).
  await changed(`post-facts:${id}`)
  await Promise.all([
    deleteRevisionsOf(post._id),
    removeImagesOf(post),
    dropDraftsFor(`edit:${id}`),
    dropBookmarksOf([post._id]),
    dropReactionsOf([{ kind: 'post', id }]),
    forgetNotifications(...postKeys(id)),
  ])
  const settled = await settleTopic(post.topic)
  const board = await findBoard(post.board)
  await changed(`topic:${post.topic}`, `post:${id}`, 'home', 'lists', `board:${board?.slug}`)
  await endClearing(post._id)
  doLater('post:removed', () => {
    const { topic, number } = post
    publish(`topic:${topic}`, 'post:removed', { topic, post: id, number })
    if (settled === 'gone') publish(`topic:${topic}`, 'topic:gone', { topic, board: board?.slug ?? '' })
  })
  return settled
}
