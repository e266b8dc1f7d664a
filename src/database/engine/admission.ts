/**
 * Lets so many commands in at once, the others in their order. The engine runs eight, whatever the machine; the eighth
 * place stays free for the control commands, which do not ask here.
 */
export class Admission {
  #free: number
  #waiting: (() => void)[] = []
  readonly #places: number

  constructor(places: number) {
    this.#places = places
    this.#free = places
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free--
    else await new Promise<void>((enter) => this.#waiting.push(enter))
    try {
      return await work()
    } finally {
      const next = this.#waiting.shift()
      if (next) next()
      else this.#free++
    }
  }

  isIdle(): boolean {
    return this.#free === this.#places
  }
}
