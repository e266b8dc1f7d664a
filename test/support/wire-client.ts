import { connect, type Socket } from 'node:net'
import { type Document, deserialize, serialize } from 'bson'
import { MessageReader, writeRequest } from '../../src/database/engine/wire.ts'

/** Speaks to the engine's socket without a driver, so that tests can say what no driver says. */
export class WireClient {
  readonly socket: Socket
  #replies: Document[] = []
  #wake = () => {}

  constructor(path: string) {
    this.socket = connect(path)
    this.socket.on('error', () => {})
    const reader = new MessageReader()
    this.socket.on('data', (chunk) => {
      for (const reply of reader.read(Buffer.from(chunk))) this.#replies.push(readReply(reply))
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
      const reply = this.#replies.shift()
      if (reply) return reply
      if (this.socket.destroyed) throw new Error('The connection was closed.')
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
  }

  close(): void {
    this.socket.destroy()
  }
}

function readReply(bytes: Buffer): Document {
  const isLegacy = bytes.readInt32LE(12) === 1
  return deserialize(bytes.subarray(isLegacy ? 36 : 21))
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
