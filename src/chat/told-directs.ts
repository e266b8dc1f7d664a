import { Types } from 'mongoose'
import type { Account } from '../auth/account.ts'
import { onGroup } from '../notifications/groups.ts'
import { forgetUnreadOf, type Notification } from '../notifications/notification.ts'
import { isListedFor } from './direct-policy.ts'
import { findDirectById } from './direct-standing.ts'
import { Messages } from './message.ts'
import { lastReadIn } from './reading.ts'
import type { Room } from './room.ts'

type Id = Types.ObjectId | string

/** What two people told each other is known by; the second is what they wrote. */
export const keyOfDirect = (room: Id) => `direct:${room}`
export const keyOfSaid = (room: Id) => `${keyOfDirect(room)}:said`
export const keyOfYes = (room: Id) => `${keyOfDirect(room)}:accepted`

/** Did the other one say something that still stands, and this person has not seen? */
export async function hasUnread(me: string, room: Types.ObjectId): Promise<boolean> {
  const seq = { $gt: await lastReadIn(me, room) }
  const author = { $ne: new Types.ObjectId(me) }
  return (await Messages.exists({ room, seq, removedAt: null, author })) !== null
}

/** May this person hear of the other one at all, as things stand? */
function mayHear(me: string, { talk }: Room): boolean {
  return talk?.isPossible === true && !talk.blockers.has(me) && isListedFor(me, talk)
}

/** Is there something of which this person has to be told? */
export async function isNews(me: string, room: Room): Promise<boolean> {
  return mayHear(me, room) && hasUnread(me, room._id)
}

/** Whatever was told in a room of two, and is not so any more, is withdrawn, with the mail that waits. As often as wanted. */
export async function mendNews(id: Types.ObjectId): Promise<void> {
  const room = await findDirectById(id)
  for (const me of room?.talk?.members ?? []) {
    if (!room || !mayHear(me, room)) await forgetUnreadOf(me, keyOfDirect(id))
    else if (!(await hasUnread(me, id))) await forgetUnreadOf(me, keyOfSaid(id))
  }
}

/** Asked right before a mail. */
async function standing(
  { _id }: Pick<Account, '_id'>,
  told: readonly Notification[],
): Promise<Notification[]> {
  const me = String(_id)
  const [, id = ''] = told[0]?.group?.split(':') ?? []
  const room = Types.ObjectId.isValid(id) ? await findDirectById(new Types.ObjectId(id)) : undefined
  if (!room || !mayHear(me, room)) return []
  const isUnread = await hasUnread(me, room._id)
  return told.filter(({ once }) => (once === keyOfYes(id) ? room.talk?.isOpen : isUnread))
}

// One line says it all, so it stands by itself in the list.
onGroup('direct', { standing })
