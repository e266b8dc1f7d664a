import { totalmem } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { prepareAddon } from './addon.ts'
import { EngineFault } from './explain.ts'
import { prepareFolder, prepareSocketFolder } from './folder.ts'
import { chooseSocket, findRunning, forgetRunning, noteRunning, readRunning, socketUri } from './socket.ts'
import { type EngineState, Supervisor } from './supervisor.ts'

export interface Engine {
  /** For the database `forum`; `uriOf` gives another one. */
  uri: string
  uriOf(database: string): string
  version: string
  /** Can it take writes now: running, not between two starts? */
  isWritable(): boolean
  onState(listener: (state: EngineState) => void): () => void
  /** The host's process id, for tests that kill it. */
  hostPid(): number | undefined
  stop(): Promise<void>
}

export interface EngineOptions {
  /** Where the database files are. */
  folder: string
  /** Default: `run` beside the folder. Too long a path falls back to a private folder in the system's temporary one. */
  socketFolder?: string
  /** Where patched copies of the native code are kept. Default: `engine` beside the folder. */
  cacheFolder?: string
  /** Limit in milliseconds for a command that brings none. */
  maxTimeMs?: number
}

/** A host whose forum was killed needs a moment to close; a new forum waits so long for it. */
const patienceMs = 15_000

/**
 * Starts the embedded engine in a child process and keeps it running.
 * @throws EngineFault with a sentence for the person who starts the forum.
 */
export async function startEngine(options: EngineOptions): Promise<Engine> {
  const { folder } = options
  await prepareFolder(folder)
  const socket = chooseSocket(folder, options.socketFolder ?? join(dirname(folder), 'run'))
  await prepareSocketFolder(dirname(socket))
  const addon = await prepareAddon(options.cacheFolder ?? join(dirname(folder), 'engine'))
  const now: { state: EngineState } = { state: { name: 'starting' } }
  const listeners = new Set<(state: EngineState) => void>()
  const supervisor = new Supervisor(
    { folder, socket, cacheMegabytes: cacheMegabytes(), maxTimeMs: options.maxTimeMs ?? 15_000 },
    addon,
    (next) => {
      now.state = next
      for (const listener of listeners) listener(next)
    },
  )
  await startPatiently(supervisor, folder)
  await noteRunning(folder, { pid: process.pid, socket })
  return {
    uri: socketUri(socket, 'forum'),
    uriOf: (database) => socketUri(socket, database),
    version: now.state.name === 'ready' ? now.state.version : 'unknown',
    isWritable: () => now.state.name === 'ready',
    onState(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    hostPid: () => supervisor.pid,
    async stop() {
      await forgetRunning(folder)
      await supervisor.stop()
    },
  }
}

async function startPatiently(supervisor: Supervisor, folder: string): Promise<void> {
  const until = performance.now() + patienceMs
  for (;;) {
    const running = await findRunning(folder)
    if (running) throw new EngineFault('in use', '', { folder, owner: running.pid })
    try {
      return await supervisor.start()
    } catch (error) {
      const isInUse = error instanceof EngineFault && error.kind === 'in use'
      if (!isInUse) throw error
      if (performance.now() > until) {
        const owner = (await readRunning(folder))?.pid
        throw new EngineFault('in use', error.detail, { folder, owner })
      }
    }
    await wait(250)
  }
}

/** A thirty-second of the memory: the web process needs the rest more. */
function cacheMegabytes(): number {
  return Math.round(Math.min(256, Math.max(64, totalmem() / 32 / 1024 ** 2)))
}
