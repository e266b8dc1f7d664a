import { Types } from 'mongoose'
import { z } from 'zod'
import type { Account } from '../auth/account.ts'
import { type DirectRoom, DirectRooms } from './direct.ts'
import { isAskedOf, isListedFor, nameOf, otherOf } from './direct-policy.ts'
import { findDirectById } from './direct-standing.ts'
import { Messages } from './message.ts'
import { directListPath, roomPath } from './paths.ts'
import { lastReadIn, MOST_UNREAD } from './reading.ts'
import type { Room } from './room.ts'

const PAGE = 50
const fault = 'This link into the list is broken. Please start from the top.'

/** "lq3k9x2a.0123…": when something was said last, in milliseconds, and the record that breaks the tie. */
export const directPlace = z
  .string(fault)
  .regex(/^[0-9a-z]{1,8}\.[0-9a-f]{24}$/, fault)
  .transform((text) => {
    const [value = '', id = ''] = text.split('.')
    return { at: new Date(Number.parseInt(value, 36)), id: new Types.ObjectId(id) }
  })

type Place = z.infer<typeof directPlace>

/** The range is said twice, because the planner reads the index only as far as the plain one says. */
function beyond(before: Place | undefined) {
  if (!before) return {}
  const { at, id } = before
  return { saidAt: { $lte: at }, $or: [{ saidAt: { $lt: at } }, { saidAt: at, _id: { $lt: id } }] }
}

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
  // Nobody has been asked where a process died before the first words, or they were taken back.
  const words = { room: _id, ...(isAskedOf(me, room.talk) && { removedAt: null }) }
  if (room.talk.state !== 'accepted' && !(await Messages.exists(words))) return []
  // Whom one blocked calls no more.
  const unread = room.talk.blockers.has(me) ? 0 : await unreadIn(me, _id)
  const state = sayState(me, room)
  const other = otherOf(me, room.talk) ?? ''
  const avatar = room.talk.faces.get(other)
  return [
    {
      slug: room.slug,
      title: nameOf(me, room.talk),
      username: room.talk.usernames.get(other) ?? null,
      ...(avatar && { avatar }),
      href: roomPath(room),
      lastAt: saidAt,
      ...(isAskedOf(me, room.talk) && { isAsked: true }),
      ...(state && { state }),
      ...(unread && { unread }),
    },
  ]
}

/** The conversations of this person, the latest first; by key, so that nothing is skipped while people talk. */
export async function listDirect({ _id: me }: Pick<Account, '_id'>, before?: Place) {
  const found = await DirectRooms.find({ members: me, ...beyond(before) })
    .sort({ saidAt: -1, _id: -1 })
    .limit(PAGE + 1)
    .lean<DirectRoom[]>()
  const page = found.slice(0, PAGE)
  const last = page.at(-1)
  const next = found.length > PAGE && last ? `${last.saidAt.getTime().toString(36)}.${last._id}` : undefined
  const rows = (await Promise.all(page.map((direct) => rowOf(String(me), direct)))).flat()
  return { rows, ...(next && { more: `${directListPath}?before=${next}` }) }
}

/** A page of the list by itself. */
export async function showDirectList(account: Account, before: Place | undefined) {
  const { rows, more } = await listDirect(account, before)
  return {
    direct: rows,
    ...(more && { next: more }),
    ...(before && { previous: directListPath }),
  }
}
