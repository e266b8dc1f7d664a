import { type InferSchemaType, model, Schema, Types } from 'mongoose'
import { onAccountRemoved } from '../auth/account-gone.ts'
import { now, seconds } from '../clock.ts'
import { impersonal, type PersonalEntry } from '../database/personal.ts'
import { isReadOnly } from '../database/read-only.ts'
import { changed } from '../live/bus.ts'
import { log } from '../log.ts'
import { cacheMark, dropCached, findCached, keepCached, raiseCached } from './reading-cache.ts'
import {
  addMark,
  areMarksWaiting,
  forgetMarks,
  type Mark,
  numberInMarks,
  settleMarks,
  takeMarks,
} from './reading-marks.ts'

const mine: PersonalEntry = {
  whose: 'account',
  purpose: 'to show where you stopped reading, and what is new since',
  clause: 'N4',
  retention: 'account_profile',
  export: true,
  erasure: 'delete',
}
const record = impersonal('to find the record', 'account_profile')

export const levels = ['watch', 'normal', 'mute'] as const
export type Level = (typeof levels)[number]

const readingSchema = new Schema(
  {
    _id: { type: Schema.Types.ObjectId, auto: true, personal: record },
    account: { type: Schema.Types.ObjectId, required: true, personal: mine },
    topic: { type: Number, required: true, personal: mine },
    /** The highest post number that was on a page this person opened; 0 before any. */
    lastRead: { type: Number, required: true, default: 0, personal: mine },
    level: { type: String, enum: levels, required: true, default: 'normal', personal: mine },
    visitedAt: { type: Date, required: true, personal: mine },
  },
  { versionKey: false },
)
readingSchema.index({ account: 1, topic: 1 }, { unique: true })
readingSchema.index({ topic: 1, level: 1 })
readingSchema.index(
  { account: 1, topic: -1 },
  { name: 'chosen', partialFilterExpression: { level: { $in: ['watch', 'mute'] } } },
)

export type Reading = InferSchemaType<typeof readingSchema>
export const Readings = model('Reading', readingSchema, 'readings')

/** What a list or a topic page wants to know; `lastRead` 0 with level `normal` is somebody who was never there. */
export interface Position {
  lastRead: number
  level: Level
}

const FLUSH_EVERY = seconds(3)

let flight: Promise<void> | undefined
let timer: NodeJS.Timeout | undefined

/**
 * Notes that this person has seen the topic up to this number. It is written with others some seconds later: a reading
 * position is a convenience, and a write for each page read would cost more than the page.
 */
export function markRead(account: string, topic: number, number: number): void {
  addMark({ account, topic, number, at: now() })
  raiseCached(account, topic, number)
  flushLater()
}

/** The writer of a post has seen it; but what others wrote meanwhile stays unread. */
export async function markOwn(account: string, topic: number, number: number): Promise<void> {
  const { lastRead } = number === 1 ? { lastRead: 0 } : await readingOf(account, topic)
  if (lastRead === number - 1) markRead(account, topic, number)
}

function flushLater(): void {
  timer ??= setTimeout(() => {
    timer = undefined
    if (isReadOnly()) return flushLater()
    flushReadings().catch((error) => log.warn({ err: error }, 'reading positions wait for the store'))
  }, FLUSH_EVERY).unref()
}

/** Writes what waits. The server awaits it when it stops. */
export async function flushReadings(): Promise<void> {
  while (flight) await flight.catch(() => undefined)
  if (!areMarksWaiting()) return
  clearTimeout(timer)
  timer = undefined
  flight = writeMarks().finally(() => {
    flight = undefined
  })
  await flight
}

/** `$max` makes it the same whoever comes first, and however often: two devices, two processes, a second try. */
async function writeMarks(): Promise<void> {
  try {
    await Readings.bulkWrite(takeMarks().map(toWrite), { ordered: false })
    settleMarks(true)
  } catch (error) {
    settleMarks(false)
    flushLater()
    throw error
  } finally {
    dropCached()
  }
}

function toWrite({ account, topic, number, at }: Mark) {
  return {
    updateOne: {
      filter: { account: new Types.ObjectId(account), topic },
      update: { $max: { lastRead: number, visitedAt: at }, $setOnInsert: { level: 'normal' as const } },
      upsert: true,
    },
  }
}

/** What is stored, raised by what still waits to be written. */
function withMarks(account: string, topic: number, stored: Position | null): Position | null {
  const seen = numberInMarks(account, topic)
  if (seen <= (stored?.lastRead ?? 0)) return stored
  return { level: stored?.level ?? 'normal', lastRead: seen }
}

/** The positions of one person in these topics, with one query at most. Topics never opened are missing. */
export async function readingsOf(account: string, topics: readonly number[]): Promise<Map<number, Position>> {
  const answers = new Map(topics.map((topic) => [topic, findCached(account, topic)]))
  const unknown = topics.filter((topic) => answers.get(topic) === undefined)
  if (unknown.length > 0) {
    const mark = cacheMark()
    const rows = await Readings.find({ account, topic: { $in: unknown } }, 'topic lastRead level').lean()
    const stored = new Map(rows.map((row) => [row.topic, { lastRead: row.lastRead, level: row.level }]))
    for (const topic of unknown) {
      const position = withMarks(account, topic, stored.get(topic) ?? null)
      answers.set(topic, position)
      keepCached({ account, topic, position, mark })
    }
  }
  const positions = new Map<number, Position>()
  for (const [topic, position] of answers) if (position) positions.set(topic, position)
  return positions
}

export async function readingOf(account: string, topic: number): Promise<Position> {
  const positions = await readingsOf(account, [topic])
  return positions.get(topic) ?? { lastRead: 0, level: 'normal' }
}

/** Watch, normal or mute, for this one topic. */
export async function setLevel(account: string, topic: number, level: Level): Promise<void> {
  await Readings.updateOne(
    { account, topic },
    { $set: { level }, $setOnInsert: { visitedAt: now(), lastRead: 0 } },
    { upsert: true },
  )
  await changed(`reading:${account}`)
}

/** Topics that this person watches or mutes, newest first; one more than `size` where there are more. */
export function listChosen(account: string, before: number | undefined, size: number) {
  const range = before === undefined ? {} : { topic: { $lt: before } }
  return Readings.find({ account, level: { $in: ['watch', 'mute'] }, ...range }, 'topic level')
    .sort({ topic: -1 })
    .limit(size + 1)
    .lean<{ topic: number; level: Level }[]>()
}

/** The topic is gone for good: nobody's place in it is needed any more. */
export async function dropReadingsOf(topic: number): Promise<void> {
  await dropMarks((mark) => mark.topic === topic)
  await Readings.deleteMany({ topic })
}

/** What waits is forgotten; what is being written is waited for, so that it can be deleted. */
async function dropMarks(isGone: (mark: Mark) => boolean): Promise<void> {
  forgetMarks(isGone)
  await flight?.catch(() => undefined)
}

onAccountRemoved(async (account) => {
  await dropMarks((mark) => mark.account === account)
  await Readings.deleteMany({ account })
  dropCached(account)
})
