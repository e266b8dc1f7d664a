import type { Env } from 'markdown-it'
import type { QuoteRef } from './quotes.ts'

/**
 * What one pass over a text collects beside its HTML. Markers wait in here while the sanitiser runs: the text carries
 * only a number between two noncharacters, which no input can hold (`cleanSource`), so the sanitiser may refuse every
 * data- attribute and nobody can write a marker by hand.
 */
export class Gathered {
  readonly accounts: ReadonlyMap<string, string>
  readonly names = new Set<string>()
  readonly mentioned = new Set<string>()
  readonly quotes: QuoteRef[] = []
  mentionCount = 0
  linkCount = 0
  /** Reference links repeat one long address many times: this is what they would cost. */
  addressCharacters = 0
  highlightedCharacters = 0
  readonly #markers: string[] = []

  constructor(accounts: ReadonlyMap<string, string>) {
    this.accounts = accounts
  }

  mark(html: string): string {
    return `\uFDD0${this.#markers.push(html) - 1}\uFDD1`
  }

  restoreMarkers(html: string): string {
    return html.replace(/\uFDD0(\d+)\uFDD1/g, (_, index) => this.#markers[Number(index)] ?? '')
  }
}

export function gatheredIn(env: Env | undefined): Gathered {
  if (env?.gathered instanceof Gathered) return env.gathered
  throw new Error('The Markdown parser was called without a place to gather what it finds.')
}
