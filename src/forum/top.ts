import type { Types } from 'mongoose'
import { days, now, nowMs } from '../clock.ts'
import { explainTime } from '../database/time-out.ts'
import { cutPage, type Place, writePlace } from './cursor.ts'
import { Posts } from './post.ts'
import { findTopics, type Ids, PAGE } from './topic-list.ts'

export const periods = { week: 7, month: 30, year: 365 } as const
export type Period = keyof typeof periods

/** A topic and how many replies it got in the period. */
interface Rank {
  topic: number
  board: Types.ObjectId
  count: number
}

const MOST_RANKS = 1000
/** Counting may take a hundredth of the time: after 10 ms of it the answer stands for a second, after 1 s for 100. */
const REST = 100
const MOST_MS = 2000

const gaveUp = 'Counting the replies took too long just now. Please try again in a minute.'

const counts = new Map<Period, { ranks: Rank[]; until: number }>()
const running = new Map<Period, Promise<Rank[]>>()

/**
 * Topics with the most replies in the period; of equals the younger topic stands first. Reactions have no part in it:
 * they are for showing (N8).
 */
export async function listTop(period: Period, boards: Ids, before: Place | undefined) {
  const visible = new Set(boards.map(String))
  const ranks = (await ranksOf(period)).filter(
    (rank) => visible.has(String(rank.board)) && isBehind(rank, before),
  )
  const page = cutPage(ranks, PAGE, (rank) => writePlace(rank.count, rank.topic))
  const topics = await findTopics(
    page.items.map((rank) => rank.topic),
    boards,
  )
  return { ...page, items: page.items.flatMap((rank) => topics.get(rank.topic) ?? []) }
}

function isBehind(rank: Rank, before: Place | undefined): boolean {
  if (!before || rank.count < before.value) return true
  return rank.count === before.value && rank.topic < before.id
}

async function ranksOf(period: Period): Promise<Rank[]> {
  const kept = counts.get(period)
  if (kept && kept.until > nowMs()) return kept.ranks
  const run = running.get(period) ?? countReplies(period).finally(() => running.delete(period))
  running.set(period, run)
  return run
}

async function countReplies(period: Period): Promise<Rank[]> {
  const began = performance.now()
  const since = new Date(now().getTime() - days(periods[period]))
  const ranks = await Posts.aggregate<Rank>([
    // `null` would also mean "absent" and send the engine to each post; this is answered by the index alone.
    {
      $match: { createdAt: { $gte: since }, number: { $gt: 1 }, removedAt: { $not: { $gte: new Date(0) } } },
    },
    { $group: { _id: { topic: '$topic', board: '$board' }, count: { $sum: 1 } } },
    { $sort: { count: -1, '_id.topic': -1 } },
    { $limit: MOST_RANKS },
    { $project: { _id: 0, topic: '$_id.topic', board: '$_id.board', count: 1 } },
  ])
    .option({ maxTimeMS: MOST_MS })
    .catch(explainTime(gaveUp))
  counts.set(period, { ranks, until: nowMs() + (performance.now() - began) * REST })
  return ranks
}
