import { newestNumber } from './post.ts'

/**
 * The next number of each topic is taken from memory, so that replies at the same moment do not collide here. The
 * unique index of posts is what decides: another process may have been quicker, and then we ask again.
 */
const MOST = 10_000
const last = new Map<number, number>()

export async function takePostNumber(topic: number): Promise<number> {
  const newest = last.has(topic) ? 0 : await newestNumber(topic)
  const number = Math.max(newest, last.get(topic) ?? 0) + 1
  last.delete(topic)
  last.set(topic, number)
  const oldest = last.keys().next()
  if (last.size > MOST && !oldest.done) last.delete(oldest.value)
  return number
}

/** The number was taken: learn how far the others are. */
export async function relearnPostNumber(topic: number): Promise<void> {
  const newest = await newestNumber(topic)
  last.set(topic, Math.max(newest, last.get(topic) ?? 0))
}
