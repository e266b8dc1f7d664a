import { Types } from 'mongoose'
import { insertImage, type Place, type StandingImage } from './image.ts'
import { type Made, Unreadable } from './made.ts'
import { makeFace, makePicture } from './making.ts'
import { imageStore } from './store.ts'

/** A file that arrived: see `web/uploads.ts`. */
export interface Incoming {
  path: string
  name: string
  isTooLarge: boolean
}

/** What came of a file: an image, or a sentence that says why not. */
export type Accepted = { image: StandingImage } | { why: string }

interface Wanted {
  owner: Types.ObjectId
  place: Place
  alt: string
  /** Where what it hangs on is not written yet. */
  hangingFrom?: string
}

/**
 * Makes an image of a file. Its bytes are stored before its record: a process that dies in between leaves files that
 * nobody names, and the next start removes them.
 * @throws Unavailable where too many are on their way
 */
export async function acceptFile(file: Incoming, wanted: Wanted): Promise<Accepted> {
  const make = wanted.place.kind === 'avatar' ? makeFace : makePicture
  const about = `“${file.name || 'The picture'}” `
  if (file.isTooLarge) return { why: `${about}is larger than 10 MB. Please make it smaller.` }
  try {
    return { image: await storeImage(await make(file.path), wanted) }
  } catch (error) {
    if (error instanceof Unreadable) return { why: about + error.message }
    throw error
  }
}

async function storeImage(made: Made, wanted: Wanted): Promise<StandingImage> {
  const { variants, ...facts } = made
  const _id = new Types.ObjectId()
  for (const { name, body } of variants) await imageStore.put(String(_id), name, body)
  return insertImage({
    _id,
    ...wanted,
    ...facts,
    variants: variants.map(({ body: _, ...variant }) => variant),
  })
}
