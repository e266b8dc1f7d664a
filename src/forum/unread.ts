import { days, nowMs } from '../clock.ts'
import { boardLevelsOf } from './board-level.ts'
import { cutPage, type Place, writePlace } from './cursor.ts'
import { isMutedFor } from './levels-of.ts'
import { type Level, type Position, readingsOf } from './reading.ts'
import { findByActivity, type Ids, type ListedTopic, PAGE } from './topic-list.ts'

/** For so long a topic that somebody has not opened yet counts as new to them. */
export const newForDays = 2

/** Who reads: since when there has been an account, because what is older is not news to it. */
export interface Reader {
  id: string
  since: Date
  /** They opened the board itself: then it is not folded away because they mute it everywhere else. */
  isHere?: boolean
}

/** Where somebody stands in these topics; a topic of a board that they mute counts as muted. */
export async function positionsOf(
  { id, isHere }: Reader,
  topics: readonly ListedTopic[],
): Promise<Map<number, Position>> {
  const ids = topics.map((topic) => topic._id)
  const [readings, boards] = await Promise.all([readingsOf(id, ids), isHere ? none : boardLevelsOf(id)])
  if (boards.size > 0)
    for (const { _id, board } of topics) {
      const { lastRead = 0, level } = readings.get(_id) ?? {}
      if (isMutedFor(level, boards.get(String(board)))) readings.set(_id, { lastRead, level: 'mute' })
    }
  return readings
}

const none: ReadonlyMap<string, Level> = new Map()

/**
 * How many posts are new to this reader: those after the last one seen in a topic they opened or watch, or all of a
 * topic begun in the last two days. Muted topics have none.
 */
export function unreadCount(topic: ListedTopic, position: Position | undefined, since: Date): number {
  if (position?.level === 'mute') return 0
  if (position && (position.lastRead > 0 || position.level === 'watch'))
    return Math.max(0, topic.lastNumber - position.lastRead)
  const begun = topic.createdAt.getTime()
  return begun > nowMs() - days(newForDays) && begun > since.getTime() ? topic.lastNumber : 0
}

const STEP = 120
const MOST_STEPS = 8

/**
 * Topics with something unread, newest activity first. The walk looks at about a thousand topics at most; where the
 * page is not full by then, `next` goes on looking from there.
 */
export async function listUnread(reader: Reader, boards: Ids, before: Place | undefined) {
  const found: ListedTopic[] = []
  let from = before
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const topics = await findByActivity({ board: { $in: boards } }, from, STEP)
    const positions = await positionsOf(reader, topics)
    found.push(...topics.filter((topic) => unreadCount(topic, positions.get(topic._id), reader.since) > 0))
    const last = topics.at(-1)
    if (found.length > PAGE || topics.length < STEP || !last) return cutPage(found, PAGE, placeOf)
    from = { value: last.lastAt.getTime(), id: last._id }
  }
  return { items: found, next: from && writePlace(from.value, from.id) }
}

function placeOf(topic: ListedTopic): string {
  return writePlace(topic.lastAt, topic._id)
}

export function readerOf(
  account: { _id: unknown; createdAt: Date } | undefined,
  isHere = false,
): Reader | undefined {
  return account && { id: String(account._id), since: account.createdAt, isHere }
}
