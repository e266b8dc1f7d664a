import type { Types } from 'mongoose'
import { loadAccount } from '../auth/account.ts'
import { isNewcomer, NEWCOMER_MENTIONS } from '../auth/policy.ts'
import { minutes, nowMs } from '../clock.ts'
import { markersIn } from '../content/markers.ts'
import { log } from '../log.ts'
import { notifyMany } from '../notifications/many.ts'
import { forgetNotifications, markRead, Notifications, unreadCount } from '../notifications/notification.ts'
import { whoMayBeTold } from '../notifications/recipients.ts'
import { tellWritten } from './direct-news.ts'
import { endTelling, type Message, Messages } from './message.ts'
import { PAGE_SIZE } from './page-of-messages.ts'
import { messagePath } from './paths.ts'
import { canSeeRoom } from './policy.ts'
import type { Room } from './room.ts'
import { findRoom } from './room-list.ts'
import { groupOfRoom, keyOfMessage } from './told-rooms.ts'

type Fresh = Pick<Message, '_id' | 'room' | 'seq' | 'html' | 'replyTo'> & { author: Types.ObjectId }

/** Does this concern anybody who may not be looking? Then it is noted with the words, so that no crash forgets it. */
export function concernsSomebody(room: Room, { html, replyTo }: Pick<Message, 'html' | 'replyTo'>): boolean {
  return room.kind === 'direct' || replyTo !== null || markersIn([html ?? '']).mentions.size > 0
}

/** Account ids, each under the first that is so: who is named, whose message it answers. */
async function addressed({ _id, room, html, author, replyTo }: Fresh) {
  const named = [...markersIn([html ?? '']).mentions].filter((id) => id !== '')
  const told = await few(String(author), _id, named)
  const where = { room, seq: replyTo ?? 0, removedAt: null }
  const answered = replyTo === null ? null : await Messages.findOne(where, 'author').lean()
  const asked = answered?.author ? [String(answered.author)] : []
  return [
    { kind: 'mention' as const, title: 'mentioned you', ids: told },
    { kind: 'reply' as const, title: 'answered you', ids: asked.filter((id) => !told.includes(id)) },
  ]
}

/** Whoever is new reaches a few, also by changing whom they name. */
async function few(author: string, message: Types.ObjectId, named: string[]): Promise<string[]> {
  const account = named.length > 0 ? await loadAccount(author) : undefined
  if (!account || !isNewcomer(account)) return named
  const once = keyOfMessage(String(message))
  const told = await Notifications.distinct('account', { once, kind: 'mention' })
  const known = new Set(told.map(String))
  const fresh = named.filter((id) => !known.has(id)).slice(0, Math.max(0, NEWCOMER_MENTIONS - known.size))
  return [...named.filter((id) => known.has(id)), ...fresh]
}

async function tellAddressed(room: Room, message: Fresh): Promise<void> {
  const from = String(message.author)
  for (const { ids, ...said } of await addressed(message)) {
    // Asked at the time of telling: nobody hears of a room that they may not read.
    const accounts = (await whoMayBeTold(ids, from)).filter((account) => canSeeRoom(account, room))
    const place = { href: messagePath(room, message.seq), group: groupOfRoom(room) }
    await notifyMany(
      accounts.map(({ _id }) => String(_id)),
      { ...said, ...place, from, once: keyOfMessage(String(message._id)) },
    )
  }
}

/**
 * Tells whom a message concerns, each once. That it has still to be told is noted on the message itself, so whoever comes
 * after a crash tells it; as often as wanted.
 */
export async function tellOfMessage(id: string): Promise<void> {
  const message = await Messages.findById(
    id,
    'room seq author html replyTo revision createdAt removedAt untold',
  ).lean()
  if (!message?.untold) return
  const room = await findRoom(message.room)
  const { author } = message
  if (room && author && !message.removedAt)
    await (room.kind === 'direct'
      ? tellWritten(String(author), room, message)
      : tellAddressed(room, { ...message, author }))
  await endTelling(message)
  // It may have gone while it was told of: its removal took away what was told by then.
  const now = await Messages.findById(id, 'removedAt').lean()
  if (!now || now.removedAt) await forgetNotifications(keyOfMessage(id))
}

/** Who is told right after an answer is not told by the timetable as well. */
const GRACE = minutes(1)
const BATCH = 500

/** What a crash, or a fault, left untold. One message that fails holds up no other. */
export async function tellOfMessages(): Promise<void> {
  const before = new Date(nowMs() - GRACE)
  const left = await Messages.find({ untold: true, createdAt: { $lt: before } }, '_id')
    .limit(BATCH)
    .lean()
  for (const { _id } of left)
    await tellOfMessage(String(_id)).catch((error) =>
      log.error({ err: error, message: String(_id) }, 'a message could not be told of; it is tried again'),
    )
}

/** Whoever has a message itself before their eyes need not be told of it any more. */
export async function noteSeen(account: string, ids: readonly string[]): Promise<void> {
  if ((await unreadCount(account)) > 0) await markRead(account, { once: ids.map(keyOfMessage) })
}

/** On a page that is open: what came last, up to this place. */
export async function noteSeenUpTo(account: string, room: Room, seq: number): Promise<void> {
  if ((await unreadCount(account)) === 0) return
  const last = { $gt: seq - PAGE_SIZE, $lte: seq }
  const seen = await Messages.find({ room: room._id, seq: last }, '_id').lean()
  await markRead(account, { once: seen.map(({ _id }) => keyOfMessage(String(_id))) })
}
