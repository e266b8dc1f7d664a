import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import type { Redis } from 'ioredis'
import { seconds } from '../clock.ts'
import { log } from '../log.ts'
import { type Carrier, dropHere, type LiveEvents, publishHere } from './bus.ts'
import { noteDeaf, noteHeard } from './trust.ts'

/** How long a change waits for the other processes; longer than a deaf one trusts itself (`trust.ts`). */
const DEADLINE = seconds(2)

interface ChangedWord {
  kind: 'changed'
  id: string
  from: string
  tags: readonly string[]
}

interface LiveWord {
  kind: 'live'
  from: string
  room: string
  event: keyof LiveEvents
  payload: LiveEvents[keyof LiveEvents]
}

interface Waiting {
  expected: number
  heard: number
  resolve(): void
}

/** What the processes of one site say to each other: "this changed", "dropped", "this happened", and a heartbeat. */
export class Conversation implements Carrier {
  readonly #mouth: Redis
  readonly #ear: Redis
  readonly #me = randomUUID()
  readonly #base: string
  readonly #waiting = new Map<string, Waiting>()
  /** Tags that could not be said; said as soon as Redis is back. */
  readonly #unsaid = new Set<string>()
  #lostAt = Number.NEGATIVE_INFINITY

  constructor(mouth: Redis, ear: Redis, base: string) {
    this.#mouth = mouth
    this.#ear = ear
    this.#base = base
    mouth.on('close', () => {
      this.#lostAt = performance.now()
    })
    mouth.on('ready', () => this.#sayUnsaid())
    ear.on('close', noteDeaf)
    ear.on('message', (channel: string, text: string) => {
      this.#hear(channel, text).catch((error: Error) => log.warn({ why: error.message }, 'a word was lost'))
    })
  }

  async listen(): Promise<void> {
    await this.#ear.subscribe(this.#words, this.#to(this.#me))
  }

  /** Said to oneself: it comes back only if this process can both speak and hear. */
  async beat(): Promise<void> {
    await this.#mouth.publish(this.#to(this.#me), 'beat').catch(() => undefined)
  }

  publish<E extends keyof LiveEvents>(room: string, event: E, payload: LiveEvents[E]): void {
    const word: LiveWord = { kind: 'live', from: this.#me, room, event, payload }
    // A live event is a kindness: whoever misses it sees it when loading the page.
    this.#mouth.publish(this.#words, JSON.stringify(word)).catch(() => undefined)
  }

  async changed(tags: readonly string[]): Promise<void> {
    const late = wait(DEADLINE, 'late' as const, { ref: false })
    try {
      if ((await Promise.race([this.#ask(tags), late])) === 'late')
        log.warn('another process did not answer in time; by now it does not trust what it keeps')
    } catch {
      for (const tag of tags) this.#unsaid.add(tag)
      // Processes that lost Redis too have stopped trusting themselves by then; the rest hear it later.
      await wait(Math.max(0, this.#lostAt + DEADLINE - performance.now()))
    }
  }

  /** Resolves when every process that listens has dropped what it kept, this one among them. */
  async #ask(tags: readonly string[]): Promise<void> {
    const word: ChangedWord = { kind: 'changed', id: randomUUID(), from: this.#me, tags }
    const { promise, resolve } = Promise.withResolvers<void>()
    const change: Waiting = { expected: Number.POSITIVE_INFINITY, heard: 0, resolve }
    this.#waiting.set(word.id, change)
    // Answers may overtake the count; one that never comes must not stay here.
    setTimeout(() => this.#waiting.delete(word.id), DEADLINE).unref()
    change.expected = await this.#mouth.publish(this.#words, JSON.stringify(word))
    if (change.heard >= change.expected) resolve()
    await promise
    this.#waiting.delete(word.id)
  }

  async #hear(channel: string, text: string): Promise<void> {
    if (channel !== this.#words) return text === 'beat' ? noteHeard() : this.#noteAnswer(text)
    const word = JSON.parse(text) as ChangedWord | LiveWord
    const isMine = word.from === this.#me
    if (word.kind === 'live') return isMine ? undefined : publishHere(word.room, word.event, word.payload)
    if (!isMine) await dropHere(word.tags)
    await this.#mouth.publish(this.#to(word.from), word.id)
  }

  #noteAnswer(id: string): void {
    const change = this.#waiting.get(id)
    if (!change) return
    change.heard += 1
    if (change.heard >= change.expected) change.resolve()
  }

  #sayUnsaid(): void {
    const tags = [...this.#unsaid]
    this.#unsaid.clear()
    if (tags.length > 0) void this.changed(tags)
  }

  get #words(): string {
    return `${this.#base}:words`
  }

  #to(process: string): string {
    return `${this.#base}:to:${process}`
  }
}
