import type { Types } from 'mongoose'
import { findImagesAt, type Place, type StandingImage } from '../media/image.ts'
import { removeImagesAt } from '../media/removal.ts'

/** Where the pictures of a draft hang. */
export function draftPlaceOf(account: Types.ObjectId, key: string): Place {
  return { kind: 'draft', id: `${account} ${key}` }
}

export function draftImages(account: Types.ObjectId, key: string): Promise<StandingImage[]> {
  return findImagesAt(draftPlaceOf(account, key))
}

/** With the draft; those that hang on a post by now stay there. */
export function removeDraftImages(account: Types.ObjectId, key: string): Promise<void> {
  return removeImagesAt(draftPlaceOf(account, key))
}
