import { type AnyClientBulkWriteModel, type Document, MongoClientBulkWriteError } from 'mongodb'
import mongoose, { type Model } from 'mongoose'

/** One of several writes; the file that declares a model makes those to it. */
export type Write = AnyClientBulkWriteModel<Document> & { namespace: string }

const DUPLICATE = 11_000

export function insertion<Row extends object>({ db, collection }: Model<Row>, row: Row): Write {
  return { name: 'insertOne', namespace: `${db.name}.${collection.name}`, document: row }
}

export function change<Row extends object>(
  { db, collection }: Model<Row>,
  filter: Document,
  update: Document,
): Write {
  return { name: 'updateOne', namespace: `${db.name}.${collection.name}`, filter, update }
}

/**
 * Writes to several collections with one command, so that the journal is waited for once. They are done in this order and
 * none after the first that meets a unique index; a process or engine that is killed has done the first ones, or all.
 * @returns how many were done
 * @throws the fault of the database, where it is another one
 */
export async function writeInOrder(writes: readonly Write[]): Promise<number> {
  try {
    await mongoose.connection.getClient().bulkWrite(writes, { ordered: true })
    return writes.length
  } catch (error) {
    if (!(error instanceof MongoClientBulkWriteError) || error.writeConcernErrors.length > 0) throw error
    const [first] = error.writeErrors
    if (!first) throw error
    const [done, { code, message }] = first
    // The driver's own words say only that something was wrong.
    if (code !== DUPLICATE) throw new Error(`A write failed: ${message}`, { cause: error })
    return done
  }
}
