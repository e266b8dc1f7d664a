import { mock } from 'node:test'
import mongoose from 'mongoose'

/**
 * Does something just after one document was read from a collection, and before whoever asked for it goes on: what they hold
 * is old by then. Only the first time.
 */
export async function justAfterReading<T>(
  collection: string,
  then: () => Promise<unknown>,
  act: () => Promise<T>,
): Promise<T> {
  const { prototype } = mongoose.mongo.Collection as unknown as {
    prototype: Record<string, (...given: unknown[]) => unknown>
  }
  const real = prototype.findOne
  if (!real) throw new TypeError('The driver has no findOne.')
  let isDone = false
  const slow = mock.method(
    prototype,
    'findOne',
    async function (this: { collectionName: string }, ...given: unknown[]) {
      const isMine = this.collectionName === collection && !isDone
      if (isMine) isDone = true
      const found = await real.apply(this, given)
      if (isMine) await then()
      return found
    },
  )
  try {
    const done = await act()
    if (!isDone) throw new Error(`Nobody read from ${collection}.`)
    return done
  } finally {
    slow.mock.restore()
  }
}
