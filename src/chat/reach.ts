import { Types } from 'mongoose'
import type { Account } from '../auth/account.ts'
import { whyHidden } from '../auth/hiding.ts'
import { Gone, NotFound } from '../errors.ts'
import { type Message, Messages } from './message.ts'
import { messagePath } from './paths.ts'
import { type Actor, canReadOwn, canSeeRoom } from './policy.ts'
import type { Room } from './room.ts'
import { asSeenBy, findRoom, findRoomFor } from './room-list.ts'

/**
 * Things are loaded through what the person may read, so a forgotten check gives 404 and not a leak.
 * @throws NotFound where there is none for this person
 */
export async function reachRoom(actor: Actor, slug: string): Promise<Room> {
  const room = await findRoomFor(actor, slug)
  if (!room) throw new NotFound()
  return room
}

/** As neutral as its tombstone, and the same way to why. */
function goneMessage({ removedBy, hiddenBy }: Pick<Message, 'removedBy' | 'hiddenBy'>): Gone {
  if (removedBy !== 'decision') return new Gone('This message was removed by its author.')
  const why = whyHidden(hiddenBy)
  return new Gone(
    why.isInterim
      ? 'This message is hidden while a complaint is looked into.'
      : 'This message was removed by a decision.',
    why,
  )
}

export interface Reached {
  message: Message
  room: Room
}

/** A message that stands, or one's own that is hidden from others, with its room. @throws Gone where it was removed, NotFound */
export async function reachMessage(actor: Actor, id: string): Promise<Reached> {
  return reachFound(actor, await Messages.findById(new Types.ObjectId(id)).lean())
}

/** One's own words can be taken back also where one cannot read any more; of the room nothing is told then. @throws Gone, NotFound */
export async function reachOwn(actor: Account, id: string): Promise<Reached & { back: string }> {
  const message = await Messages.findById(new Types.ObjectId(id)).lean()
  const room = message && (await findRoom(message.room))
  if (message && room && !canSeeRoom(actor, room) && canReadOwn(actor, message))
    return { message, room: { ...room, title: 'a room that you cannot read any more' }, back: '/chat' }
  const reached = await reachFound(actor, message)
  return { ...reached, back: messagePath(reached.room, reached.message.seq) }
}

/** By its place. @throws Gone, NotFound */
export async function reachSeq(actor: Actor, room: Room, seq: number): Promise<Reached> {
  return reachFound(actor, await Messages.findOne({ room: room._id, seq }).lean())
}

async function reachFound(actor: Actor, message: Message | null): Promise<Reached> {
  const room = message && (await findRoom(message.room))
  if (!message || !room || !canSeeRoom(actor, room)) throw new NotFound()
  if (message.removedAt && !canReadOwn(actor, message)) throw goneMessage(message)
  return { message, room: asSeenBy(actor, room) }
}

/** Whoever may read the room may know that a message was there. @throws NotFound */
export async function knowSeq(room: Room, seq: number): Promise<void> {
  if (!(await Messages.exists({ room: room._id, seq }))) throw new NotFound()
}
