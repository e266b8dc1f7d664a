import { z } from 'zod'
import type { Account } from '../auth/account.ts'
import { ignoredBy } from '../auth/ignored.ts'
import { isNewcomer } from '../auth/policy.ts'
import { classOf, ignoring } from '../auth/reader-class.ts'
import { Forbidden, Invalid, NotFound } from '../errors.ts'
import { publish } from '../live/bus.ts'
import { clientId, prose } from '../web/input.ts'
import { spend, tooMany } from '../web/limits.ts'
import { type LiveRoom, saying, type Visitor } from '../web/live-room.ts'
import { renderView } from '../web/views.ts'
import { listenToChat } from './chat-news.socket.ts'
import { directTag } from './direct.ts'
import { readNews } from './direct-news.ts'
import { isShut } from './direct-policy.ts'
import { groupOf, ownGroup } from './live-groups.ts'
import { missedMessages } from './missed-messages.ts'
import { NEWCOMER_PACE, TALKING_PACE } from './pace.ts'
import { canSay, whyNotSay } from './policy.ts'
import { peopleIn } from './presence.ts'
import { reachRoom } from './reach.ts'
import { markRead } from './reading.ts'
import type { Room } from './room.ts'
import { findRoomFor } from './room-list.ts'
import { addMessage, type Said } from './saying.ts'
import { isReached } from './seqs.ts'
import { noteSeenUpTo } from './telling.ts'
import { MOST_CHARACTERS } from './words.ts'

const place = z.int().min(1).max(999_999_999)

/** @throws Forbidden with the reason */
async function reachToSay(user: Visitor, slug: string): Promise<{ user: Account; room: Room }> {
  const room = await reachRoom(user, slug)
  const why = whyNotSay(user, room)
  if (!user || why) throw new Forbidden(why)
  return { user, room }
}

/** The forms count under the same names: a page and a program of one person talk at one pace. */
async function keepPace(user: Account): Promise<void> {
  const key = `account ${user._id}`
  const wait = await spend('messages', TALKING_PACE, key)
  if (wait > 0) throw tooMany(wait)
  if (!isNewcomer(user)) return
  const longer = await spend('newcomer-messages', NEWCOMER_PACE, key)
  if (longer > 0) throw tooMany(longer, NEWCOMER_PACE.because)
}

/** A slip of the person is told to them; only what no page of ours sends counts as a forgery. */
async function sayKindly(user: Account, room: Room, said: Said) {
  try {
    return await addMessage(user, room, said)
  } catch (error) {
    if (error instanceof Invalid) throw new Forbidden(Object.values(error.fields)[0])
    throw error
  }
}

/** A chat room's page, while somebody looks at it. */
export const chatRoom: LiveRoom = {
  kind: 'chat',

  async admit(user, slug) {
    const room = await findRoomFor(user, slug)
    if (!room) return undefined
    const own = user ? [ownGroup(slug, String(user._id))] : []
    const ignored = user ? [...(await ignoredBy(String(user._id)))].map(ignoring) : []
    return { groups: [groupOf(slug, classOf(user)), ...own, ...ignored], tags: ['rooms', directTag(slug)] }
  },

  async since(user, slug, since) {
    const missed = await missedMessages(user, slug, since, (face) => renderView('partials/message', face))
    const room = user && (await findRoomFor(user, slug))
    const present = room && (isShut(room) ? [] : await peopleIn(slug))
    return { ...missed, ...(room && { present, canSay: canSay(user, room) }) }
  },

  says: {
    /** Acknowledged when it is stored; sent again under the same name it is stored once. */
    send: saying({
      schema: z.strictObject({
        body: prose(1, MOST_CHARACTERS),
        clientId,
        replyTo: place.optional(),
      }),
      limit: TALKING_PACE,
      async run(visitor, slug, { body, clientId, replyTo }) {
        const { user, room } = await reachToSay(visitor, slug)
        await keepPace(user)
        const { seq } = await sayKindly(user, room, { body, clientId, replyTo })
        return { seq }
      },
    }),
    typing: saying({
      schema: z.strictObject({}),
      limit: { points: 30, seconds: 60 },
      async run(visitor, slug) {
        const { user, room } = await reachToSay(visitor, slug)
        publish(`chat:${room.slug}`, 'chat:typing', { room: room.slug, account: String(user._id) })
        return undefined
      },
    }),
    /** What arrived was on the screen. */
    seen: saying({
      schema: z.strictObject({ seq: place }),
      limit: { points: 120, seconds: 60 },
      async run(user, slug, { seq }) {
        const room = await reachRoom(user, slug)
        if (!user) throw new NotFound()
        if (await isReached(room._id, seq)) markRead(String(user._id), room._id, seq)
        const me = String(user._id)
        await (room.talk ? readNews(me, room._id) : noteSeenUpTo(me, room, seq))
        return undefined
      },
    }),
    /** Only of those who chose to show it; of everybody else nothing is said or kept. */
    here: saying({
      schema: z.strictObject({ here: z.boolean() }),
      limit: { points: 30, seconds: 60 },
      async run(user, slug, { here }) {
        const room = await reachRoom(user, slug)
        if (user?.presence !== 'shown' || isShut(room)) throw new NotFound()
        const account = String(user._id)
        publish(`chat:${room.slug}`, 'chat:here', { room: room.slug, account, isHere: here })
        return undefined
      },
    }),
  },

  listen: listenToChat,
}
