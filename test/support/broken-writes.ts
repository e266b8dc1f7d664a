import { mock } from 'node:test'
import mongoose from 'mongoose'

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
  try {
    await act()
    return left >= 0
  } catch (error) {
    if (left < 0) return false
    throw error
  } finally {
    for (const one of mocks) one.mock.restore()
  }
}
