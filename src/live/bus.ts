import { log } from '../log.ts'

/**
 * The one place where "something happened" is said. `publish` tells those who are reading; `changed` drops every kept
 * page that shows the thing, in every process, before the answer goes out.
 */
export interface LiveEvents {
  'post:new': { topic: number; post: string; number: number }
  'post:edited': { topic: number; post: string; number: number; revision: number }
  'post:removed': { topic: number; post: string; number: number }
  'reaction:changed': {
    topic: number
    post: string
    number: number
    counts: { agree: number; disagree: number; thanks: number }
  }
  /** Somebody writes an answer; never what. */
  typing: { topic: number; account: string }
  /** In a conversation with the support, by its reference. */
  'talk:message': { talk: string; seq: number }
  'talk:changed': { talk: string }
  'talk:typing': { talk: string; side: 'visitor' | 'staff' }
  'topic:new': { topic: number; board: string }
  'topic:changed': { topic: number; board: string }
  'topic:gone': { topic: number; board: string }
  /** `room` is its slug. */
  'message:new': { room: string; message: string; seq: number }
  'message:edited': { room: string; message: string; seq: number; revision: number }
  /** Taken back, hidden, or put back: whoever shows it looks again. */
  'message:removed': { room: string; message: string; seq: number }
  /** Somebody writes a message; never what. */
  'chat:typing': { room: string; account: string }
  /** Somebody who chose to show it looks at the room, or does not any more. */
  'chat:here': { room: string; account: string; isHere: boolean }
  /** Two people may write to each other from now on. */
  'chat:opened': { room: string }
  'message:reacted': {
    room: string
    message: string
    seq: number
    counts: { agree: number; disagree: number; thanks: number }
  }
}

type Listener = <E extends keyof LiveEvents>(room: string, event: E, payload: LiveEvents[E]) => void
type Dropper = (tags: readonly string[]) => void | Promise<void>

/** Takes what happened to the other processes; `live/redis.ts` provides it when there are some. */
export interface Carrier {
  /** Resolves when the others have dropped what they kept, or can no longer trust it. */
  changed(tags: readonly string[]): Promise<void>
  publish<E extends keyof LiveEvents>(room: string, event: E, payload: LiveEvents[E]): void
}

const listeners = new Set<Listener>()
const droppers = new Set<Dropper>()
let carrier: Carrier | undefined

export function carryBy(next: Carrier | undefined): void {
  carrier = next
}

/** Tells the readers of a room (`topic:7`, `board:open`). Says nothing to anybody who may not read it: see `live/`. */
export function publish<E extends keyof LiveEvents>(room: string, event: E, payload: LiveEvents[E]): void {
  publishHere(room, event, payload)
  carrier?.publish(room, event, payload)
}

/** Tells only the readers who are connected to this process. */
export function publishHere<E extends keyof LiveEvents>(
  room: string,
  event: E,
  payload: LiveEvents[E],
): void {
  for (const listener of listeners)
    try {
      listener(room, event, payload)
    } catch (error) {
      // One that fails silences no other.
      log.error({ err: error, event }, 'what happened was not told')
    }
}

export function onPublish(listener: Listener): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/**
 * Drops what is kept under these tags (`topic:7`, `post:…`, `account:…`, `board:…`, `home`), in every process. Await
 * it before answering: whoever reads afterwards must not meet deleted words.
 */
export async function changed(...tags: string[]): Promise<void> {
  await Promise.all([dropHere(tags), carrier?.changed(tags)])
}

/** Drops what this process keeps: all of it, also where one of those who keep something fails. @throws what the first one threw */
export async function dropHere(tags: readonly string[]): Promise<void> {
  const drops = [...droppers].map(async (drop) => drop(tags))
  for (const done of await Promise.allSettled(drops)) if (done.status === 'rejected') throw done.reason
}

/** The page cache and the session cache listen here. */
export function onChanged(dropper: Dropper): () => void {
  droppers.add(dropper)
  return () => droppers.delete(dropper)
}
