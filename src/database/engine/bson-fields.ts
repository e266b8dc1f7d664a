export class Nonsense extends Error {}

/** Bytes of a value by its BSON type; the types whose length stands in the value itself are in `valueLength`. */
const fixed = new Map([
  [0x01, 8],
  [0x06, 0],
  [0x07, 12],
  [0x08, 1],
  [0x09, 8],
  [0x0a, 0],
  [0x10, 4],
  [0x11, 8],
  [0x12, 8],
  [0x13, 16],
  [0x7f, 0],
  [0xff, 0],
])

/**
 * The names of a document's own fields in their order, without decoding a value: an insert may be 48 MB long.
 * @throws Nonsense when the bytes are no document that fits between `start` and `limit`.
 */
export function* fieldNames(bytes: Buffer, start: number, limit: number): Generator<string> {
  const end = documentEnd(bytes, start, limit) - 1
  let at = start + 4
  while (at < end) {
    const type = bytes[at] ?? 0
    const nameEnd = bytes.indexOf(0, at + 1)
    if (nameEnd < 0 || nameEnd >= end) throw new Nonsense('a field without a name')
    yield bytes.toString('utf8', at + 1, nameEnd)
    at = nameEnd + 1 + valueLength(bytes, type, nameEnd + 1, end)
    // A value of a wrong length could also lead back, and for ever round.
    if (at <= nameEnd || at > end) throw new Nonsense('a field beyond its document')
  }
}

/** Where the document that begins at `start` ends. */
export function documentEnd(bytes: Buffer, start: number, limit: number): number {
  if (start + 5 > limit) throw new Nonsense('no room for a document')
  const end = start + bytes.readInt32LE(start)
  if (end < start + 5 || end > limit || bytes[end - 1] !== 0)
    throw new Nonsense('a document of a wrong length')
  return end
}

function valueLength(bytes: Buffer, type: number, at: number, end: number): number {
  const known = fixed.get(type)
  if (known !== undefined) return known
  if (type === 0x0b) return bytes.indexOf(0, bytes.indexOf(0, at) + 1) + 1 - at
  if (at + 4 > end) throw new Nonsense('a value cut short')
  const length = bytes.readInt32LE(at)
  if (length < 0 || length > end - at) throw new Nonsense('a value of a wrong length')
  if (type === 0x02 || type === 0x0d || type === 0x0e) return 4 + length
  if (type === 0x03 || type === 0x04 || type === 0x0f) return Math.max(length, 4)
  if (type === 0x05) return 5 + length
  if (type === 0x0c) return 16 + length
  throw new Nonsense(`a value of the unknown type ${type}`)
}
