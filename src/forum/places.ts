import type { Account } from '../auth/account.ts'
import { topicPath } from './paths.ts'
import { reachTopic } from './reach.ts'
import { type Level, readingOf, setLevel } from './reading.ts'
import { findTopicIn } from './topic-list.ts'
import { flushTails } from './topic-tails.ts'

/** @returns the address of the first post this person has not seen, or of the last one. @throws NotFound, Gone */
export async function findUnreadPlace(account: Account, id: number): Promise<string> {
  const { topic, board } = await reachTopic(account, id)
  await flushTails()
  const [listed, { lastRead }] = await Promise.all([
    findTopicIn(id, [board._id]),
    readingOf(String(account._id), id),
  ])
  return `${topicPath(topic)}/${Math.min(lastRead + 1, listed?.lastNumber ?? 1)}`
}

/** @returns the topic's address. @throws NotFound, Gone */
export async function chooseLevel(account: Account, id: number, level: Level): Promise<string> {
  const { topic } = await reachTopic(account, id)
  await setLevel(String(account._id), id, level)
  return topicPath(topic)
}
