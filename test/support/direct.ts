import type { Account } from '../../src/auth/account.ts'
import type { Room } from '../../src/chat/room.ts'
import { acceptAsked, writeTo } from '../../src/chat/writing-to.ts'
import { makeAccount } from './accounts.ts'

/** One has asked the other, who has not answered. */
export async function makeAsking(wanted: { one?: Account; other?: Account; body?: string } = {}) {
  const one = wanted.one ?? (await makeAccount())
  const other = wanted.other ?? (await makeAccount())
  const { room, message } = await writeTo(one, other.username, { body: wanted.body ?? 'Hello there.' })
  return { one, other, room, message, path: `/chat/${room.slug}`, about: `/chat/messages/${message._id}` }
}

/** Two who talk; the first message is by the one. */
export async function makeTalk(wanted: { one?: Account; other?: Account; body?: string } = {}) {
  const asking = await makeAsking(wanted)
  const room: Room = await acceptAsked(asking.other, asking.room.slug)
  return { ...asking, room }
}
