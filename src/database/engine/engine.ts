import { totalmem } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { now } from '../../clock.ts'
import { prepareAddon } from './addon.ts'
import { EngineFault } from './explain.ts'
import { prepareFolder, prepareSocketFolder } from './folder.ts'
import type { HostMessage } from './messages.ts'
import { chooseSocket, findRunning, forgetRunning, noteRunning, socketUri } from './socket.ts'
import { type EngineState, Supervisor, usualPausesMs } from './supervisor.ts'

export interface Engine {
  /** For the database `forum`; `uriOf` gives another one. */
  uri: string
  uriOf(database: string): string
  version: string
  /** Does it run now, and is not between two starts? */
  isWritable(): boolean
  onState(listener: (state: EngineState) => void): () => void
  /** Told each time that records whose time is over could not all be deleted; it is tried again a minute later. */
  onUnswept(listener: (detail: string) => void): () => void
  /** Deletes now what TTL indexes say is over; it happens every minute anyway. Resolves with how many went. */
  sweep(at?: Date): Promise<number>
  /** The host's process id. */
  hostPid(): number | undefined
  stop(): Promise<void>
}

export interface EngineOptions {
  /** Where the database files are. */
  folder: string
  /** Default: `run` beside the folder. If its path is too long, a private folder in the system's temporary one. */
  socketFolder?: string
  /** Where patched copies of the native code are kept. Default: `engine` beside the folder. */
  cacheFolder?: string
  /** Limit in milliseconds for a command that brings none. Default: 15 000. */
  maxTimeMs?: number
  /** How long to wait before each start after a death, in milliseconds. */
  pausesMs?: readonly number[]
}

/** A host whose forum was killed needs a moment to close; a new forum waits so long for it. */
const patienceMs = 15_000

/**
 * Starts the embedded engine in a child process and keeps it running.
 * @throws EngineFault with a sentence for the person who starts the forum.
 */
export async function startEngine(options: EngineOptions): Promise<Engine> {
  const { folder } = options
  await refuseSecondOwner(folder)
  await prepareFolder(folder)
  const socket = chooseSocket(folder, options.socketFolder ?? join(dirname(folder), 'run'))
  await prepareSocketFolder(dirname(socket))
  const addon = await prepareAddon(options.cacheFolder ?? join(dirname(folder), 'engine'))
  const { maxTimeMs = 15_000, pausesMs = usualPausesMs } = options
  const states = listenable<EngineState>()
  const messages = listenable<HostMessage>()
  let state: EngineState['name'] = 'starting'
  let version = 'unknown'
  states.add((next) => {
    state = next.name
    if (next.name === 'ready') version = next.version
  })
  const settings = { folder, socket, cacheMegabytes: cacheMegabytes(), maxTimeMs, addon, pausesMs }
  const supervisor = new Supervisor(settings, states.tell, messages.tell)
  await startPatiently(supervisor, folder)
  await noteRunning(folder, { pid: process.pid, socket }).catch(async (error: unknown) => {
    await supervisor.stop()
    throw error
  })
  return {
    uri: socketUri(socket, 'forum'),
    uriOf: (database) => socketUri(socket, database),
    version,
    isWritable: () => state === 'ready',
    onState: states.add,
    onUnswept: (listener) =>
      messages.add((message) => message.kind === 'unswept' && listener(message.detail)),
    sweep: (at = now()) => sweepNow(supervisor, messages, at),
    hostPid: () => supervisor.pid,
    async stop() {
      await forgetRunning(folder)
      await supervisor.stop()
    },
  }
}

async function startPatiently(supervisor: Supervisor, folder: string): Promise<void> {
  const until = performance.now() + patienceMs
  for (let starts = 1; ; starts++) {
    try {
      return await supervisor.start()
    } catch (error) {
      if (!(error instanceof EngineFault)) throw error
      const mayPass =
        error.kind === 'in use' ? performance.now() < until : error.kind === 'damaged' && starts < 2
      if (!mayPass) throw error
    }
    await wait(250)
    await refuseSecondOwner(folder)
  }
}

async function refuseSecondOwner(folder: string): Promise<void> {
  const running = await findRunning(folder)
  if (running) throw new EngineFault('in use', '', { folder, owner: running.pid })
}

function sweepNow(supervisor: Supervisor, messages: Listenable<HostMessage>, at: Date): Promise<number> {
  return new Promise((resolve, reject) => {
    const forget = messages.add((message) => {
      if (message.kind !== 'swept' && message.kind !== 'unswept') return
      forget()
      if (message.kind === 'swept') resolve(message.count)
      else reject(new Error(message.detail))
    })
    try {
      supervisor.sweep(at)
    } catch (error) {
      forget()
      throw error
    }
  })
}

interface Listenable<T> {
  tell: (value: T) => void
  add: (listener: (value: T) => void) => () => void
}

function listenable<T>(): Listenable<T> {
  const listeners = new Set<(value: T) => void>()
  return {
    tell: (value) => {
      for (const listener of listeners) listener(value)
    },
    add: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

/** A thirty-second of the memory, from 64 to 256: the web process needs the rest more. */
function cacheMegabytes(): number {
  return Math.round(Math.min(256, Math.max(64, totalmem() / 32 / 1024 ** 2)))
}
