import { type WhyHidden, whyHidden } from '../auth/hiding.ts'
import type { StandingImage } from './image.ts'
import type { TagView } from './tag.view.ts'

/** What stands in the place of a picture that is hidden. */
export interface HiddenImage extends WhyHidden {
  id: string
  removedBy: 'decision'
}

export type ShownImage = ImageView | HiddenImage

export interface ImageView {
  id: string
  alt: string
  width: number
  height: number
  /** Those that everybody may know of. */
  tags: TagView[]
  isAnimated: boolean
  /** Only for its owner: others do not see it. */
  hidden?: WhyHidden
  /** Addresses of the page about it, of the size to show, and of all sizes for the browser to choose. */
  href: string
  src: string
  srcset: string
}

/** What posts show first; the browser takes another one from `srcset` where that fits better. */
const USUAL = 960

/** The best that there is, not larger than wanted if possible. */
export function variantFor({ variants }: Pick<StandingImage, 'variants'>, wanted: number) {
  const rising = [...variants].sort((a, b) => a.name - b.name)
  return rising.findLast(({ name }) => name <= wanted) ?? rising[0]
}

export function showImage(image: StandingImage): ImageView {
  const id = String(image._id)
  const href = `/images/${id}`
  return {
    id,
    alt: image.alt,
    width: image.width,
    height: image.height,
    tags: [],
    isAnimated: image.isAnimated,
    ...(image.hiddenBy && { hidden: whyHidden(image.hiddenBy) }),
    href,
    src: `${href}/${variantFor(image, USUAL)?.name ?? USUAL}`,
    srcset: image.variants
      .map(({ name, width }) => `${href}/${name} ${width}w`)
      .reverse()
      .join(', '),
  }
}

export function standIn({ _id, hiddenBy }: Pick<StandingImage, '_id' | 'hiddenBy'>): HiddenImage {
  return { id: String(_id), removedBy: 'decision', ...whyHidden(hiddenBy) }
}
