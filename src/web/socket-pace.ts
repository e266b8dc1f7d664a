import { nowMs } from '../clock.ts'
import { config } from '../config.ts'

/** What one connection may send at once, and how fast it may go on. A fast typist in two rooms sends three in a second. */
const ease = config.rateLimits === 'relaxed' ? 1000 : 1
const BURST = 40 * ease
const PER_SECOND = 8 * ease

/** Forged or overdone, and the connection is closed: nobody's page does so even once. */
const MOST_STRIKES = 5

/** The patience with one connection. */
export class Pace {
  #left = BURST
  #at = nowMs()
  #strikes = 0

  /** @returns whether this one may still be heard */
  take(): boolean {
    const at = nowMs()
    // The clock of a test may be turned back; patience does not shrink by that.
    this.#left = Math.min(BURST, this.#left + (Math.max(0, at - this.#at) / 1000) * PER_SECOND)
    this.#at = at
    if (this.#left < 1) return false
    this.#left -= 1
    return true
  }

  /** @returns whether patience is over */
  strike(): boolean {
    this.#strikes += 1
    return this.#strikes >= MOST_STRIKES
  }
}
