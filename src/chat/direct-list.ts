import { Types } from 'mongoose'
import type { Account } from '../auth/account.ts'
import { type DirectRoom, DirectRooms } from './direct.ts'
import { isAskedOf, isListedFor, nameOf, otherOf } from './direct-policy.ts'
import { findDirectById } from './direct-standing.ts'
import { Messages } from './message.ts'
import { roomPath } from './paths.ts'
import { lastReadIn, MOST_UNREAD } from './reading.ts'
import type { Room } from './room.ts'

/** More than anybody looks through. */
const MOST = 50

/** What the other one said and this person has not seen, from the first message on. */
async function unreadIn(me: string, room: Types.ObjectId): Promise<number> {
  const seq = { $gt: await lastReadIn(me, room) }
  const author = { $ne: new Types.ObjectId(me) }
  return Messages.countDocuments({ room, seq, removedAt: null, author }).limit(MOST_UNREAD)
}

/** Only what is theirs to know: that somebody declined, or blocked them, looks like waiting. */
function sayState(me: string, { talk }: Room): string | undefined {
  if (!talk || talk.isOpen) return undefined
  if (talk.members.length < 2) return 'not here any more'
  if (talk.blockers.has(me)) return 'you blocked them'
  return isAskedOf(me, talk) ? 'would like to talk with you' : 'waiting'
}

async function rowOf(me: string, { _id, saidAt }: DirectRoom) {
  const room = await findDirectById(_id)
  if (!room?.talk || !isListedFor(me, room.talk)) return []
  const unread = await unreadIn(me, _id)
  const state = sayState(me, room)
  return [
    {
      slug: room.slug,
      title: nameOf(me, room.talk),
      username: room.talk.usernames.get(otherOf(me, room.talk) ?? '') ?? null,
      href: roomPath(room),
      lastAt: saidAt,
      ...(isAskedOf(me, room.talk) && { isAsked: true }),
      ...(state && { state }),
      ...(unread && { unread }),
    },
  ]
}

/** The conversations of this person, the latest first. */
export async function listDirect({ _id: me }: Pick<Account, '_id'>) {
  const found = await DirectRooms.find({ members: me }).sort({ saidAt: -1 }).limit(MOST).lean<DirectRoom[]>()
  return (await Promise.all(found.map((direct) => rowOf(String(me), direct)))).flat()
}
