import type { Types } from 'mongoose'
import { onChanged } from '../live/bus.ts'
import { canTrust, onDistrust } from '../live/trust.ts'
import { nameOf } from './direct-policy.ts'
import { findDirect, findDirectById } from './direct-standing.ts'
import { type Actor, canSeeRoom } from './policy.ts'
import { type Room, Rooms } from './room.ts'

/** There are few open rooms and every page of the chat needs them: they stay in memory until one changes. */
let kept: Promise<readonly Room[]> | undefined

onDistrust(() => {
  kept = undefined
})

onChanged((tags) => {
  if (tags.includes('rooms')) kept = undefined
})

/** Every open room in order, archived ones last, whoever may read them. */
export function allRooms(): Promise<readonly Room[]> {
  if (!canTrust()) return loadRooms()
  kept ??= loadRooms()
  return kept
}

async function loadRooms(): Promise<readonly Room[]> {
  try {
    const rooms = await Rooms.find({ kind: 'open' }).sort({ order: 1, title: 1 }).lean()
    return [...rooms.filter((room) => !room.archivedAt), ...rooms.filter((room) => room.archivedAt)]
  } catch (error) {
    kept = undefined
    throw error
  }
}

/** The open rooms this person may read, in order. */
export async function listRooms(actor: Actor): Promise<Room[]> {
  return (await allRooms()).filter((room) => canSeeRoom(actor, room))
}

/** Of any kind. */
export async function findRoom(id: Types.ObjectId): Promise<Room | undefined> {
  const open = (await allRooms()).find((room) => room._id.equals(id))
  return open ?? findDirectById(id)
}

/** A room of two is called by the name of the other one. */
export function asSeenBy(actor: Actor, room: Room): Room {
  return room.talk && actor ? { ...room, title: nameOf(String(actor._id), room.talk) } : room
}

/** By its slug, if this person may read it. */
export async function findRoomFor(actor: Actor, slug: string): Promise<Room | undefined> {
  const open = (await allRooms()).find((room) => room.slug === slug)
  const room = open ?? (await findDirect(slug))
  return room && canSeeRoom(actor, room) ? asSeenBy(actor, room) : undefined
}
