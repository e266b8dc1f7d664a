/** A forum in short, for a test to kill: starts the engine, stores one document, says the host's process id. */
import { MongoClient } from 'mongodb'
import { startEngine } from '../../src/database/engine/engine.ts'

const [folder = '', cacheFolder] = process.argv.slice(2)
const engine = await startEngine({ folder, cacheFolder })
const client = await new MongoClient(engine.uri).connect()
await client.db().collection('kept').insertOne({ kept: true })
process.send?.(engine.hostPid())
