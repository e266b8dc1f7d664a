import { availableParallelism } from 'node:os'
import { Unavailable } from '../errors.ts'

/** One core stays with the readers. */
const AT_ONCE = Math.max(1, availableParallelism() - 1)
const WAITING = 200

let running = 0
const waiting: (() => void)[] = []

/**
 * Decoding takes memory and a core: only so many pictures at once, the others in line, and beyond that a kind refusal.
 * @throws Unavailable
 */
export async function inPool<T>(work: () => Promise<T>): Promise<T> {
  if (running >= AT_ONCE) {
    if (waiting.length >= WAITING)
      throw new Unavailable(
        'Very many pictures are on their way at this moment. Please try again in a minute.',
      )
    await new Promise<void>((resolve) => waiting.push(resolve))
  } else running += 1
  try {
    return await work()
  } finally {
    const next = waiting.shift()
    if (next) next()
    else running -= 1
  }
}
