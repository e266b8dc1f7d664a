import { model, type Types } from 'mongoose'
import { isUnnoted, newAct, noteActs, type StaffAct } from '../auth/staff-act.ts'
import { now } from '../clock.ts'
import { Invalid } from '../errors.ts'
import { changed } from '../live/bus.ts'
import { roomTag } from './paths.ts'
import { type Room, roomSchema } from './room-record.ts'

export type { Room } from './room-record.ts'

export const Rooms = model<Room>('Room', roomSchema, 'rooms')

export type RoomFields = Pick<Room, 'slug' | 'title' | 'description' | 'audience' | 'order'>

/** Addresses below /chat/ that are no rooms, ids, and what direct rooms are called. */
const isReserved = (slug: string) =>
  ['messages', 'direct', 'new', 'search', 'support'].includes(slug) ||
  /^[0-9a-f]{24}([0-9a-f]{8})?$/.test(slug)

const taken = () => new Invalid({ slug: 'This address is taken already. Please choose another.' })

type By = Types.ObjectId | null

const act = (kind: string, by: By): StaffAct[] => (by ? [newAct(kind, by, now())] : [])

/** An open room. @param by nobody's where the forum comes with it. @throws Invalid where the slug is taken. */
export async function addRoom(fields: RoomFields, by: By = null): Promise<Room> {
  if (isReserved(fields.slug)) throw taken()
  const unnoted = act('made', by)
  const made = await Rooms.create({
    ...fields,
    kind: 'open',
    createdAt: now(),
    ...(by && { unnoted }),
  }).catch((error) => {
    throw error.code === 11000 ? taken() : error
  })
  await noteRoom(fields.slug)
  await changed('rooms')
  return made.toObject()
}

/** What is left out stays as it is. */
export type RoomChange = Partial<Omit<RoomFields, 'slug'>> & { isArchived?: boolean | undefined }

/** Its slug stays: addresses do not change. @returns false where there is no such open room. */
export async function changeRoom(
  slug: string,
  { isArchived, ...fields }: RoomChange,
  by: By = null,
): Promise<boolean> {
  const open = { slug, kind: 'open' as const }
  const found = await Rooms.exists(open)
  const given = Object.entries(fields).filter(([, value]) => value !== undefined)
  // To have it already as asked is no act.
  if (given.length > 0)
    await Rooms.updateOne(
      { ...open, $or: given.map(([name, value]) => ({ [name]: { $ne: value } })) },
      { $set: Object.fromEntries(given), $push: { unnoted: { $each: act('changed', by) } } },
    )
  if (isArchived !== undefined)
    await Rooms.updateOne(
      // Archiving twice keeps the first date.
      { ...open, archivedAt: isArchived ? null : { $ne: null } },
      {
        $set: { archivedAt: isArchived ? now() : null },
        $push: { unnoted: { $each: act(isArchived ? 'archived' : 'reopened', by) } },
      },
    )
  await noteRoom(slug)
  await changed('rooms', roomTag({ slug }))
  return found !== null
}

/** As often as wanted. */
export async function noteRoom(slug: string): Promise<void> {
  const room = await Rooms.findOne({ slug, ...isUnnoted }, 'unnoted').lean()
  const { unnoted = [] } = room ?? {}
  await noteActs(`room:${slug}`, unnoted)
  for (const { _id } of unnoted) await Rooms.updateOne({ slug }, { $pull: { unnoted: { _id } } })
}

/** A fresh database has one room for everybody, so that the first visitor finds somebody to talk to. */
export async function prepareRooms(): Promise<void> {
  if (await Rooms.exists({ kind: 'open' })) return
  const first = { title: 'General', description: 'Talk about anything.', audience: 'public' }
  await Rooms.updateOne(
    { slug: 'general' },
    { $setOnInsert: { ...first, kind: 'open', order: 1, createdAt: now() } },
    { upsert: true },
  )
  await changed('rooms')
}
