import { Types } from 'mongoose'
import { insertImage, loadImage, type Place, type StandingImage, standing } from './image.ts'
import { imageStore } from './store.ts'

/**
 * A copy of an image as it is now, hung somewhere else under an id of its own: it outlives the first one.
 * @returns undefined where the image went meanwhile
 */
export async function copyImage(id: string, place: Place): Promise<StandingImage | undefined> {
  const image = standing(await loadImage(id))
  if (!image) return undefined
  const { hangingFrom: _, removedAt: __, createdAt: ___, hiddenBy: ____, hiddenFrom: _____, ...facts } = image
  const copy = { ...facts, _id: new Types.ObjectId(), place }
  for (const { name } of image.variants) {
    const bytes = await imageStore.get(id, name)
    if (!bytes) return undefined
    await imageStore.put(String(copy._id), name, bytes)
  }
  return insertImage(copy)
}
