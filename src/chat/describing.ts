import { changed, publish } from '../live/bus.ts'
import { doLater } from '../live/later.ts'
import { countVersion, type Message, Messages } from './message.ts'
import { dropRevisionsOf, keepOld } from './message-revision.ts'
import { roomTag } from './paths.ts'
import { findRoom } from './room-list.ts'

/** To those who read it. */
export async function sayEdited({ _id, room: id, seq, revision }: Message): Promise<void> {
  const room = await findRoom(id)
  if (!room) return
  const message = String(_id)
  await changed(roomTag(room), `message:${message}`)
  doLater('message:edited', () =>
    publish(`chat:${room.slug}`, 'message:edited', { room: room.slug, message, seq, revision }),
  )
}

/**
 * What its pictures show is part of what a message says: said otherwise, it is another version, so that nobody judges one
 * that they have not seen.
 */
export async function countDescribed(id: string): Promise<void> {
  const message = await Messages.findById(id).lean()
  if (message?.source === undefined) return
  await keepOld(message)
  const counted = await countVersion(message)
  if (counted) return sayEdited(counted)
  await dropIfGone(message)
}

/** The old words that were just kept must not outlive the message. */
export async function dropIfGone({ _id }: Pick<Message, '_id'>): Promise<void> {
  const current = await Messages.findById(_id, 'removedBy source').lean()
  if (!current || current.source === undefined) await dropRevisionsOf(_id)
}
