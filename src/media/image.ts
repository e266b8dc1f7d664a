import { model, Types } from 'mongoose'
import type { Hiding } from '../auth/hiding.ts'
import { now } from '../clock.ts'
import { changed } from '../live/bus.ts'
import { type Image, imageSchema, type Place, type StandingImage } from './image-record.ts'

export type { Image, Place, StandingImage, Variant } from './image-record.ts'

export const Images = model<Image>('Image', imageSchema, 'images')

/** Its record with all that belongs to it, or undefined where it is gone. */
export function standing(image: Image | null | undefined): StandingImage | undefined {
  return image?.removedAt === null && image.variants ? (image as StandingImage) : undefined
}

export async function insertImage(
  fields: Omit<StandingImage, 'removedAt' | 'createdAt'>,
): Promise<StandingImage> {
  const image = { ...fields, createdAt: now(), removedAt: null }
  await Images.collection.insertOne(image)
  return image
}

export async function loadImage(id: string): Promise<Image | undefined> {
  return (await Images.findById(new Types.ObjectId(id)).lean()) ?? undefined
}

/** In the order of the ids; those that are gone are missing. */
export async function findImages(ids: readonly Types.ObjectId[]): Promise<StandingImage[]> {
  if (ids.length === 0) return []
  const found = await Images.find({ _id: { $in: ids }, removedAt: null }).lean()
  const byId = new Map(found.map((image) => [String(image._id), image]))
  return ids.flatMap((id) => standing(byId.get(String(id))) ?? [])
}

export async function findImagesAt(place: Place): Promise<StandingImage[]> {
  const found = await Images.find({ 'place.kind': place.kind, 'place.id': place.id }).sort({ _id: 1 }).lean()
  return found.flatMap((image) => standing(image) ?? [])
}

/**
 * Hangs the owner's images somewhere else, all of them or none.
 * @returns false where one is gone, somebody else's, or hangs elsewhere already.
 */
export async function moveImages(
  ids: readonly Types.ObjectId[],
  owner: Types.ObjectId,
  { from, to }: { from: Place; to: Place },
): Promise<boolean> {
  if (ids.length === 0) return true
  const at = ({ kind, id }: Place) => ({
    _id: { $in: ids },
    owner,
    removedAt: null,
    'place.kind': kind,
    'place.id': id,
  })
  const back = { $set: { place: from }, $unset: { hangingFrom: 1 } }
  const there = { $set: { place: to, hangingFrom: from.id } }
  const moved = await Images.updateMany(
    at(from),
    to.kind === 'post' ? there : { $set: { place: to }, $unset: { hangingFrom: 1 } },
  )
  const isWhole = moved.matchedCount === ids.length
  if (!isWhole) await Images.updateMany(at(to), back)
  await changed(...ids.map((id) => `image:${id}`))
  return isWhole
}

/** The post is written: its images are part of it. */
export async function endHanging(ids: readonly Types.ObjectId[]): Promise<void> {
  if (ids.length > 0) await Images.updateMany({ _id: { $in: ids } }, { $unset: { hangingFrom: 1 } })
}

/** Those whose post or message was perhaps never written. */
export async function findHanging(kind: 'post' | 'message'): Promise<StandingImage[]> {
  const found = await Images.find({ hangingFrom: { $exists: true }, 'place.kind': kind }).lean()
  return found.flatMap((image) => standing(image) ?? [])
}

export async function saveAlt(id: Types.ObjectId, alt: string): Promise<void> {
  await Images.updateOne({ _id: id, removedAt: null, hiddenBy: null }, { $set: { alt } })
  await changed(`image:${id}`)
}

/** What is left of an image: that it was there, and is not any more. */
export async function buryImages(ids: readonly Types.ObjectId[], by?: string): Promise<void> {
  if (ids.length === 0) return
  const gone = {
    owner: 1,
    place: 1,
    alt: 1,
    width: 1,
    height: 1,
    isAnimated: 1,
    hash: 1,
    variants: 1,
    createdAt: 1,
    hangingFrom: 1,
    hiddenFrom: 1,
    ...(by ? {} : { hiddenBy: 1 as const }),
  }
  const left = { removedAt: now(), ...(by && { hiddenBy: by }) }
  await Images.updateMany({ _id: { $in: ids }, removedAt: null }, { $set: left, $unset: gone })
}

/** Effect of a recorded decision (N9), and as often as wanted: nothing but a decision may call it. */
export async function hideImage(id: string, { by, from, over }: Hiding): Promise<void> {
  const hiddenBy = over === undefined ? null : { $in: [null, over] }
  await Images.updateOne({ _id: id, removedAt: null, hiddenBy }, { $set: { hiddenBy: by, hiddenFrom: from } })
}

/** Takes back what that decision did, and no other one. */
export async function showImageAgain(id: string, by: string): Promise<void> {
  await Images.updateOne({ _id: id, hiddenBy: by }, { $set: { hiddenBy: null, hiddenFrom: null } })
}

/** Which of these ids belong to images that stand. */
export async function standingIds(ids: readonly string[]): Promise<Set<string>> {
  const found = await Images.find({ _id: { $in: ids }, removedAt: null }, '_id').lean()
  return new Set(found.map(({ _id }) => String(_id)))
}

/** @param after the last one of the batch before */
export async function findEvidenceImagesBefore(
  at: Date,
  most: number,
  after = Types.ObjectId.createFromTime(0),
): Promise<StandingImage[]> {
  const before = Types.ObjectId.createFromTime(Math.floor(at.getTime() / 1000))
  const found = await Images.find({ 'place.kind': 'evidence', _id: { $gt: after, $lt: before } })
    .sort({ _id: 1 })
    .limit(most)
    .lean()
  return found.flatMap((image) => standing(image) ?? [])
}

/** Images of drafts from before that time. */
export async function findDraftImagesBefore(at: Date, most: number): Promise<StandingImage[]> {
  const before = Types.ObjectId.createFromTime(Math.floor(at.getTime() / 1000))
  const found = await Images.find({ 'place.kind': 'draft', _id: { $lt: before } })
    .limit(most)
    .lean()
  return found.flatMap((image) => standing(image) ?? [])
}
