import type { Account } from '../auth/account.ts'
import { audienceNames, audiences, audienceWords } from '../content/audience.ts'
import { NotFound } from '../errors.ts'
import { sayAudience } from './audience.ts'
import { listDirect } from './direct-list.ts'
import { newestIn } from './message.ts'
import { roomPath, roomTag } from './paths.ts'
import { lastReadIn, unreadIn } from './reading.ts'
import { changeRoom, type Room, type RoomChange } from './room.ts'
import { allRooms, listRooms } from './room-list.ts'

/** A room as pages and JSON clients get it. */
export function roomView(room: Room) {
  return {
    slug: room.slug,
    title: room.title,
    description: room.description,
    href: roomPath(room),
    audience: room.audience,
    /** Who can read it, as a sentence and as a badge. */
    audienceWords: sayAudience(room),
    audienceName: room.talk ? 'Between two' : audienceNames[room.audience],
    isPublic: room.audience === 'public',
    isArchived: room.archivedAt !== null,
  }
}

/** The rooms this person may read; for members with how much is new in those where they have been. */
export async function showRooms(viewer: Account | undefined) {
  const rooms = await listRooms(viewer)
  const rows = rooms.map(async (room) => {
    const me = viewer && String(viewer._id)
    const [newest, unread, lastRead] = await Promise.all([
      newestIn(room._id),
      me && unreadIn(me, room._id),
      me && lastReadIn(me, room._id),
    ])
    return {
      ...roomView(room),
      lastAt: newest?.createdAt ?? null,
      ...(lastRead && { isKnown: true }),
      ...(unread && { unread }),
    }
  })
  const direct = viewer && (await listDirect(viewer))
  return {
    model: {
      rooms: await Promise.all(rows),
      ...(direct && { direct: direct.rows, ...(direct.more && { moreDirect: direct.more }) }),
    },
    tags: ['rooms', ...rooms.map(roomTag)],
  }
}

/** Every room with its settings, for admins. */
export async function showRoomSettings() {
  const rooms = await allRooms()
  return {
    rooms: rooms.map((room) => ({
      ...roomView(room),
      order: room.order,
      action: `/admin/rooms/${room.slug}?_method=PUT`,
      audiences: audienceOptions(),
    })),
    audiences: audienceOptions(),
    nextOrder: Math.max(0, ...rooms.map((room) => room.order)) + 1,
  }
}

function audienceOptions() {
  return audiences.map((value) => ({ value, label: audienceNames[value], hint: audienceWords[value] }))
}

/** @throws NotFound */
export async function reviseRoom(actor: Pick<Account, '_id'>, slug: string, change: RoomChange) {
  if (!(await changeRoom(slug, change, actor._id))) throw new NotFound()
  const room = (await allRooms()).find((one) => one.slug === slug)
  if (!room) throw new NotFound()
  return { ...roomView(room), order: room.order }
}
