import { nowMs, seconds } from '../clock.ts'
import { onChanged } from '../live/bus.ts'
import { canTrust } from '../live/trust.ts'
import type { Position } from './reading.ts'

/**
 * Each page of a signed-in reader asks for positions, so the last answers are remembered for some seconds. Another
 * process may know a newer position meanwhile; the higher one wins when both are written.
 */
interface Entry {
  /** Null: this person was never there. */
  position: Position | null
  until: number
}

const LASTS = seconds(20)
const MOST_ACCOUNTS = 2000
const MOST_TOPICS = 500

const byAccount = new Map<string, Map<number, Entry>>()
let drops = 0

/** Take it before asking the store: an answer that is older than a change is not remembered. */
export function cacheMark(): number {
  return drops
}

/** Answers that are under way now may be old already. */
export function dropCached(account?: string): void {
  drops += 1
  if (account) byAccount.delete(account)
}

/** @returns undefined where nothing is remembered */
export function findCached(account: string, topic: number): Position | null | undefined {
  const entry = byAccount.get(account)?.get(topic)
  return entry && entry.until > nowMs() && canTrust() ? entry.position : undefined
}

interface Answer {
  account: string
  topic: number
  position: Position | null
  mark: number
}

export function keepCached({ account, topic, position, mark }: Answer): void {
  if (mark !== drops) return
  const topics = byAccount.get(account) ?? new Map<number, Entry>()
  topics.delete(topic)
  topics.set(topic, { position, until: nowMs() + LASTS })
  byAccount.delete(account)
  byAccount.set(account, topics)
  forgetOldest(topics, MOST_TOPICS)
  forgetOldest(byAccount, MOST_ACCOUNTS)
}

function forgetOldest<K>(map: Map<K, unknown>, most: number): void {
  for (const key of map.keys()) {
    if (map.size <= most) return
    map.delete(key)
  }
}

export function raiseCached(account: string, topic: number, number: number): void {
  const entry = byAccount.get(account)?.get(topic)
  if (!entry) return
  if (!entry.position) entry.position = { lastRead: number, level: 'normal' }
  else if (entry.position.lastRead < number) entry.position = { ...entry.position, lastRead: number }
}

onChanged((tags) => {
  for (const tag of tags) if (tag.startsWith('reading:')) dropCached(tag.slice(8))
})
