import { mock } from 'node:test'
import { MongoClient } from 'mongodb'
import mongoose from 'mongoose'
import type { Write } from '../../src/database/in-order.ts'

const writes = [
  'insertOne',
  'insertMany',
  'updateOne',
  'updateMany',
  'replaceOne',
  'deleteOne',
  'deleteMany',
  'bulkWrite',
  'findOneAndUpdate',
  'findOneAndReplace',
  'findOneAndDelete',
] as const

const { bulkWrite } = MongoClient.prototype

/** What a write throws that comes after the end. */
export class Killed extends Error {}

/**
 * Lets so many writes through and none after them, as if the process had been killed there; reads go on, since whoever is
 * dead learns nothing from them.
 * @returns true where the act came to its end all the same
 */
export async function killedAfter(count: number, act: () => Promise<unknown>): Promise<boolean> {
  let left = count
  const { prototype } = mongoose.mongo.Collection as unknown as { prototype: Record<string, () => unknown> }
  const mocks = writes.map((name) => {
    const real = prototype[name]
    if (!real) throw new TypeError(`The driver has no ${name}.`)
    return mock.method(prototype, name, function (this: unknown, ...given: []) {
      left -= 1
      if (left < 0) throw new Killed()
      return real.apply(this, given)
    })
  })
  // Of several writes in one command the first ones are through.
  const together = mock.method(
    MongoClient.prototype,
    'bulkWrite',
    async function (this: MongoClient, given: readonly Write[], options?: object) {
      const through = Math.max(0, Math.min(left, given.length))
      left -= given.length
      const done = through > 0 ? await bulkWrite.call(this, given.slice(0, through), options) : undefined
      if (left < 0 || !done) throw new Killed()
      return done
    },
  )
  try {
    await act()
    return left >= 0
  } catch (error) {
    if (left < 0) return false
    throw error
  } finally {
    for (const one of [...mocks, together]) one.mock.restore()
  }
}

/** Does something just before the first such write to a collection, as a quicker process would. @returns what the act does */
export async function justBefore<T>(
  [collection, name]: [string, (typeof writes)[number]],
  first: () => Promise<unknown>,
  act: () => Promise<T>,
): Promise<T> {
  const { prototype } = mongoose.mongo.Collection as unknown as { prototype: Record<string, () => unknown> }
  const real = prototype[name]
  if (!real) throw new TypeError(`The driver has no ${name}.`)
  let isDone = false
  const waiting = mock.method(
    prototype,
    name,
    async function (this: { collectionName: string }, ...given: []) {
      if (this.collectionName === collection && !isDone) {
        isDone = true
        await first()
      }
      return real.apply(this, given)
    },
  )
  try {
    return await act()
  } finally {
    waiting.mock.restore()
  }
}
