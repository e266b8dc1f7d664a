import type { Account } from '../auth/account.ts'
import { findByUsernames, type Person } from '../auth/people.ts'
import { Forbidden, NotFound } from '../errors.ts'
import { changed, publish } from '../live/bus.ts'
import { doLater } from '../live/later.ts'
import { addBlock, dropBlock } from './blocks.ts'
import { type DirectRoom, directTag, findPair } from './direct.ts'
import { mendNews } from './told-directs.ts'

/** @throws NotFound where nobody of that name shows, Forbidden for oneself */
async function findOther(account: Account, username: string): Promise<Person> {
  const [other] = (await findByUsernames([username])).values()
  if (!other) throw new NotFound('There is nobody of this name here, or not any more.')
  if (other.id === String(account._id)) throw new Forbidden('Nobody can block themselves.')
  return other
}

/** Every window of the two is asked again what may be done in it. @returns their room */
async function sayStanding(account: Account, other: Person): Promise<DirectRoom | null> {
  const room = await findPair(account._id, other.id)
  if (room) await changed(directTag(room.slug))
  return room
}

/** What they sent and this person has not seen rings no bell any more, nor is it mailed. @throws NotFound, Forbidden, Invalid */
export async function blockPerson(account: Account, username: string): Promise<Person> {
  const other = await findOther(account, username)
  await addBlock(account._id, other.id)
  const room = await sayStanding(account, other)
  if (room) await mendNews(room._id)
  return other
}

export async function unblockPerson(account: Account, username: string): Promise<Person> {
  const other = await findOther(account, username)
  await dropBlock(account._id, other.id)
  const { slug } = (await sayStanding(account, other)) ?? {}
  if (slug) doLater('chat:opened', () => publish(`chat:${slug}`, 'chat:opened', { room: slug }))
  return other
}
