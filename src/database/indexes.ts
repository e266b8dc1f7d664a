import mongoose from 'mongoose'

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
