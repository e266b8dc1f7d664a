import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { EngineFault, isInUse } from './explain.ts'
import { type HostMessage, type HostSettings, isHostMessage } from './messages.ts'

export type EngineState =
  | { name: 'starting' }
  | { name: 'ready'; version: string }
  /** It stopped and is being started again; `fault` says how and `deaths` how often in the last minute. */
  | { name: 'restarting'; fault: EngineFault; deaths: number }
  | { name: 'failed'; fault: EngineFault }
  | { name: 'stopped' }

const hostFile = fileURLToPath(new URL('host.ts', import.meta.url))
const backOffMs = [100, 500, 2000, 5000]
const manyDeaths = 5
const inMs = 60_000
/** Reading the journal after a crash under full load took 8 seconds, and three times that is possible. */
const startLimitMs = 180_000
const stopLimitMs = 12_000

/** Keeps the host running: starts it, starts it again when it dies, and gives up when that makes no sense. */
export class Supervisor {
  #settings: HostSettings
  #env: NodeJS.ProcessEnv
  #tell: (state: EngineState) => void
  #host: ChildProcess | undefined
  #deaths: number[] = []
  #deathsBeforeReady = 0
  #lastRare: string | undefined
  #timer: NodeJS.Timeout | undefined
  #isStopping = false

  constructor(settings: HostSettings, addon: string | undefined, tell: (state: EngineState) => void) {
    this.#settings = settings
    this.#env = cleanEnvironment(addon)
    this.#tell = tell
  }

  get pid(): number | undefined {
    return this.#host?.pid
  }

  /** Starts the host; @throws EngineFault when it does not get ready. */
  async start(): Promise<void> {
    this.#lastRare = undefined
    const host = fork(hostFile, [JSON.stringify(this.#settings)], {
      execArgv: [],
      env: this.#env,
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    })
    this.#host = host
    // Whoever waits for nothing but the engine may end; the host notices.
    const version = await this.#untilReady(host)
    this.#deathsBeforeReady = 0
    host.on('message', (message) => this.#hear(message))
    host.once('exit', (code, signal) => this.#onDeath(nameEnd(code, signal)))
    this.#tell({ name: 'ready', version })
  }

  async stop(): Promise<void> {
    this.#isStopping = true
    clearTimeout(this.#timer)
    const host = this.#host
    if (host && host.exitCode === null && host.signalCode === null) {
      const limit = setTimeout(() => host.kill('SIGKILL'), stopLimitMs)
      const gone = once(host, 'exit')
      if (host.connected) host.send('stop')
      await gone
      clearTimeout(limit)
    }
    this.#tell({ name: 'stopped' })
  }

  #untilReady(host: ChildProcess): Promise<string> {
    const { folder } = this.#settings
    return new Promise((resolve, reject) => {
      let isLoaded = false
      const fail = (fault: EngineFault) => {
        settle()
        if (host.exitCode === null && host.signalCode === null) host.kill('SIGKILL')
        reject(fault)
      }
      const limit = setTimeout(() => fail(new EngineFault('timeout', '', { folder })), startLimitMs)
      const onExit = (code: number | null, signal: NodeJS.Signals | null) =>
        fail(new EngineFault(isLoaded ? 'damaged' : 'system', nameEnd(code, signal), { folder }))
      const onMessage = (message: unknown) => {
        if (!isHostMessage(message)) return
        if (message.kind === 'loaded') isLoaded = true
        if (message.kind === 'fault') fail(readFault(message, folder))
        if (message.kind !== 'ready') return
        settle()
        resolve(message.version)
      }
      const settle = () => {
        clearTimeout(limit)
        host.off('exit', onExit)
        host.off('message', onMessage)
      }
      host.on('exit', onExit)
      host.on('message', onMessage)
    })
  }

  #hear(message: unknown): void {
    if (isHostMessage(message) && message.kind === 'about') this.#lastRare = message.command
  }

  #onDeath(how: string): void {
    if (this.#isStopping) return
    const { folder } = this.#settings
    const time = performance.now()
    this.#deaths = [...this.#deaths.filter((at) => time - at < inMs), time]
    const deaths = this.#deaths.length
    if (deaths >= manyDeaths || this.#deathsBeforeReady >= 2) {
      this.#tell({ name: 'failed', fault: new EngineFault('gave up', how, { folder }) })
      return
    }
    const fault = new EngineFault('crashed', how, { folder, command: this.#lastRare })
    this.#tell({ name: 'restarting', fault, deaths })
    const pause = backOffMs[Math.min(deaths, backOffMs.length) - 1]
    this.#timer = setTimeout(() => this.#startAgain(), pause)
  }

  #startAgain(): void {
    this.start().catch((error: unknown) => {
      this.#deathsBeforeReady++
      this.#onDeath(error instanceof EngineFault ? error.detail || error.kind : String(error))
    })
  }
}

function readFault(message: HostMessage & { kind: 'fault' }, folder: string): EngineFault {
  if (message.stage === 'load')
    return new EngineFault(
      /Cannot find (package|module)/.test(message.detail) ? 'missing' : 'system',
      message.detail,
    )
  return new EngineFault(isInUse(message.detail) ? 'in use' : 'refused', message.detail, { folder })
}

function nameEnd(code: number | null, signal: NodeJS.Signals | null): string {
  return signal ? `signal ${signal}` : `exit code ${code}`
}

/** Nothing of the forum's secrets and test settings; few malloc arenas, because the default triples the memory. */
function cleanEnvironment(addon: string | undefined): NodeJS.ProcessEnv {
  const { PATH, HOME, TMPDIR } = process.env
  return {
    PATH,
    HOME,
    TMPDIR,
    NAPI_RS_NATIVE_LIBRARY_PATH: addon,
    MALLOC_ARENA_MAX: '2',
    MALLOC_TRIM_THRESHOLD_: '131072',
    MALLOC_MMAP_THRESHOLD_: '131072',
  }
}
