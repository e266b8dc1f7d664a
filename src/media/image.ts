import { model, Schema, Types } from 'mongoose'
import { now } from '../clock.ts'
import { impersonal, type PersonalEntry } from '../database/personal.ts'
import { changed } from '../live/bus.ts'

/** Where an image hangs. `id` is a post's id, the key of a draft, or the id of the account whose face it is. */
export interface Place {
  kind: 'post' | 'draft' | 'avatar'
  id: string
}

export interface Variant {
  /** As it is called in the address: 320, 960 or 1920. */
  name: number
  /** Pixels. */
  width: number
  height: number
  bytes: number
}

export interface Image {
  _id: Types.ObjectId
  /** Absent, like all that follows, once the image is gone; the id stays, so that its address can say so. */
  owner?: Types.ObjectId
  place?: Place
  /** What it shows, in its owner's words; empty where nobody wrote any. */
  alt?: string
  /** Pixels, upright. */
  width?: number
  height?: number
  isAnimated?: boolean
  /** 64 bits in hexadecimal; see `media/hash.ts`. */
  hash?: string
  variants?: Variant[]
  createdAt?: Date
  /** Id of the draft it came from, until the post that it hangs on is written. */
  hangingFrom?: string
  removedAt: Date | null
}

export type StandingImage = Required<Omit<Image, 'removedAt' | 'hangingFrom'>> &
  Pick<Image, 'hangingFrom'> & { removedAt: null }

const plain = impersonal('to find and to show the image', 'post_image_tag_reaction', 'N8')
const mine: PersonalEntry = {
  whose: 'author',
  purpose: 'pictures you show, for everybody who can read the post',
  clause: 'N8',
  retention: 'post_image_tag_reaction',
  export: true,
  erasure: 'delete',
}
const known: PersonalEntry = {
  ...mine,
  purpose: 'to recognise a picture that was complained about',
  clause: 'N9',
  export: false,
}

const imageSchema = new Schema<Image>(
  {
    _id: { type: Schema.Types.ObjectId, auto: true, personal: plain },
    owner: { type: Schema.Types.ObjectId, personal: mine },
    place: {
      kind: { type: String, enum: ['post', 'draft', 'avatar'], personal: mine },
      id: { type: String, personal: mine },
    },
    alt: { type: String, personal: mine },
    width: { type: Number, personal: plain },
    height: { type: Number, personal: plain },
    isAnimated: { type: Boolean, personal: plain },
    hash: { type: String, personal: known },
    variants: {
      type: [
        {
          _id: false,
          name: { type: Number, personal: plain },
          width: { type: Number, personal: plain },
          height: { type: Number, personal: plain },
          bytes: { type: Number, personal: plain },
        },
      ],
      default: undefined,
      personal: plain,
    },
    createdAt: { type: Date, personal: mine },
    hangingFrom: { type: String, personal: plain },
    removedAt: { type: Date, default: null, personal: plain },
  },
  { versionKey: false },
)
imageSchema.index(
  { 'place.kind': 1, 'place.id': 1 },
  { partialFilterExpression: { 'place.kind': { $exists: true } } },
)
imageSchema.index({ owner: 1, _id: -1 }, { partialFilterExpression: { owner: { $exists: true } } })
imageSchema.index({ hash: 1 }, { partialFilterExpression: { hash: { $exists: true } } })

imageSchema.index({ hangingFrom: 1 }, { partialFilterExpression: { hangingFrom: { $exists: true } } })

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

/** Those whose post was perhaps never written. */
export async function findHanging(): Promise<StandingImage[]> {
  const found = await Images.find({ hangingFrom: { $exists: true } }).lean()
  return found.flatMap((image) => standing(image) ?? [])
}

export async function saveAlt(id: Types.ObjectId, alt: string): Promise<void> {
  await Images.updateOne({ _id: id, removedAt: null }, { $set: { alt } })
  await changed(`image:${id}`)
}

/** What is left of an image: that it was there, and is not any more. */
export async function buryImages(ids: readonly Types.ObjectId[]): Promise<void> {
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
  }
  await Images.updateMany(
    { _id: { $in: ids }, removedAt: null },
    { $set: { removedAt: now() }, $unset: gone },
  )
}

/** Which of these ids belong to images that stand. */
export async function standingIds(ids: readonly string[]): Promise<Set<string>> {
  const found = await Images.find({ _id: { $in: ids }, removedAt: null }, '_id').lean()
  return new Set(found.map(({ _id }) => String(_id)))
}

/** Images of drafts from before that time, oldest first. */
export async function findDraftImagesBefore(at: Date, most: number): Promise<StandingImage[]> {
  const before = Types.ObjectId.createFromTime(Math.floor(at.getTime() / 1000))
  const found = await Images.find({ 'place.kind': 'draft', _id: { $lt: before } })
    .limit(most)
    .lean()
  return found.flatMap((image) => standing(image) ?? [])
}
