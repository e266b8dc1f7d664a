import { write, writeSync } from 'node:fs'

/** Bytes; some hundred lines. */
const SIZE = 65_536

/**
 * Lines on their way to a file descriptor. They are copied into one of two buffers at once, so nothing that a request
 * made outlives it: keeping a string per line until the next write costs the garbage collector more than all the rest
 * of serving a page from memory.
 */
export class LogFile {
  readonly #fd: number
  #filling: Buffer = Buffer.allocUnsafe(SIZE)
  #spare: Buffer | undefined = Buffer.allocUnsafe(SIZE)
  #length = 0

  constructor(fd: number) {
    this.#fd = fd
  }

  write(line: string): void {
    // UTF-8 needs three bytes for a unit at most.
    if (line.length * 3 > SIZE - this.#length) this.#makeRoom()
    if (line.length * 3 > SIZE) this.#writeNow(Buffer.from(line))
    else this.#length += this.#filling.write(line, this.#length)
  }

  /** Off the request's path; while one buffer is being written, the other one fills. */
  flush(): void {
    const full = this.#filling
    const length = this.#length
    if (length === 0 || !this.#spare) return
    this.#filling = this.#spare
    this.#spare = undefined
    this.#length = 0
    this.#send(full, 0, length)
  }

  /** What is gathered is written before this returns. */
  flushSync(): void {
    const length = this.#length
    this.#length = 0
    this.#writeNow(this.#filling.subarray(0, length))
  }

  #makeRoom(): void {
    if (this.#spare) this.flush()
    else this.flushSync()
  }

  #send(full: Buffer, from: number, length: number): void {
    write(this.#fd, full, from, length - from, null, (error, written) => {
      if (error?.code === 'EAGAIN') setTimeout(() => this.#send(full, from, length), 10)
      else if (!error && from + written < length) this.#send(full, from + written, length)
      // Standard output may be closed before us; then there is nowhere left to write, and that must not stop a forum.
      else this.#spare = full
    })
  }

  #writeNow(bytes: Buffer): void {
    let from = 0
    try {
      while (from < bytes.length) from += writeSync(this.#fd, bytes, from)
    } catch {
      // As above.
    }
  }
}
