import type { Account } from '../auth/account.ts'
import { NotFound } from '../errors.ts'
import { BoardLevels, setBoardLevel } from './board-level.ts'
import { findBoardFor } from './board-list.ts'
import type { Post } from './post.ts'
import { type Level, Readings } from './reading.ts'

type Placed = Pick<Post, 'topic' | 'board'>

/** What is chosen for the topic itself counts more than what is chosen for its board. */
export function isMutedFor(topic: Level | undefined, board: Level | undefined): boolean {
  return topic === 'mute' || (board === 'mute' && topic !== 'watch')
}

/** Of these people, those who want to hear nothing from this topic, with two queries. */
export async function mutersOf({ topic, board }: Placed, among: readonly string[]): Promise<Set<string>> {
  const [chosen, boards] = await Promise.all([
    Readings.find(
      { topic, account: { $in: among }, level: { $in: ['watch', 'mute'] } },
      'account level',
    ).lean(),
    BoardLevels.find({ board, level: 'mute', account: { $in: among } }, 'account').lean(),
  ])
  const topics = new Map(chosen.map(({ account, level }) => [String(account), level]))
  const muting = new Set(boards.map(({ account }) => String(account)))
  return new Set(among.filter((id) => isMutedFor(topics.get(id), muting.has(id) ? 'mute' : undefined)))
}

/** However many they are, so many are in memory at once. */
const BATCH = 200

async function* inBatches(cursor: AsyncIterable<{ account: unknown }>): AsyncGenerator<string[]> {
  let batch: string[] = []
  for await (const { account } of cursor) {
    batch.push(String(account))
    if (batch.length < BATCH) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}

/** Account ids, in batches. Somebody may be in both. */
export function watchersOfTopic(topic: number): AsyncGenerator<string[]> {
  return inBatches(Readings.find({ topic, level: 'watch' }, 'account').lean().cursor({ batchSize: BATCH }))
}

export function watchersOfBoard(board: Post['board']): AsyncGenerator<string[]> {
  return inBatches(BoardLevels.find({ board, level: 'watch' }, 'account').lean().cursor({ batchSize: BATCH }))
}

/** @throws NotFound where this person may not read the board */
export async function chooseBoardLevel(account: Account, slug: string, level: Level): Promise<void> {
  const board = await findBoardFor(account, slug)
  if (!board) throw new NotFound()
  await setBoardLevel(String(account._id), board._id, level)
}
