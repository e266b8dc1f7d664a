import { Types } from 'mongoose'
import type { Account } from '../auth/account.ts'
import { Messages } from '../chat/message.ts'
import { messagePath } from '../chat/paths.ts'
import { listRooms } from '../chat/room-list.ts'
import { hours, nowMs } from '../clock.ts'
import { excerpt } from '../content/excerpt.ts'
import { HOURS, type Said, type Wanted } from './offered.ts'

/** What these people said lately in rooms that this person reads, newest first. */
export async function newestMessages(
  person: Account,
  authors: readonly Types.ObjectId[],
  { but = [], most }: Wanted,
): Promise<Said[]> {
  const rooms = new Map((await listRooms(person)).map((room) => [String(room._id), room]))
  const since = Types.ObjectId.createFromTime(Math.floor((nowMs() - hours(HOURS)) / 1000))
  const found = await Messages.find(
    {
      author: { $in: authors },
      room: { $in: [...rooms.values()].map(({ _id }) => _id) },
      _id: { $gte: since, $nin: but },
      removedAt: null,
      hiddenBy: null,
    },
    'room seq text createdAt',
  )
    .sort({ _id: -1 })
    .limit(most)
    .lean()
  return found.flatMap(({ _id, room: of, seq, text = '', createdAt }) => {
    const room = rooms.get(String(of))
    if (!room) return []
    const title = `message ${seq} in “${room.title}”`
    const about = `/chat/messages/${_id}`
    return [
      {
        key: `message:${_id}`,
        about,
        href: messagePath(room, seq),
        title,
        words: excerpt(text, 120),
        createdAt,
      },
    ]
  })
}
