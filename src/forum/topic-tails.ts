import type { Types } from 'mongoose'
import { changed } from '../live/bus.ts'
import { log } from '../log.ts'
import { findBoard } from './board-list.ts'
import { restoreTopic } from './restore.ts'
import { moveTail, type Tail, Topics } from './topic.ts'

/**
 * A topic's newest number, time and author follow its posts in one write for all replies of a moment. Posts are the
 * truth: what a crash leaves unwritten is completed at the next start.
 */
const PAUSE = 200

interface Waiting extends Tail {
  board: Types.ObjectId
}

let waiting = new Map<number, Waiting>()
let flight: Promise<void> = Promise.resolve()
let timer: NodeJS.Timeout | undefined

export function noteTail(topic: number, tail: Waiting): void {
  const before = waiting.get(topic)
  if (!before || before.lastNumber < tail.lastNumber) waiting.set(topic, tail)
  timer ??= setTimeout(() => {
    flushTails().catch((error) => log.warn({ err: error }, 'the ends of topics wait for the store'))
  }, PAUSE)
}

/** Writes what waits, and what is being written. The server awaits it when it stops. */
export function flushTails(): Promise<void> {
  clearTimeout(timer)
  timer = undefined
  flight = flight.catch(() => undefined).then(writeTails)
  return flight
}

async function writeTails(): Promise<void> {
  const writing = waiting
  waiting = new Map()
  if (writing.size === 0) return
  try {
    for (const [topic, { board: _, ...tail }] of writing) await writeTail(topic, tail)
  } catch (error) {
    for (const [topic, tail] of writing) noteTail(topic, tail)
    throw error
  }
  const boards = await Promise.all([...writing.values()].map(({ board }) => findBoard(board)))
  const slugs = new Set(boards.flatMap((board) => (board ? [`board:${board.slug}`] : [])))
  await changed('home', 'lists', ...slugs)
}

async function writeTail(topic: number, tail: Tail): Promise<void> {
  if (await moveTail(topic, tail)) return
  // A reply that another process took while the topic was going: acknowledged words do not go with it.
  if (!(await Topics.exists({ _id: topic }))) await restoreTopic(topic)
}
