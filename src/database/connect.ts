import { join } from 'node:path'
import mongoose from 'mongoose'
import { config } from '../config.ts'
import { failOnClosedSockets } from './closed-sockets.ts'
import { type DiskState, watchDisk } from './engine/disk.ts'
import { type Engine, startEngine } from './engine/engine.ts'
import { findRunning, socketUri } from './engine/socket.ts'
import type { EngineState } from './engine/supervisor.ts'
import { buildIndexes } from './indexes.ts'
import { runMigrations } from './migrations.ts'
import { impersonal } from './personal.ts'
import { setReadOnly } from './read-only.ts'
import { checkServerVersion } from './server-version.ts'
import { declareStore } from './stores.ts'

export interface Database {
  kind: 'embedded' | 'server'
  /** A sentence for the start: which engine keeps the data, and where. */
  describe: string
  /** Would a command be answered now? */
  isReady(): boolean
  close(): Promise<void>
}

export interface DatabaseListeners {
  /** The embedded engine stopped, started again, or gave up. */
  onEngine?: (state: EngineState) => void
  /** The disk under the embedded engine: first state and each change. */
  onDisk?: (state: DiskState, freeBytes: number) => void
  /** Records whose time is over could not all be deleted; it is tried again after a minute. */
  onUnswept?: (detail: string) => void
}

declareStores()
failOnClosedSockets()

mongoose.set('strictQuery', true)
mongoose.set('autoIndex', false)
mongoose.set('autoCreate', false)

/**
 * Connects Mongoose's one connection: to MONGODB_URI, or to the embedded engine in DATA_DIR/db, which it starts.
 * Then gives every registered model its indexes and makes the migrations that are due.
 * @throws EngineFault with a sentence for the person who starts the forum.
 */
export async function connectDatabase(listeners: DatabaseListeners = {}): Promise<Database> {
  return config.mongodbUri ? connectServer(config.mongodbUri) : connectEmbedded(listeners)
}

/** For command-line tools: the engine of the forum that runs on this DATA_DIR, or one of their own. */
export async function joinDatabase(): Promise<Database> {
  const running = config.mongodbUri ? undefined : await findRunning(databaseFolder())
  if (!running) return connectDatabase()
  await connect(socketUri(running.socket, 'forum'))
  return {
    kind: 'embedded',
    describe: `Using the database of the running forum (process ${running.pid}).`,
    isReady: isConnected,
    close: () => mongoose.disconnect(),
  }
}

async function connectServer(uri: string): Promise<Database> {
  await connect(uri)
  const { version, modules } = await serverInfo()
  await prepareOr(() => mongoose.disconnect(), version)
  const { host, port, name } = mongoose.connection
  const what = modules.includes('embedded') ? 'an embedded engine' : `the server at ${host}:${port}`
  return {
    kind: 'server',
    describe: `The data is kept by MongoDB ${version}, ${what}, in the database "${name}" (from MONGODB_URI).`,
    isReady: isConnected,
    close: () => mongoose.disconnect(),
  }
}

async function connectEmbedded({ onEngine, onDisk, onUnswept }: DatabaseListeners): Promise<Database> {
  const folder = databaseFolder()
  const engine = await startEngine({ folder })
  if (onEngine) engine.onState(onEngine)
  if (onUnswept) engine.onUnswept(onUnswept)
  const endWatch = await watchDisk(folder, (state, free) => {
    setReadOnly(state === 'full')
    onDisk?.(state, free)
  })
  const close = async () => {
    endWatch()
    await mongoose.disconnect()
    await engine.stop()
  }
  await connectOr(engine, close)
  await prepareOr(close, engine.version)
  return {
    kind: 'embedded',
    describe: `The data is kept by the embedded engine (MongoDB ${engine.version}, for trying and small sites) in ${folder}. For a larger site set MONGODB_URI.`,
    isReady: () => engine.isWritable() && isConnected(),
    close,
  }
}

function isConnected(): boolean {
  return mongoose.connection.readyState === mongoose.ConnectionStates.connected
}

function databaseFolder(): string {
  return join(config.dataDir, 'db')
}

async function connectOr(engine: Engine, close: () => Promise<void>): Promise<void> {
  try {
    await connect(engine.uri)
  } catch (error) {
    await close()
    throw error
  }
}

async function prepareOr(close: () => Promise<void>, version: string): Promise<void> {
  try {
    checkServerVersion(version)
    await buildIndexes()
    await runMigrations()
  } catch (error) {
    await close()
    throw error
  }
}

/** Every write waits for the journal, whatever the URI says; on a server, of the majority too. */
async function connect(uri: string): Promise<void> {
  const isEmbedded = uri.includes('directConnection=true&journal=true')
  await mongoose.connect(uri, {
    maxPoolSize: 20,
    serverSelectionTimeoutMS: 30_000,
    ...(isEmbedded
      ? // Soon after the engine died, commands wait for it instead of failing.
        { heartbeatFrequencyMS: 1000, writeConcern: { journal: true } }
      : { writeConcern: { w: 'majority', journal: true } }),
  })
}

async function serverInfo(): Promise<{ version: string; modules: string[] }> {
  const info = await mongoose.connection.db?.admin().buildInfo()
  return { version: String(info?.version ?? 'unknown'), modules: info?.modules ?? [] }
}

function declareStores(): void {
  const kept = (purpose: string) => impersonal(purpose, 'settings')
  declareStore({ name: 'db/', kind: 'folder', personal: kept('The files of the embedded database') })
  declareStore({ name: 'engine/', kind: 'folder', personal: kept('The program of the embedded database') })
  declareStore({ name: 'run/', kind: 'folder', personal: kept('The socket of the embedded database') })
  declareStore({ name: 'engine.json', kind: 'file', personal: kept('Where the running database answers') })
}
