import type { Account } from '../auth/account.ts'
import { excerpt } from '../content/excerpt.ts'
import { Forbidden } from '../errors.ts'
import { sayAudience } from './audience.ts'
import { revisionsOf } from './message-revision.ts'
import { messagePath, roomPath } from './paths.ts'
import { type Actor, canDelete, whyNotEdit } from './policy.ts'
import { reachMessage, reachOwn } from './reach.ts'
import type { Room } from './room.ts'
import { MOST_CHARACTERS } from './words.ts'

const headOf = (room: Room) => ({ room: { title: room.title, href: roomPath(room) } })

/** @throws Forbidden for everybody but the author, whatever their role (N9), and once the time is over */
export async function editForm(actor: Account, id: string) {
  const { message, room } = await reachMessage(actor, id)
  const why = whyNotEdit(actor, message, room)
  if (why) throw new Forbidden(why)
  return {
    ...headOf(room),
    id,
    revision: message.revision,
    source: message.source ?? '',
    action: `/chat/messages/${id}?_method=PUT`,
    audienceWords: sayAudience(room),
    mostCharacters: MOST_CHARACTERS,
    back: messagePath(room, message.seq),
  }
}

/** What will happen, before it does. */
export async function removalForm(actor: Account, id: string) {
  const { message, room, back } = await reachOwn(actor, id)
  if (!canDelete(actor, message)) throw new Forbidden('Only the person who wrote a message can delete it.')
  return {
    room: { title: room.title, href: back === '/chat' ? back : roomPath(room) },
    id,
    excerpt: excerpt(message.text ?? '', 300) || 'A picture',
    action: `/chat/messages/${id}?_method=DELETE`,
    back,
  }
}

/** What it said before, for everybody who reads it, newest first. */
export async function showVersions(actor: Actor, id: string) {
  const { message, room } = await reachMessage(actor, id)
  const older = await revisionsOf(message._id)
  const now = {
    revision: message.revision,
    source: message.source ?? '',
    at: message.editedAt ?? message.createdAt,
  }
  return {
    tags: ['rooms', `message:${id}`],
    isPublic: room.audience === 'public',
    model: {
      ...headOf(room),
      id,
      back: messagePath(room, message.seq),
      versions: [now, ...older.reverse().map(({ revision, source, at }) => ({ revision, source, at }))],
    },
  }
}
