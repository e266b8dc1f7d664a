import mongoose, { type Model } from 'mongoose'

const NO_SUCH_INDEX = 27

/**
 * Gives every registered model its collection and exactly the indexes of its schema file: one that is not there any
 * more is dropped, one whose options changed is dropped and made again (the embedded engine has no collMod, and an old
 * unique index would go on refusing writes). Collections of libraries are no models and keep what they have.
 */
export async function buildIndexes(): Promise<void> {
  // One after the other: the engine runs few commands at once, and readers of the old process may still be there.
  for (const model of Object.values(mongoose.models)) {
    await model.createCollection()
    await model.syncIndexes()
  }
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
