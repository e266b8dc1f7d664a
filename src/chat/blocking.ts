import type { Account } from '../auth/account.ts'
import { findOther } from '../auth/own-list.ts'
import type { Person } from '../auth/people.ts'
import { changed, publish } from '../live/bus.ts'
import { doLater } from '../live/later.ts'
import { blocked } from './blocks.ts'
import { type DirectRoom, directTag, findPair } from './direct.ts'
import { mendNews } from './told-directs.ts'

const itself = 'Nobody can block themselves.'

/** Every window of the two is asked again what may be done in it. @returns their room */
async function sayStanding(account: Account, other: Person): Promise<DirectRoom | null> {
  const room = await findPair(account._id, other.id)
  if (room) await changed(directTag(room.slug))
  return room
}

/** What they sent and this person has not seen rings no bell any more, nor is it mailed. @throws NotFound, Forbidden, Invalid */
export async function blockPerson(account: Account, username: string): Promise<Person> {
  const other = await findOther(account, username, itself)
  await blocked.add(account._id, other.id)
  const room = await sayStanding(account, other)
  if (room) await mendNews(room._id)
  return other
}

export async function unblockPerson(account: Account, username: string): Promise<Person> {
  const other = await findOther(account, username, itself)
  await blocked.drop(account._id, other.id)
  const { slug } = (await sayStanding(account, other)) ?? {}
  if (slug) doLater('chat:opened', () => publish(`chat:${slug}`, 'chat:opened', { room: slug }))
  return other
}
