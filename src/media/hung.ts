import type { Types } from 'mongoose'
import { findImages, type StandingImage } from './image.ts'
import { type ShownImage, showImage, standIn } from './image.view.ts'
import { canSeeHidden } from './places.ts'
import { type PublicTags, publicTags } from './tag.view.ts'

/** What pictures hang on, in their order. */
interface Hung {
  images?: Types.ObjectId[]
}

export interface Pictured {
  images: ReadonlyMap<string, StandingImage>
  tags: PublicTags
}

/** The pictures of many posts or messages in one look-up, and what is tagged in them in another. */
export async function imagesOf(things: readonly Hung[]): Promise<Pictured> {
  const ids = things.flatMap(({ images = [] }) => images)
  const [found, tags] = await Promise.all([findImages(ids), publicTags(ids)])
  return { images: new Map(found.map((image) => [String(image._id), image])), tags }
}

/** @param reader account id of somebody who sees what is hidden from others, if it is theirs */
export function showImages(
  { images = [] }: Hung,
  { images: found, tags }: Pictured,
  reader?: string,
): ShownImage[] {
  return images.flatMap((id): ShownImage[] => {
    const image = found.get(String(id))
    if (!image) return []
    if (image.hiddenBy && !canSeeHidden(reader, image)) return [standIn(image)]
    return [{ ...showImage(image), tags: tags.of.get(String(id)) ?? [] }]
  })
}
