import type { Types } from 'mongoose'
import { newestIn } from './message.ts'

/**
 * The next place of each room is taken from memory, so that messages at the same moment do not collide here. The unique
 * index is what decides: another process may have been quicker, and then we ask again.
 */
const MOST = 10_000
const last = new Map<string, number>()

export async function takeSeq(room: Types.ObjectId): Promise<number> {
  const key = String(room)
  const newest = last.has(key) ? 0 : ((await newestIn(room))?.seq ?? 0)
  const seq = Math.max(newest, last.get(key) ?? 0) + 1
  last.delete(key)
  last.set(key, seq)
  const oldest = last.keys().next()
  if (last.size > MOST && !oldest.done) last.delete(oldest.value)
  return seq
}

/** It was taken: learn how far the others are. */
export async function relearnSeq(room: Types.ObjectId): Promise<void> {
  const newest = await newestIn(room)
  last.set(String(room), Math.max(newest?.seq ?? 0, last.get(String(room)) ?? 0))
}

/** Is there a message at this place or after it? Asked of the store only where this process has not heard of one. */
export async function isReached(room: Types.ObjectId, seq: number): Promise<boolean> {
  if (seq <= (last.get(String(room)) ?? 0)) return true
  return seq <= ((await newestIn(room))?.seq ?? 0)
}
