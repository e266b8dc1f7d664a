import { type InferSchemaType, model, Schema, Types } from 'mongoose'
import { onAccountRemoved } from '../auth/account-gone.ts'
import { now, seconds } from '../clock.ts'
import { impersonal, type PersonalEntry } from '../database/personal.ts'
import { isReadOnly } from '../database/read-only.ts'
import { log } from '../log.ts'
import { Messages } from './message.ts'

const mine: PersonalEntry = {
  whose: 'account',
  purpose: 'to show where you stopped reading in a chat room, and what is new since',
  clause: 'N4',
  retention: 'account_profile',
  export: true,
  erasure: 'delete',
}
const record = impersonal('to find the record', 'account_profile')

const readingSchema = new Schema(
  {
    _id: { type: Schema.Types.ObjectId, auto: true, personal: record },
    account: { type: Schema.Types.ObjectId, required: true, personal: mine },
    room: { type: Schema.Types.ObjectId, required: true, personal: mine },
    /** The highest place that was on a page this person opened. */
    lastRead: { type: Number, required: true, personal: mine },
    visitedAt: { type: Date, required: true, personal: mine },
  },
  { versionKey: false },
)
readingSchema.index({ account: 1, room: 1 }, { unique: true })

export type RoomReading = InferSchemaType<typeof readingSchema>
export const RoomReadings = model('RoomReading', readingSchema, 'room-readings')

interface Mark {
  account: string
  room: string
  seq: number
  at: Date
}

const FLUSH_EVERY = seconds(3)
/** More than any three seconds bring; while the store is away, the oldest go first. */
const MOST = 50_000

/** How far people have read, on its way to the store. */
const waiting = new Map<string, Mark>()
let flight: { marks: Map<string, Mark>; done: Promise<void> } | undefined
let timer: NodeJS.Timeout | undefined

const keyOf = (account: string, room: string) => `${account}:${room}`

function addMark(mark: Mark): void {
  const key = keyOf(mark.account, mark.room)
  const before = waiting.get(key)
  waiting.delete(key)
  waiting.set(key, { ...mark, seq: Math.max(mark.seq, before?.seq ?? 0) })
  const oldest = waiting.keys().next()
  if (waiting.size > MOST && !oldest.done) waiting.delete(oldest.value)
}

/** Written with others some seconds later: a reading position is a convenience, and no page waits for it. */
export function markRead(account: string, room: Types.ObjectId, seq: number): void {
  addMark({ account, room: String(room), seq, at: now() })
  flushLater()
}

function flushLater(): void {
  timer ??= setTimeout(() => {
    timer = undefined
    if (isReadOnly()) return flushLater()
    flushRoomReadings().catch((error) => log.warn({ err: error }, 'reading positions wait for the store'))
  }, FLUSH_EVERY).unref()
}

/** Writes what waits. The server awaits it when it stops. */
export async function flushRoomReadings(): Promise<void> {
  while (flight) await flight.done.catch(() => undefined)
  if (waiting.size === 0) return
  clearTimeout(timer)
  timer = undefined
  const marks = new Map(waiting)
  waiting.clear()
  flight = { marks, done: writeMarks(marks) }
  try {
    await flight.done
  } finally {
    flight = undefined
  }
}

/** `$max` makes it the same whoever comes first, and however often: two devices, two processes, a second try. */
async function writeMarks(marks: Map<string, Mark>): Promise<void> {
  const writes = [...marks.values()].map(({ account, room, seq, at }) => ({
    updateOne: {
      filter: { account: new Types.ObjectId(account), room: new Types.ObjectId(room) },
      update: { $max: { lastRead: seq, visitedAt: at } },
      upsert: true,
    },
  }))
  try {
    await RoomReadings.bulkWrite(writes, { ordered: false })
  } catch (error) {
    for (const mark of marks.values()) addMark(mark)
    flushLater()
    throw error
  }
}

/** The last place this person has seen, 0 where they never were. */
export async function lastReadIn(account: string, room: Types.ObjectId): Promise<number> {
  const key = keyOf(account, String(room))
  const waits = Math.max(waiting.get(key)?.seq ?? 0, flight?.marks.get(key)?.seq ?? 0)
  const stored = await RoomReadings.findOne({ account, room }, 'lastRead').lean()
  return Math.max(waits, stored?.lastRead ?? 0)
}

/** Nobody reads more than this in a number. */
export const MOST_UNREAD = 100

/** What others said since; nothing where this person never was. */
export async function unreadIn(account: string, room: Types.ObjectId): Promise<number> {
  const lastRead = await lastReadIn(account, room)
  if (lastRead === 0) return 0
  const since = {
    room,
    seq: { $gt: lastRead },
    removedAt: null,
    author: { $ne: new Types.ObjectId(account) },
  }
  return Messages.countDocuments(since).limit(MOST_UNREAD)
}

onAccountRemoved(async (account) => {
  for (const [key, mark] of waiting) if (mark.account === account) waiting.delete(key)
  await flight?.done.catch(() => undefined)
  await RoomReadings.deleteMany({ account })
})
