import { setTimeout as wait } from 'node:timers/promises'
import type { Types } from 'mongoose'
import type { Account } from '../auth/account.ts'
import { markRead, Notifications, notify, unreadCount } from '../notifications/notification.ts'
import { noteStaffWriting, touchDirect } from './direct.ts'
import { isAskedOf, isListedFor, otherOf } from './direct-policy.ts'
import { findDirectById } from './direct-standing.ts'
import type { Message } from './message.ts'
import { roomPath } from './paths.ts'
import { lastReadIn } from './reading.ts'
import type { Room } from './room.ts'

const keyOf = (room: Types.ObjectId) => `direct:${room}`

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
  { seq }: Pick<Message, 'seq'>,
): Promise<void> {
  await touchDirect(_id)
  await wait(PAUSE)
  // As it stands now: a block may have come between.
  const room = await findDirectById(_id)
  const to = room?.talk && otherOf(author, room.talk)
  if (!room?.talk || !to || !isListedFor(to, room.talk) || room.talk.blockers.size > 0) return
  const lastRead = await lastReadIn(to, _id)
  if (lastRead >= seq) return
  const asks = isAskedOf(to, room.talk)
  await tell(to, room, {
    from: author,
    title: asks ? 'would like to talk with you' : 'wrote to you',
    once: `${keyOf(_id)}:${lastRead}`,
  })
}

export async function tellAccepted(actor: Account, room: Room): Promise<void> {
  const to = room.talk && otherOf(String(actor._id), room.talk)
  if (!to || room.talk?.blockers.has(to)) return
  await tell(to, room, {
    from: String(actor._id),
    title: 'talks with you now',
    once: `${keyOf(room._id)}:accepted`,
  })
}

/** @param news whose doing it is, and what follows their name: whoever ignores them is not told */
function tell(
  account: string,
  room: Room,
  news: { from: string; title: string; once: string },
): Promise<void> {
  return notify({ account, kind: 'message', href: roomPath(room), ...news })
}

/** Who looks at the room has seen all that was told about it. */
export async function readNews(account: string, room: Types.ObjectId): Promise<void> {
  if ((await unreadCount(account)) === 0) return
  const once = { $gte: `${keyOf(room)}:`, $lt: `${keyOf(room)};` }
  const unread = await Notifications.find({ account, readAt: null, once }, '_id').lean()
  if (unread.length > 0)
    await markRead(
      account,
      unread.map(({ _id }) => String(_id)),
    )
}
