import type { Sharp } from 'sharp'

const WIDE = 9
const HIGH = 8

/**
 * A fingerprint of what a picture looks like: for each of 64 places, whether it is darker than the place beside it. It
 * survives scaling and recompression, so that a picture which was complained about is recognised when it comes again
 * (N9). Nothing about the picture can be read from it.
 * @returns 16 hexadecimal digits
 */
export async function hashOf(picture: Sharp): Promise<string> {
  const grey = await picture.resize(WIDE, HIGH, { fit: 'fill' }).greyscale().removeAlpha().raw().toBuffer()
  let bits = 0n
  for (let y = 0; y < HIGH; y += 1)
    for (let x = 0; x < WIDE - 1; x += 1) {
      const at = y * WIDE + x
      bits = (bits << 1n) | ((grey[at] ?? 0) < (grey[at + 1] ?? 0) ? 1n : 0n)
    }
  return bits.toString(16).padStart(16, '0')
}

/** How many of the 64 places differ; up to about ten it is the same picture. */
export function distance(a: string, b: string): number {
  let different = BigInt(`0x${a}`) ^ BigInt(`0x${b}`)
  let count = 0
  for (; different > 0n; different &= different - 1n) count += 1
  return count
}
