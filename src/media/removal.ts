import type { Types } from 'mongoose'
import { days, nowMs } from '../clock.ts'
import { config } from '../config.ts'
import { changed } from '../live/bus.ts'
import { buryImages, findDraftImagesBefore, findImagesAt, type Place, standingIds } from './image.ts'
import { imageStore } from './store.ts'

type Cleaner = (images: readonly Types.ObjectId[]) => Promise<void>
const cleaners = new Set<Cleaner>()

/** For what hangs on an image and goes with it, such as its tags. */
export function onImagesRemoved(cleaner: Cleaner): void {
  cleaners.add(cleaner)
}

async function cleanUp(ids: readonly Types.ObjectId[]): Promise<void> {
  await Promise.all([...cleaners].map((clean) => clean(ids)))
}

/**
 * Destroys images: every size, then the record, then what hung on them. When it returns their addresses say that they are gone,
 * and no kept page shows them. As often as wanted.
 * @param by the decision that did it, whose reference stays where they were
 */
export async function removeImages(ids: readonly Types.ObjectId[], by?: string): Promise<void> {
  if (ids.length === 0) return
  for (const id of ids) await imageStore.remove(String(id))
  await cleanUp(ids)
  await buryImages(ids, by)
  // Once more: from here on nothing new is hung on them, but something may have come since.
  await cleanUp(ids)
  await changed(...ids.map((id) => `image:${id}`))
}

export async function removeImagesAt(place: Place): Promise<void> {
  await removeImages((await findImagesAt(place)).map(({ _id }) => _id))
}

const BATCH = 200

/** Pictures that were never posted go with their drafts (N8: nothing is kept without a purpose). */
export async function removeOldDraftImages(): Promise<void> {
  const limit = new Date(nowMs() - days((config.retention.draft.days ?? 30) + 1))
  for (;;) {
    const old = await findDraftImagesBefore(limit, BATCH)
    await removeImages(old.map(({ _id }) => _id))
    if (old.length < BATCH) return
  }
}

/**
 * Files that no image names: left by a process that was killed while it stored them.
 * @param before younger files may belong to a picture that is being made just now
 */
export async function removeOrphans(before: Date): Promise<number> {
  let count = 0
  let batch: string[] = []
  const sweep = async () => {
    const standing = await standingIds(batch.filter((id) => /^[0-9a-f]{24}$/.test(id)))
    for (const id of batch)
      if (!standing.has(id)) {
        await imageStore.remove(id)
        count += 1
      }
    batch = []
  }
  for await (const { image, at } of imageStore.list()) {
    if (at < before) batch.push(image)
    if (batch.length >= BATCH) await sweep()
  }
  await sweep()
  return count
}
