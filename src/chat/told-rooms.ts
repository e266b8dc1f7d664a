import type { Account } from '../auth/account.ts'
import { onGroup } from '../notifications/groups.ts'
import type { Notification } from '../notifications/notification.ts'
import { Messages } from './message.ts'
import { roomPath } from './paths.ts'
import type { Room } from './room.ts'
import { listRooms } from './room-list.ts'

/** What a message told is known by. */
export const keyOfMessage = (id: string) => `message:${id}`
export const groupOfRoom = ({ slug }: Pick<Room, 'slug'>) => `chat:${slug}`

const messageOf = ({ once }: Pick<Notification, 'once'>) => once.slice(once.indexOf(':') + 1)

async function show(reader: Account, slugs: readonly string[]) {
  const rooms = (await listRooms(reader)).filter(({ slug }) => slugs.includes(slug))
  return new Map(rooms.map((room) => [room.slug, { title: room.title, href: roomPath(room) }]))
}

/** Asked right before a mail: the message stands, in a room that this person still may read. */
async function standing(reader: Account, told: readonly Notification[]): Promise<Notification[]> {
  const rooms = (await listRooms(reader)).map(({ _id }) => _id)
  const ids = told.map(messageOf)
  const found = await Messages.find(
    { _id: { $in: ids }, room: { $in: rooms }, removedAt: null },
    '_id',
  ).lean()
  const known = new Set(found.map(({ _id }) => String(_id)))
  return told.filter((one) => known.has(messageOf(one)))
}

onGroup('chat', { show, standing })
