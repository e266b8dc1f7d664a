import type { Types } from 'mongoose'
import { type Account, findAccount } from '../auth/account.ts'
import { whyHidden } from '../auth/hiding.ts'
import { isIgnoring } from '../auth/ignored.ts'
import { isConfirmed, isStaff } from '../auth/policy.ts'
import { ownHiddenProfile } from '../auth/profile-hiding.ts'
import { isClosed } from '../auth/restriction.ts'
import { excerpt } from '../content/excerpt.ts'
import { Gone, NotFound } from '../errors.ts'
import { visibleBoardIds } from './board-list.ts'
import { cutPage } from './cursor.ts'
import { Posts } from './post.ts'
import { type ListedPost, type PostRow, postRowFields, postRows } from './post-row.view.ts'
import type { Ids } from './topic-list.ts'

const PAGE = 20

/**
 * What a person shows of themselves, and their posts that the reader may see, newest first.
 * @returns `isElsewhere` where the address has other capitals than the name
 * @throws NotFound
 */
export async function showProfile(
  viewer: Account | undefined,
  username: string,
  before: Types.ObjectId | undefined,
) {
  const account = await findShownAccount(viewer, username)
  const boards = await visibleBoardIds(viewer)
  const list = await listPostsBy(account._id, boards, before)
  const isOwn = isSame(viewer, account)
  const rows = await postRows(list.items, boards)
  const address = `/u/${account.username}`
  return {
    account,
    address,
    isThin: !isConfirmed(account) || rows.length === 0,
    tags: [`account:${account._id}`, `posts-by:${account._id}`, ...rows.flatMap(({ row }) => tagsOf(row))],
    model: {
      username: account.username,
      name: account.name,
      avatar: account.avatar ? String(account.avatar) : undefined,
      bio: account.bio,
      bioLines: account.bio.split('\n').filter((line) => line.trim() !== ''),
      // Who reviews cases now and then is a member to everybody else.
      role: account.role === 'reviewer' ? 'member' : account.role,
      createdAt: account.createdAt,
      isOwn,
      ...(account.hidden && {
        hidden: (isOwn && ownHiddenProfile(account)) || whyHidden(account.hidden.by),
      }),
      ...(viewer &&
        !isOwn && {
          isIgnored: await isIgnoring(String(viewer._id), String(account._id)),
          ignoreAddress: `${address}/ignore`,
          // Under 18 one writes in private with the staff alone, and no button leads to a refusal.
          ...((viewer.ageBand === '18+' || isStaff(account)) && { messageAddress: `${address}/message` }),
        }),
      ...(viewer && !isOwn && isStaff(viewer) && { reviewAddress: `/review?by=${account.username}#found` }),
      posts: rows.map(({ row, post }) => ({ ...row, excerpt: excerpt(post.text ?? '', 240) })),
      next: list.next && `${address}?before=${list.next}`,
      previous: before && address,
    },
  }
}

/** Who is limited or suspended is shown like everybody else. @throws NotFound; Gone where a decision closed the account */
export async function findShownAccount(viewer: Account | undefined, username: string): Promise<Account> {
  const account = await findAccount(username)
  if (!account || !canSeeProfile(viewer, account))
    throw new NotFound('There is nobody of this name here, or not any more.')
  if (isClosed(account)) throw new Gone('This account is closed. What was posted from it stays where it is.')
  return account
}

function tagsOf(row: PostRow): string[] {
  return [`post:${row.id}`, `topic:${row.topic.id}`, `topic-facts:${row.topic.id}`]
}

export function isSame(viewer: Account | undefined, account: Account): boolean {
  return viewer?._id.equals(account._id) === true
}

/** Nothing about somebody under 18 is public before their parent or guardian agrees (N26). */
function canSeeProfile(viewer: Account | undefined, account: Account): boolean {
  return account.state !== 'awaiting-guardian' || isSame(viewer, account)
}

async function listPostsBy(author: Types.ObjectId, boards: Ids, before: Types.ObjectId | undefined) {
  const range = before ? { _id: { $lt: before } } : {}
  const found = await Posts.find(
    { author, board: { $in: boards }, removedAt: null, hiddenBy: null, ...range },
    postRowFields,
  )
    .sort({ _id: -1 })
    .limit(PAGE + 1)
    .lean<(ListedPost & { text?: string })[]>()
  return cutPage(found, PAGE, (post) => String(post._id))
}
