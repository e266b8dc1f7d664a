import { EngineFault } from './explain.ts'
import { type Host, nameEnd, startHost, stopHost } from './host-process.ts'
import { type HostMessage, type HostSettings, isHostMessage } from './messages.ts'

export type EngineState =
  | { name: 'starting' }
  | { name: 'ready'; version: string }
  /** It stopped and is being started again; `fault` says how and `deaths` how often in the last minute. */
  | { name: 'restarting'; fault: EngineFault; deaths: number }
  /** It keeps stopping, so it is not started again: the forum cannot go on. */
  | { name: 'failed'; fault: EngineFault }
  | { name: 'stopped' }

export const usualPausesMs: readonly number[] = [100, 500, 2000, 5000]
const manyDeaths = 5
const inMs = 60_000

export interface Supervised extends HostSettings {
  addon: string | undefined
  /** How long to wait before the first, second … start after a death. */
  pausesMs: readonly number[]
}

/** Keeps a host running: starts it again when it dies, and gives up when that makes no sense. */
export class Supervisor {
  readonly #settings: Supervised
  readonly #onState: (state: EngineState) => void
  readonly #onMessage: (message: HostMessage) => void
  #host: Host | undefined
  #deaths: number[] = []
  #failedStarts = 0
  #suspect: string | undefined
  #timer: NodeJS.Timeout | undefined
  #starting: Promise<void> | undefined
  #isStopping = false

  constructor(
    settings: Supervised,
    onState: (state: EngineState) => void,
    onMessage: (message: HostMessage) => void,
  ) {
    this.#settings = settings
    this.#onState = onState
    this.#onMessage = onMessage
  }

  get pid(): number | undefined {
    return this.#host?.process.pid
  }

  /** @throws EngineFault when the host does not get ready. */
  async start(): Promise<void> {
    const { addon, pausesMs: _pauses, ...settings } = this.#settings
    const host = await startHost(settings, addon)
    if (this.#isStopping) return stopHost(host)
    this.#host = host
    this.#failedStarts = 0
    this.#suspect = undefined
    host.process.on('message', (message) => this.#hear(message))
    host.process.once('exit', (code, signal) => this.#onDeath(nameEnd(code, signal)))
    this.#onState({ name: 'ready', version: host.version })
  }

  /** @throws when the host does not run just now. */
  sweep(at: Date): void {
    if (!this.#host?.process.connected) throw new Error('The database is being started again.')
    this.#host.process.send({ kind: 'sweep', at: at.getTime() })
  }

  async stop(): Promise<void> {
    this.#isStopping = true
    clearTimeout(this.#timer)
    await this.#starting
    if (this.#host) await stopHost(this.#host)
    this.#onState({ name: 'stopped' })
  }

  #hear(message: unknown): void {
    if (!isHostMessage(message)) return
    if (message.kind === 'about') this.#suspect = message.command ?? undefined
    this.#onMessage(message)
  }

  #onDeath(how: string): void {
    if (this.#isStopping) return
    const { folder, pausesMs } = this.#settings
    const deaths = this.#countDeath()
    if (deaths >= manyDeaths) {
      this.#onState({ name: 'failed', fault: new EngineFault('gave up', how, { folder }) })
      return
    }
    const fault = new EngineFault('crashed', how, { folder, command: this.#suspect })
    this.#onState({ name: 'restarting', fault, deaths })
    const pause = pausesMs[Math.min(deaths, pausesMs.length) - 1]
    this.#timer = setTimeout(() => {
      this.#starting = this.#startAgain()
    }, pause)
  }

  #countDeath(): number {
    const time = performance.now()
    this.#deaths = [...this.#deaths.filter((at) => time - at < inMs), time]
    return this.#deaths.length
  }

  async #startAgain(): Promise<void> {
    try {
      await this.start()
    } catch (error) {
      const { folder } = this.#settings
      const fault =
        error instanceof EngineFault ? error : new EngineFault('gave up', String(error), { folder })
      this.#failedStarts++
      if (this.#failedStarts < 2) this.#onDeath(fault.detail || fault.kind)
      else if (!this.#isStopping) this.#onState({ name: 'failed', fault })
    }
  }
}
