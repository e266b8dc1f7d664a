import type { IndexDescription } from 'mongodb'
import mongoose, { type IndexDefinition, type IndexOptions, type Model } from 'mongoose'

const NO_SUCH_INDEX = 27

/**
 * Gives every registered model its collection and exactly the indexes of its schema file: one that is not there any
 * more is dropped, one whose options changed is dropped and made again (the embedded engine has no collMod, and an old
 * unique index would go on refusing writes). Collections of libraries are no models and keep what they have.
 */
export async function buildIndexes(): Promise<void> {
  const there = new Set((await mongoose.connection.listCollections()).map(({ name }) => name))
  // One after the other: the engine runs few commands at once, and readers of the old process may still be there.
  for (const model of Object.values(mongoose.models)) {
    const isThere = there.has(model.collection.collectionName)
    await makeIndexes(model, isThere ? await whatDiffers(model) : model.schema.indexes())
  }
}

type Wanted = [IndexDefinition, IndexOptions][]

/** @returns what has to be made, after what nobody wants any more is gone */
async function whatDiffers(model: Model<unknown>): Promise<Wanted> {
  const { toDrop, toCreate } = await model.diffIndexes({ indexOptionsToCreate: true })
  await model.cleanIndexes({ toDrop })
  return toCreate as Wanted
}

/** In one command for each collection, which makes it, too: each command of its own would wait for the disk. */
async function makeIndexes(model: Model<unknown>, wanted: Wanted): Promise<void> {
  if (wanted.length === 0) await model.createCollection()
  else
    await model.collection.createIndexes(
      wanted.map(([key, options]) => ({ ...options, key })) as IndexDescription[],
    )
}

/**
 * For a bulk load: maintained post by post, a text index takes longer than everything else together, and `buildIndexes`
 * makes it from what is there in one go. It does not matter if it is gone already.
 */
export async function dropIndex(model: Model<never>, name: string): Promise<void> {
  await model.collection.dropIndex(name).catch((error: { code?: number }) => {
    if (error.code !== NO_SUCH_INDEX) throw error
  })
}
