import { writeSync } from 'node:fs'

/** Bytes; some hundred lines. */
const SIZE = 65_536

/** How often a full pipe is tried again, and for how many milliseconds each time, before its reader is taken for stuck. */
const TRIES = 20
const PAUSE = 10

/**
 * Lines on their way to a file descriptor. They are copied into one buffer at once, so nothing that a request made
 * outlives it: keeping a string per line until the next write costs the garbage collector more than all the rest of
 * serving a page from memory.
 */
export class LogFile {
  readonly #fd: number
  readonly #gathered: Buffer = Buffer.allocUnsafe(SIZE)
  #length = 0
  /** Once it was waited for in vain, the reader is not waited for again until it reads. */
  #isStuck = false

  constructor(fd: number) {
    this.#fd = fd
  }

  write(line: string): void {
    // UTF-8 needs three bytes for a unit at most.
    const most = line.length * 3
    if (most > SIZE - this.#length) this.flush()
    if (most > SIZE) this.#send(Buffer.from(line))
    else this.#length += this.#gathered.write(line, this.#length)
  }

  /** What is gathered is written before this returns. */
  flush(): void {
    const full = this.#gathered.subarray(0, this.#length)
    this.#length = 0
    this.#send(full)
  }

  /** Standard output may be closed before us, or its reader stuck: then lines are lost, because a forum does not wait for them. */
  #send(bytes: Buffer): void {
    let from = 0
    let patience = this.#isStuck ? 1 : TRIES
    while (from < bytes.length && patience > 0)
      try {
        from += writeSync(this.#fd, bytes, from)
        patience = TRIES
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') return
        patience -= 1
        if (patience > 0) Atomics.wait(bell, 0, 0, PAUSE)
      }
    this.#isStuck = patience === 0
  }
}

const bell = new Int32Array(new SharedArrayBuffer(4))
