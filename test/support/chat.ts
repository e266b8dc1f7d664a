import { randomBytes } from 'node:crypto'
import type { Account } from '../../src/auth/account.ts'
import type { Message } from '../../src/chat/message.ts'
import { addRoom, changeRoom, type Room, type RoomFields } from '../../src/chat/room.ts'
import { addMessage, type Said } from '../../src/chat/saying.ts'
import { makeAccount } from './accounts.ts'

/** An open public room, unless told otherwise. */
export async function makeRoom(wanted: Partial<RoomFields> = {}): Promise<Room> {
  const slug = wanted.slug ?? `r${randomBytes(4).toString('hex')}`
  return addRoom({ title: slug, description: '', audience: 'public', order: 1, ...wanted, slug })
}

export async function archiveRoom(room: Room): Promise<void> {
  await changeRoom(room.slug, { isArchived: true })
}

interface Wanted extends Partial<Said> {
  room?: Room
  author?: Account
}

/** Said as a member says it, in a room of its own unless told otherwise. */
export async function makeMessage({ room, author, body = 'Some words.', ...said }: Wanted = {}): Promise<{
  message: Message
  room: Room
  author: Account
  id: string
  about: string
  path: string
}> {
  const there = room ?? (await makeRoom())
  const who = author ?? (await makeAccount({ role: there.audience === 'staff' ? 'moderator' : 'member' }))
  const message = await addMessage(who, there, { body, ...said })
  const id = String(message._id)
  const path = `/chat/${there.slug}/${message.seq}#message-${message.seq}`
  return { message, room: there, author: who, id, about: `/chat/messages/${id}`, path }
}
