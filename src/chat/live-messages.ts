import { lookUntilSteady } from '../live/looking.ts'
import { findDirect } from './direct-standing.ts'
import { justSaid } from './just-said.ts'
import { type Message, Messages } from './message.ts'
import { type Shown, showMessages, shownFields } from './message.view.ts'
import type { MessageFace } from './message-faces.ts'
import { ownHiddenFaces } from './own-hidden.ts'
import type { Room } from './room.ts'
import { allRooms, findRoom } from './room-list.ts'

export interface MessageNow {
  room: Room
  view: Shown
  /** Account id; absent where the message is gone or its author left. */
  author: string | undefined
  clientId: string | undefined
  /** Where it is hidden from all but its author: what they see, and their account id. */
  own?: { account: string; face: MessageFace }
}

/** A room as it stands, whoever may read it. */
export async function roomNow(slug: string): Promise<Room | undefined> {
  return (await allRooms()).find((room) => room.slug === slug) ?? findDirect(slug)
}

/**
 * One message as its page would show it at this moment, for everybody alike. What was hidden or removed while it was being
 * looked at is looked at again: its words must not set out after that was said.
 */
export function messageNow(id: string): Promise<MessageNow | undefined> {
  return lookUntilSteady([`message:${id}`, 'rooms'], () => lookAt(id))
}

async function lookAt(id: string): Promise<MessageNow | undefined> {
  const said = justSaid.take(id)
  const message = said ?? (await Messages.findById(id, shownFields).lean<Message>())
  const room = message && (await findRoom(message.room))
  if (!message || !room) return undefined
  const [view] = (await showMessages(room, [message], { isNew: said !== undefined })).shown
  if (!view) return undefined
  const author = message.removedAt || !message.author ? undefined : String(message.author)
  const own = await ownFace(room, message)
  return { room, view, author, clientId: message.clientId, ...(own && { own }) }
}

async function ownFace(room: Room, message: Message): Promise<MessageNow['own']> {
  if (message.hiddenFrom !== 'others' || !message.author) return undefined
  const account = String(message.author)
  const [face] = await ownHiddenFaces(room, [message], account)
  return face && { account, face }
}
