import { serialize } from 'bson'
import { documentEnd, fieldNames, Nonsense } from './bson-fields.ts'

/** What the driver itself keeps to, and room for the header and the command around the documents. */
export const longestMessage = 48_000_000 + 16_384
const shortestMessage = 26
const opReply = 1
const opQuery = 2004
const opMsg = 2013

/** One request as it came over the socket. */
export interface Message {
  bytes: Buffer
  requestId: number
  command: string
  /** Where the command's document begins and ends. */
  body: { start: number; end: number }
  /** The first greeting of a driver, in the form that MongoDB used before OP_MSG. */
  isLegacy: boolean
  wantsReply: boolean
}

/** Cuts a stream into messages. Chunks are joined once, when a message is complete: 16 MB in 64 KB steps add up. */
export class MessageReader {
  #chunks: Buffer[] = []
  #length = 0

  #join(): Buffer {
    const [only] = this.#chunks
    const all = this.#chunks.length === 1 && only ? only : Buffer.concat(this.#chunks)
    this.#chunks = [all]
    return all
  }

  /** @throws Nonsense when a length is impossible; the connection is of no use after that. */
  *read(chunk: Buffer): Generator<Buffer> {
    this.#chunks.push(chunk)
    this.#length += chunk.length
    while (this.#length >= 4) {
      if ((this.#chunks[0]?.length ?? 0) < 4) this.#join()
      const wanted = this.#chunks[0]?.readInt32LE(0) ?? 0
      if (wanted < shortestMessage || wanted > longestMessage)
        throw new Nonsense(`a message of ${wanted} bytes`)
      if (this.#length < wanted) return
      const all = this.#join()
      this.#chunks = all.length > wanted ? [all.subarray(wanted)] : []
      this.#length = all.length - wanted
      yield all.subarray(0, wanted)
    }
  }
}

/** @throws Nonsense when it is no message of the two kinds that a driver sends. */
export function readMessage(bytes: Buffer): Message {
  const kind = bytes.readInt32LE(12)
  if (kind !== opMsg && kind !== opQuery) throw new Nonsense(`a message of the unknown kind ${kind}`)
  const isLegacy = kind === opQuery
  const flags = isLegacy ? 0 : bytes.readUInt32LE(16)
  const body = isLegacy ? queryBody(bytes) : messageBody(bytes, flags)
  const [command] = fieldNames(bytes, body.start, body.end)
  if (!command) throw new Nonsense('an empty command')
  return { bytes, requestId: bytes.readInt32LE(4), command, body, isLegacy, wantsReply: (flags & 2) === 0 }
}

function queryBody(bytes: Buffer) {
  const start = bytes.indexOf(0, 20) + 9
  if (start < 30) throw new Nonsense('a query without a collection')
  return { start, end: documentEnd(bytes, start, bytes.length) }
}

/** Finds the one section of kind 0; sections of kind 1 carry documents beside it, before or behind. */
function messageBody(bytes: Buffer, flags: number) {
  const limit = bytes.length - (flags & 1 ? 4 : 0)
  let at = 20
  while (at + 5 < limit) {
    const section = bytes[at]
    if (section === 0) return { start: at + 1, end: documentEnd(bytes, at + 1, limit) }
    const length = bytes.readInt32LE(at + 1)
    if (section !== 1 || length < 5) throw new Nonsense('a section of an unknown kind')
    at += 1 + length
  }
  throw new Nonsense('a message without a command')
}

/** The same message with one more whole number in its command, and without the checksum that no longer fits. */
export function withNumber(message: Message, name: string, value: number): Buffer {
  const { bytes, body } = message
  const field = Buffer.alloc(name.length + 6)
  field[0] = 0x10
  field.write(name, 1, 'latin1')
  field.writeInt32LE(value, name.length + 2)
  const hasChecksum = (bytes.readUInt32LE(16) & 1) !== 0
  const tail = bytes.subarray(body.end - 1, hasChecksum ? bytes.length - 4 : bytes.length)
  const longer = Buffer.concat([bytes.subarray(0, body.end - 1), field, tail])
  longer.writeInt32LE(longer.length, 0)
  longer.writeUInt32LE((longer.readUInt32LE(16) & ~1) >>> 0, 16)
  longer.writeInt32LE(body.end - body.start + field.length, body.start)
  return longer
}

/** A whole request for the engine, for the host's own questions. */
export function writeRequest(database: string, command: Record<string, unknown>): Buffer {
  const document = serialize({ ...command, $db: database })
  return Buffer.concat([header(opMsg, 5, document.length, 1, 0), document])
}

/** What goes before the reply's document on the socket. */
export function replyHeader(message: Message, replyId: number, length: number): Buffer {
  const head = header(
    message.isLegacy ? opReply : opMsg,
    message.isLegacy ? 20 : 5,
    length,
    replyId,
    message.requestId,
  )
  if (message.isLegacy) head.writeInt32LE(1, 32)
  return head
}

function header(kind: number, extra: number, length: number, id: number, to: number): Buffer {
  const head = Buffer.alloc(16 + extra)
  head.writeInt32LE(head.length + length, 0)
  head.writeInt32LE(id, 4)
  head.writeInt32LE(to, 8)
  head.writeInt32LE(kind, 12)
  return head
}
