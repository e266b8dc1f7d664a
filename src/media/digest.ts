import { createHash } from 'node:crypto'
import type { StandingImage } from './image.ts'
import { imageStore } from './store.ts'

/**
 * SHA-256 of the bytes of a picture in all its sizes, read one at a time: they may be large. Unlike `hash.ts`, which knows
 * what looks the same, this changes with the first byte that does.
 * @returns hexadecimal digits
 */
export async function digestOf({ _id, variants }: Pick<StandingImage, '_id' | 'variants'>): Promise<string> {
  const digest = createHash('sha256')
  for (const { name } of variants) {
    const bytes = await imageStore.get(String(_id), name)
    digest.update(`${name}:${bytes?.length ?? 'missing'};`)
    if (bytes) digest.update(bytes)
  }
  return digest.digest('hex')
}
