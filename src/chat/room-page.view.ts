import type { Account } from '../auth/account.ts'
import { ignoredBy } from '../auth/ignored.ts'
import { doLater } from '../live/later.ts'
import { reactionsOf } from '../reactions/reaction.ts'
import { sayReactionAudience } from './audience.ts'
import { composerFor } from './composer.view.ts'
import { showDirect } from './direct.view.ts'
import { readNews } from './direct-news.ts'
import { isShut } from './direct-policy.ts'
import { Messages } from './message.ts'
import { type MessageView, type Shown, shownFields } from './message.view.ts'
import { faceOf, lookOf, type MessageFace } from './message-faces.ts'
import { ownHiddenFaces } from './own-hidden.ts'
import { buildPage, isSameDay, type MessagePage, type Part, sayDay } from './page-of-messages.ts'
import { roomPath } from './paths.ts'
import { canSay, isFresh, whyNotSay } from './policy.ts'
import { knowSeq, reachRoom } from './reach.ts'
import { lastReadIn, markRead } from './reading.ts'
import type { Room } from './room.ts'
import { roomView } from './rooms.view.ts'
import { noteSeen } from './telling.ts'

export interface Asked extends Part {
  /** Place of the message that the address names; it, or its tombstone, has to be there. */
  at?: number | undefined
  /** Place of a message that is to be answered. */
  reply?: number | undefined
  /** A program fetches it, and nobody looks at it yet. */
  isUnseen?: boolean | undefined
}

/** A part of a room for one reader. @throws NotFound */
export async function openRoom(actor: Account | undefined, slug: string, asked: Asked = {}) {
  const room = await reachRoom(actor, slug)
  if (asked.at !== undefined) await knowSeq(room, asked.at)
  const page = await buildPage(room, { ...asked, around: asked.at ?? asked.around })
  const member = actor && (await forMember(actor, room, page, asked))
  const faces = member?.faces ?? page.messages
  const lastRead = member?.lastRead ?? 0
  return {
    room,
    tags: ['rooms', ...page.tags],
    model: {
      ...roomView(room),
      messages: place(page, faces, { lastRead, me: actor && String(actor._id) }),
      previous: page.previous,
      next: page.next,
      isNewest: page.next === null,
      changedAt: page.changedAt,
      ...waiting(room, page, lastRead),
      whyNot: whyNotSay(actor, room) ?? null,
      ...member?.model,
    },
  }
}

/** What is new began before this page. */
function waiting(room: Room, { messages, previous }: MessagePage, lastRead: number) {
  const isBefore = previous !== null && lastRead > 0 && lastRead < (messages[0]?.seq ?? 1) - 1
  return isBefore ? { firstNewHref: `${roomPath(room)}?around=${lastRead + 1}` } : {}
}

/** With the day where another one begins, and the line above what is new. */
function place(
  page: MessagePage,
  faces: readonly (MessageFace | Shown)[],
  { lastRead, me }: { lastRead: number; me: string | undefined },
) {
  const isNew = (seq: number, at: number) => seq > lastRead && page.authors[at] !== me
  const firstNew = lastRead > 0 ? page.messages.findIndex(({ seq }, at) => isNew(seq, at)) : -1
  return faces.map((face, at) => {
    const [before, time] = [page.times[at - 1], page.times[at]]
    const isOtherDay = time !== undefined && (before === undefined || !isSameDay(before, time))
    const { day, isFirstNew } = { day: isOtherDay && sayDay(time), isFirstNew: at === firstNew && at > 0 }
    return { ...face, ...(day && { day }), ...(isFirstNew && { isFirstNew }) }
  })
}

/** The messages of a page as this reader sees them. */
export async function facesFor(actor: Account | undefined, room: Room, page: MessagePage) {
  if (!actor) return page.messages
  const me = String(actor._id)
  const standing = page.messages.filter((message): message is MessageView => 'html' in message)
  const [ignored, reactions, own] = await Promise.all([
    ignoredBy(me),
    reactionsOf(
      me,
      standing.map(({ id }) => ({ kind: 'message' as const, id })),
    ),
    ownHidden(actor, room, page),
  ])
  const look = lookOf(actor, room, ignored, reactions)
  return page.messages.map((message, at): MessageFace | Shown => {
    const hidden = own.get(message.id)
    if (hidden) return hidden
    if (!('html' in message)) return message
    return faceOf(message, look(message, page.authors[at], isFresh(message)))
  })
}

function noteReading(me: string, room: Room, { messages }: MessagePage): void {
  const newest = messages.at(-1)
  if (newest) markRead(me, room._id, newest.seq)
  const seen = messages.map(({ id }) => id)
  doLater('chat:read', () => (room.talk ? readNews(me, room._id) : noteSeen(me, seen)))
}

async function forMember(actor: Account, room: Room, page: MessagePage, { reply, isUnseen }: Asked) {
  const me = String(actor._id)
  const [lastRead, faces] = await Promise.all([lastReadIn(me, room._id), facesFor(actor, room, page)])
  if (!isUnseen) noteReading(me, room, page)
  const composer = canSay(actor, room) && (await composerFor(actor, room, reply))
  return {
    faces,
    lastRead,
    model: {
      ...(actor.presence === 'shown' && !isShut(room) && { showsPresence: true }),
      ...showDirect(actor, room),
      ...(canSay(actor, room) && { reactionAudience: sayReactionAudience(room) }),
      ...(composer && { composer }),
    },
  }
}

/** One's own message as one sees it oneself while it, or a picture in it, is hidden from others; it can be deleted, and nothing else. */
async function ownHidden(actor: Account, room: Room, page: MessagePage): Promise<Map<string, MessageFace>> {
  const me = String(actor._id)
  const ids = page.messages.flatMap((message, at) => {
    const isMine =
      'html' in message
        ? page.authors[at] === me && message.images.some((image) => 'removedBy' in image)
        : page.hiddenOf.get(message.id) === me
    return isMine ? [message.id] : []
  })
  if (ids.length === 0) return new Map()
  const found = await Messages.find({ _id: { $in: ids }, author: actor._id }, shownFields).lean()
  const faces = await ownHiddenFaces(room, found, me)
  return new Map(faces.map((face) => [face.id, face]))
}
