import type { Types } from 'mongoose'
import { findImagesAt, type Place, type StandingImage } from '../media/image.ts'
import { removeImages, removeImagesAt } from '../media/removal.ts'

/** Where the pictures of a draft hang. */
export function draftPlaceOf(account: Types.ObjectId, key: string): Place {
  return { kind: 'draft', id: `${account} ${key}` }
}

export function draftImages(account: Types.ObjectId, key: string): Promise<StandingImage[]> {
  return findImagesAt(draftPlaceOf(account, key))
}

/** Those of a draft that its author did not want in the post. */
export async function removeFromDraft(
  account: Types.ObjectId,
  key: string,
  ids: readonly string[],
): Promise<void> {
  if (ids.length === 0) return
  const unwanted = (await draftImages(account, key)).filter(({ _id }) => ids.includes(String(_id)))
  await removeImages(unwanted.map(({ _id }) => _id))
}

/** With the draft; those that hang on a post by now stay there. */
export function removeDraftImages(account: Types.ObjectId, key: string): Promise<void> {
  return removeImagesAt(draftPlaceOf(account, key))
}
