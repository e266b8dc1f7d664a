import { nowMs, seconds } from '../clock.ts'
import { canTrust, onDistrust } from '../live/trust.ts'

/**
 * Copies in memory of what nearly every request of a signed-in person needs. Short-lived, so that a process which
 * misses a message is wrong for half a minute at most; dropped by `changed()`, so that revoking works at once.
 */
const LIFE = seconds(30)
const MOST = 20_000

export class Kept<T> {
  readonly #entries = new Map<string, { value: T; until: number }>()
  #drops = 0

  constructor() {
    onDistrust(() => this.dropWhere(() => true))
  }

  get(key: string): T | undefined {
    if (!canTrust()) return undefined
    const entry = this.#entries.get(key)
    return entry && entry.until > nowMs() ? entry.value : undefined
  }

  /** Take it before reading from the database, and hand it to `put`. */
  mark(): number {
    return this.#drops
  }

  /** Keeps nothing that was read before something was dropped: it may be what the drop was about. */
  put(key: string, value: T, mark: number): void {
    if (mark !== this.#drops) return
    this.#entries.delete(key)
    this.#entries.set(key, { value, until: nowMs() + LIFE })
    const [oldest] = this.#entries.keys()
    if (this.#entries.size > MOST && oldest !== undefined) this.#entries.delete(oldest)
  }

  drop(key: string): void {
    this.#drops += 1
    this.#entries.delete(key)
  }

  dropWhere(matches: (value: T) => boolean): void {
    this.#drops += 1
    for (const [key, { value }] of this.#entries) if (matches(value)) this.#entries.delete(key)
  }
}
