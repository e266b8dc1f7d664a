import { connect, type Socket } from 'node:net'
import { type Document, deserialize, serialize } from 'bson'
import { writeRequest } from '../../src/database/engine/wire.ts'

/** Speaks to the engine's socket without a driver, so that tests can say what no driver says. */
export class WireClient {
  readonly socket: Socket
  #received: Buffer = Buffer.alloc(0)
  #wake = () => {}

  constructor(path: string) {
    this.socket = connect(path)
    this.socket.on('error', () => {})
    this.socket.on('data', (chunk) => {
      this.#received = Buffer.concat([this.#received, Buffer.from(chunk)])
      this.#wake()
    })
    this.socket.on('close', () => this.#wake())
  }

  async ask(command: Document, database = 'admin'): Promise<Document> {
    return this.send(writeRequest(database, command))
  }

  /** Sends these bytes and reads one reply; @throws when the connection closes instead. */
  async send(bytes: Buffer): Promise<Document> {
    this.socket.write(bytes)
    for (;;) {
      const reply = this.#takeReply()
      if (reply) return reply
      if (this.socket.destroyed) throw new Error('The connection was closed.')
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
  }

  #takeReply(): Document | undefined {
    if (this.#received.length < 4) return undefined
    const length = this.#received.readInt32LE(0)
    if (this.#received.length < length) return undefined
    const isLegacy = this.#received.readInt32LE(12) === 1
    const reply = deserialize(this.#received.subarray(isLegacy ? 36 : 21, length))
    this.#received = this.#received.subarray(length)
    return reply
  }

  close(): void {
    this.socket.destroy()
  }
}

/** A message of any kind: the header's length is right unless given. */
export function frame(kind: number, rest: Buffer, length = 16 + rest.length): Buffer {
  const head = Buffer.alloc(16)
  head.writeInt32LE(length, 0)
  head.writeInt32LE(1, 4)
  head.writeInt32LE(kind, 12)
  return Buffer.concat([head, rest])
}

/** The rest of a message of kind 2013: flags, then a body. */
export function body(command: Document, flags = 0): Buffer {
  const head = Buffer.alloc(5)
  head.writeUInt32LE(flags, 0)
  return Buffer.concat([head, serialize(command)])
}
