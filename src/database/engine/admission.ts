/**
 * Lets so many commands in at once, the others in their order. The engine runs eight, whatever the machine; the eighth
 * place stays free for the control commands, which do not ask here.
 */
export class Admission {
  #running = 0
  #isClosed = false
  readonly #waiting: (() => void)[] = []
  readonly #places: number

  constructor(places: number) {
    this.#places = places
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#running < this.#places) this.#running++
    else await new Promise<void>((enter) => this.#waiting.push(enter))
    try {
      if (this.#isClosed) throw new Error('The engine is closing.')
      return await work()
    } finally {
      const next = this.#waiting.shift()
      // Who comes next takes over the place.
      if (next) next()
      else this.#running--
    }
  }

  /** From now on nobody gets in; who waits is turned away. */
  close(): void {
    this.#isClosed = true
  }

  isIdle(): boolean {
    return this.#running === 0
  }
}
