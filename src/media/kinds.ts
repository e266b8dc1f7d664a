/** What a file begins with says what it is; its name and what the browser calls it say nothing. */
const kinds: [name: string, isIt: (head: Buffer) => boolean][] = [
  ['jpeg', (head) => head.subarray(0, 3).equals(Buffer.from([0xff, 0xd8, 0xff]))],
  ['png', (head) => head.subarray(0, 8).equals(Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'))],
  ['gif', (head) => /^GIF8[79]a/.test(head.toString('latin1', 0, 6))],
  ['webp', (head) => head.toString('latin1', 0, 4) === 'RIFF' && head.toString('latin1', 8, 12) === 'WEBP'],
  ['avif', (head) => /^ftyp(avif|avis|mif1|miaf)/.test(head.toString('latin1', 4, 12))],
]

/** Bytes that are enough to tell. */
export const HEAD = 16

/** Only what is on this list ever reaches a decoder: libvips would read SVG, PDF and more. */
export function kindOf(head: Buffer): string | undefined {
  return kinds.find(([, isIt]) => isIt(head))?.[0]
}
