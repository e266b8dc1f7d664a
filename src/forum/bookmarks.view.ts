import type { Types } from 'mongoose'
import type { Account } from '../auth/account.ts'
import { excerpt } from '../content/excerpt.ts'
import { Gone, NotFound } from '../errors.ts'
import { visibleBoardIds } from './board-list.ts'
import { addBookmark, listBookmarks, removeBookmark } from './bookmark.ts'
import { postPath } from './paths.ts'
import { type Post, Posts } from './post.ts'
import { type ListedPost, postRowFields, postRows } from './post-row.view.ts'
import { reachPost } from './reach.ts'

const PAGE = 20

type MarkedPost = ListedPost & Pick<Post, 'text'>

/** The posts this person marked and may still read, the newest bookmark first. */
export async function showBookmarks(account: Account, before: Types.ObjectId | undefined) {
  const { items, next } = await listBookmarks(String(account._id), before, PAGE)
  const boards = await visibleBoardIds(account)
  const ids = items.map((bookmark) => bookmark.post)
  const posts = await Posts.find(
    { _id: { $in: ids }, board: { $in: boards }, removedAt: null, hiddenBy: null },
    postRowFields,
  ).lean<MarkedPost[]>()
  const byId = new Map(posts.map((post) => [String(post._id), post]))
  const inOrder = ids.flatMap((id) => byId.get(String(id)) ?? [])
  const rows = await postRows(inOrder, boards)
  return {
    posts: rows.map(({ row, post }) => ({ ...row, excerpt: excerpt(post.text ?? '', 240) })),
    next: next && `/bookmarks?before=${next}`,
    previous: before && '/bookmarks',
  }
}

/** @returns the address of the post. @throws NotFound, Gone */
export async function keepBookmark(account: Account, id: string): Promise<string> {
  const { post, topic } = await reachPost(account, id)
  await addBookmark(String(account._id), post)
  return postPath(topic, post.number)
}

/** Works for what has gone meanwhile, too. @returns the address to go back to */
export async function letBookmarkGo(account: Account, id: string): Promise<string> {
  await removeBookmark(String(account._id), id)
  try {
    const { post, topic } = await reachPost(account, id)
    return postPath(topic, post.number)
  } catch (error) {
    if (error instanceof Gone || error instanceof NotFound) return '/bookmarks'
    throw error
  }
}
