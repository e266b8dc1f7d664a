import { classOf } from '../auth/reader-class.ts'
import type { LiveRoom } from '../web/live-room.ts'
import { listDirect } from './direct-list.ts'
import { listGroup, ownListGroup } from './live-groups.ts'
import { newestIn } from './message.ts'
import { unreadIn } from './reading.ts'
import { listRooms } from './room-list.ts'

/** The list of rooms, while a member looks at it: it counts up. */
export const roomsRoom: LiveRoom = {
  kind: 'rooms',

  async admit(user) {
    return user && { groups: [listGroup(classOf(user)), ownListGroup(String(user._id))], tags: ['rooms'] }
  },

  /** How much is new in each, and where each ends: few numbers, so all of them are sent. */
  async since(user) {
    const rooms = await listRooms(user)
    const direct = user ? (await listDirect(user)).rows : []
    const open = await Promise.all(
      rooms.map(async (room) => {
        const [newest, unread] = await Promise.all([
          newestIn(room._id),
          user ? unreadIn(String(user._id), room._id) : 0,
        ])
        return { slug: room.slug, unread, at: newest ? newest.createdAt.getTime() : 0 }
      }),
    )
    return [
      ...open,
      ...direct.map(({ slug, unread = 0, lastAt }) => ({ slug, unread, at: lastAt.getTime() })),
    ]
  },

  // What is said in a room tells the list, too: see `chat-news.socket.ts`.
  listen: () => () => undefined,
}
