import { minutes } from '../clock.ts'
import { type Message, Messages } from './message.ts'
import { type Shown, showMessages, shownFields } from './message.view.ts'
import { roomPath } from './paths.ts'
import type { Room } from './room.ts'

export const PAGE_SIZE = 50

/** Which part of what was said: without any of these the newest. */
export interface Part {
  /** What came before this place. */
  before?: number | undefined
  /** What came after it. */
  after?: number | undefined
  /** The place and what stands around it. */
  around?: number | undefined
}

export interface MessagePage {
  messages: Shown[]
  /** Account ids beside `messages`; they stay inside. */
  authors: (string | undefined)[]
  /** When each was said, removed ones too. */
  times: Date[]
  /** Of what is hidden from all but its author, the author's account id, by message id. */
  hiddenOf: ReadonlyMap<string, string>
  /** Milliseconds: when anything in it changed last. */
  changedAt: number
  /** Addresses of what came before and after, where there is more. */
  previous: string | null
  next: string | null
  tags: string[]
}

type Found = Message

const older = (room: Room, seq: object, size: number): Promise<Found[]> =>
  Messages.find({ room: room._id, seq }, shownFields).sort({ seq: -1 }).limit(size).lean()
const newer = (room: Room, seq: object, size: number): Promise<Found[]> =>
  Messages.find({ room: room._id, seq }, shownFields).sort({ seq: 1 }).limit(size).lean()

interface Cut {
  /** Oldest first. */
  found: Found[]
  isMoreBefore: boolean
  isMoreAfter: boolean
}

async function findPart(room: Room, { before, after, around }: Part): Promise<Cut> {
  if (after !== undefined) {
    const found = await newer(room, { $gt: after }, PAGE_SIZE + 1)
    return { found: found.slice(0, PAGE_SIZE), isMoreBefore: true, isMoreAfter: found.length > PAGE_SIZE }
  }
  if (around !== undefined) {
    const half = PAGE_SIZE / 2
    const [up, down] = await Promise.all([
      older(room, { $lt: around }, half + 1),
      newer(room, { $gte: around }, half + 1),
    ])
    return {
      found: [...up.slice(0, half).reverse(), ...down.slice(0, half)],
      isMoreBefore: up.length > half,
      isMoreAfter: down.length > half,
    }
  }
  const found = await older(room, before === undefined ? { $gt: 0 } : { $lt: before }, PAGE_SIZE + 1)
  return {
    found: found.slice(0, PAGE_SIZE).reverse(),
    isMoreBefore: found.length > PAGE_SIZE,
    isMoreAfter: before !== undefined,
  }
}

/** Fifty messages, oldest first, as everybody who reads the room sees them; always by key, so nothing is skipped. */
export async function buildPage(room: Room, part: Part): Promise<MessagePage> {
  const { found, isMoreBefore, isMoreAfter } = await findPart(room, part)
  const [first, last] = [found[0], found.at(-1)]
  return {
    ...(await showPage(room, found)),
    previous: isMoreBefore && first ? `${roomPath(room)}?before=${first.seq}` : null,
    next: isMoreAfter && last ? `${roomPath(room)}?after=${last.seq}` : null,
  }
}

/** These messages, in the order of their places. */
export async function showPage(room: Room, found: readonly Message[]): Promise<MessagePage> {
  const { shown, tags } = await showMessages(room, found)
  return {
    messages: shown.map((one, at) =>
      follows(found[at - 1], found[at]) ? { ...one, isFollowing: true } : one,
    ),
    authors: found.map(({ author }) => (author ? String(author) : undefined)),
    times: found.map(({ createdAt }) => createdAt),
    hiddenOf: new Map(
      found.flatMap(({ _id, author, hiddenFrom }) =>
        author && hiddenFrom === 'others' ? [[String(_id), String(author)]] : [],
      ),
    ),
    changedAt: Math.max(0, ...found.map(({ changedAt }) => changedAt.getTime())),
    previous: null,
    next: null,
    tags,
  }
}

/** Messages of one person within so long stand under one name. */
const TOGETHER = minutes(5)

type Placed = Pick<Message, 'author' | 'createdAt' | 'removedAt' | 'replyTo'>

export function follows(before: Placed | undefined, after: Placed | undefined): boolean {
  if (!before?.author || !after?.author || before.removedAt || after.removedAt || after.replyTo) return false
  const apart = after.createdAt.getTime() - before.createdAt.getTime()
  return (
    before.author.equals(after.author) && apart < TOGETHER && isSameDay(before.createdAt, after.createdAt)
  )
}

const dayOf = new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeZone: 'Europe/London' })

export function isSameDay(one: Date, other: Date): boolean {
  return sayDay(one) === sayDay(other)
}

/** "Saturday 28 November 2026" */
export function sayDay(at: Date): string {
  return dayOf.format(at)
}
