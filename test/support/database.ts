import mongoose from 'mongoose'
import { config } from '../../src/config.ts'
import { connectDatabase, type Database } from '../../src/database/connect.ts'
import { startEngine } from '../../src/database/engine/engine.ts'
import { emptyDatabase } from './database-pool.ts'
import { addonCache } from './engine.ts'
import { hasSharedEngine, isBorrowed, ownEngineFolder } from './env.ts'

let database: Database | undefined
let stopOwnEngine: (() => Promise<void>) | undefined

/**
 * Connects Mongoose to this file's own, empty database, with the indexes of every model imported so far. Import
 * `env.ts` first, then the models, then call this in `before`.
 */
export async function openTestDatabase(): Promise<Database> {
  if (!hasSharedEngine) {
    const engine = await startEngine({ folder: ownEngineFolder, cacheFolder: addonCache })
    stopOwnEngine = () => engine.stop()
  }
  if (isBorrowed && config.mongodbUri) await emptyDatabase(config.mongodbUri)
  database = await connectDatabase()
  return database
}

/** Empties every collection and keeps the indexes: quicker than a new database. */
export async function emptyTestDatabase(): Promise<void> {
  const collections = (await mongoose.connection.db?.collections()) ?? []
  for (const collection of collections) await collection.deleteMany({})
}

/** Disconnects, and drops the database if nobody takes it over; call it in `after`. */
export async function closeTestDatabase(): Promise<void> {
  if (!isBorrowed) await mongoose.connection.dropDatabase()
  await database?.close()
  await stopOwnEngine?.()
}
