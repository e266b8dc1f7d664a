import type { Account } from '../auth/account.ts'
import { isUnnoted } from '../auth/staff-act.ts'
import { dropDraftIf } from '../drafts/draft.ts'
import { holdsSame } from '../drafts/same-words.ts'
import { Forbidden, Gone } from '../errors.ts'
import { changed, publish } from '../live/bus.ts'
import { doLater } from '../live/later.ts'
import { forgetNotifications } from '../notifications/notification.ts'
import { dropReactionsOf } from '../reactions/reaction.ts'
import { noteDirects } from './direct.ts'
import { otherOf } from './direct-policy.ts'
import { dropLeftRevisions } from './left-revisions.ts'
import { clearMessage, endClearing, type Message, Messages } from './message.ts'
import { dropRevisionsOf } from './message-revision.ts'
import { draftKey, firstDraftKey, roomTag } from './paths.ts'
import { removePicturesOf } from './pictures.ts'
import { canDelete } from './policy.ts'
import { type Reached, reachOwn } from './reach.ts'
import { noteRoom, type Room, Rooms } from './room.ts'
import { findRoom } from './room-list.ts'
import { mendNews } from './told-directs.ts'
import { keyOfMessage } from './told-rooms.ts'

type Removed = Pick<Message, '_id' | 'room' | 'seq'>

/** Takes back one's own words, completely, before it returns (N8). Nobody else can: there is no verb for the staff. */
export async function removeMessage(author: Account, id: string): Promise<Reached & { back: string }> {
  const { message, room, back } = await reachOwn(author, id)
  if (!canDelete(author, message)) throw new Forbidden('Only the person who wrote a message can delete it.')
  // Before the words go, as nobody can tell afterwards which draft holds them; and what was edited or saved in between.
  await dropDraftOf(author, room, message)
  const cleared = await clearMessage(message._id, author._id)
  if (!cleared) throw new Gone('This message was removed by its author.')
  await dropDraftOf(author, room, cleared)
  await finishRemoval(message)
  return { message, room, back }
}

async function dropDraftOf({ _id }: Account, room: Room, { source = '' }: Message): Promise<void> {
  const other = room.talk && otherOf(String(_id), room.talk)
  const keys = [draftKey(room), ...(other === undefined ? [] : [firstDraftKey(other)])]
  for (const key of keys) await dropDraftIf(_id, key, ({ body }) => holdsSame(body, source))
}

/** Everything that hung on the words. As often as wanted: the start calls it for what a crash left undone. */
export async function finishRemoval(message: Removed): Promise<void> {
  const id = String(message._id)
  await Promise.all([
    dropRevisionsOf(message._id),
    removePicturesOf(message._id),
    dropReactionsOf([{ kind: 'message', id }]),
  ])
  await sayGone(message)
  await endClearing(message._id)
}

/** Everything that shows the message, or does not any more, in every process. */
export async function sayGone({ _id, room: of, seq }: Removed): Promise<void> {
  const room: Room | undefined = await findRoom(of)
  if (!room) return
  const message = String(_id)
  await changed(roomTag(room), `message:${message}`)
  await (room.kind === 'direct' ? mendNews(of) : forgetNotifications(keyOfMessage(message)))
  doLater('message:removed', () =>
    publish(`chat:${room.slug}`, 'message:removed', { room: room.slug, message, seq }),
  )
}

/** What a crash left undone; the start awaits it. Each step may be repeated as often as wanted. */
export async function completeChat(): Promise<void> {
  for (const message of await Messages.find({ clearing: true }, 'room seq').lean())
    await finishRemoval(message)
  await dropLeftRevisions()
  await noteRooms()
}

/** What admins did to rooms and the audit log does not name yet. */
export async function noteRooms(): Promise<void> {
  for (const { slug } of await Rooms.find(isUnnoted, 'slug').lean()) await noteRoom(slug)
  await noteDirects()
}
