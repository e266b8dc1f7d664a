import { setTimeout as wait } from 'node:timers/promises'
import type { Types } from 'mongoose'
import type { Account } from '../auth/account.ts'
import { markRead, Notifications, notify, unreadCount } from '../notifications/notification.ts'
import { noteStaffWriting, touchDirect } from './direct.ts'
import { isAskedOf, otherOf } from './direct-policy.ts'
import { findDirectById } from './direct-standing.ts'
import type { Message } from './message.ts'
import { roomPath } from './paths.ts'
import { lastReadIn } from './reading.ts'
import type { Room } from './room.ts'
import { hasUnread, isNews, keyOfDirect, keyOfSaid, keyOfYes, mendNews } from './told-directs.ts'

/** Milliseconds. Who has the room open says so within that time, and need not be told. */
const PAUSE = 1500

/** What has to be stored before the words are: that somebody of the staff writes to a member under 18. */
export async function beforeWriting(author: Account, { slug, talk }: Room): Promise<void> {
  const isGuarded = talk?.guarded !== undefined && talk.guarded !== String(author._id)
  if (isGuarded) await noteStaffWriting(slug, author._id)
}

/** One line in the other's list until they read it, however much is said; nothing of what was said stands in it. */
export async function tellWritten(
  author: string,
  { _id }: Room,
  { createdAt }: Pick<Message, 'createdAt'>,
): Promise<void> {
  await touchDirect(_id)
  await wait(PAUSE)
  // As it stands now: a block may have come between, or the words may be gone.
  const room = await findDirectById(_id)
  const to = room?.talk && otherOf(author, room.talk)
  if (!room?.talk || !to || !(await isNews(to, room))) return
  const once = await keyFor(to, _id, createdAt)
  if (once === undefined) return
  const title = isAskedOf(to, room.talk) ? 'would like to talk with you' : 'wrote to you'
  await tell(to, room, { from: author, title, once })
  await mendNews(_id)
}

/**
 * Known by how far they have read. Whoever put the line away without looking is told of what was said after that.
 * @returns undefined where they have the line already
 */
async function keyFor(to: string, room: Types.ObjectId, saidAt: Date): Promise<string | undefined> {
  const of = keyOfSaid(room)
  const once = { $gte: `${of}:`, $lt: `${of};` }
  const told = await Notifications.find({ account: to, once }, 'once readAt').lean()
  const isKnown = ({ readAt }: { readAt: Date | null }) =>
    !readAt || readAt.getTime() > saidAt.getTime() + PAUSE
  if (told.some(isKnown)) return undefined
  const key = `${of}:${await lastReadIn(to, room)}`
  const put = told.filter((one) => one.once === key || one.once.startsWith(`${key}:`)).length
  return put === 0 ? key : `${key}:${put}`
}

export async function tellAccepted(actor: Account, room: Room): Promise<void> {
  const to = room.talk && otherOf(String(actor._id), room.talk)
  if (!to || room.talk?.blockers.has(to)) return
  await tell(to, room, {
    from: String(actor._id),
    title: 'talks with you now',
    once: keyOfYes(room._id),
  })
}

/** @param news whose doing it is, and what follows their name: whoever ignores them is not told */
function tell(
  account: string,
  room: Room,
  news: { from: string; title: string; once: string },
): Promise<void> {
  return notify({ account, kind: 'message', href: roomPath(room), group: keyOfDirect(room._id), ...news })
}

/** Who has read the room to its end need not be told of it any more. */
export async function readNews(account: string, room: Types.ObjectId): Promise<void> {
  if ((await unreadCount(account)) === 0 || (await hasUnread(account, room))) return
  await markRead(account, { group: keyOfDirect(room) })
}
