import { model, Types } from 'mongoose'
import { onAccountRemoved } from '../auth/account-gone.ts'
import type { Hiding } from '../auth/hiding.ts'
import { now } from '../clock.ts'
import { changed } from '../live/bus.ts'
import { forgetNotifications } from '../notifications/notification.ts'
import { onImagesRemoved } from './removal.ts'
import { MOST_TAGS, type Tag, tagSchema } from './tag-record.ts'

export { MOST_TAGS, type Tag } from './tag-record.ts'

export const Tags = model<Tag>('Tag', tagSchema, 'tags')

/** What tells the person of a tag that waits for them. */
export const tagKey = (id: unknown) => `tag:${id}`

/** There is nothing left to answer. */
async function forgetAsked(...tags: Pick<Tag, '_id'>[]): Promise<void> {
  if (tags.length > 0) await forgetNotifications(...tags.map(({ _id }) => tagKey(_id)))
}

type NewTag = Omit<Tag, '_id' | 'slot' | 'createdAt'>

const isDuplicate = (error: unknown) => (error as { code?: number }).code === 11000

/** Everything that shows a tag: the picture and the pages it stands on, the label's page, the person's list. */
export async function sayTagged(...tags: Pick<Tag, 'image' | 'key' | 'person'>[]): Promise<void> {
  const said = tags.flatMap(({ image, key, person }) => [
    `image:${image}`,
    ...(key === undefined ? [] : [`label:${key}`]),
    ...(person ? [`tags-of:${person}`] : []),
  ])
  if (said.length > 0) await changed(...new Set(said))
}

/**
 * Puts a tag into one of the picture's free places; the unique index lets one of those through who want the same.
 * @returns the tag with `isNew`; the one that says the same where there is one; undefined where no place is free
 */
export async function insertTag(fields: NewTag): Promise<{ tag: Tag; isNew: boolean } | undefined> {
  const { image, twin } = fields
  for (;;) {
    const taken = await Tags.find({ image, slot: { $exists: true } }, 'slot').lean()
    const slots = new Set(taken.map(({ slot }) => slot))
    const free = Array.from({ length: MOST_TAGS }, (_, slot) => slot).filter((slot) => !slots.has(slot))
    const same = await Tags.findOne({ image, twin }).lean()
    if (same) return { tag: same, isNew: false }
    // By chance, so that many at once rarely want the same.
    const slot = free[Math.floor(Math.random() * free.length)]
    if (slot === undefined) return undefined
    try {
      const tag: Tag = { _id: new Types.ObjectId(), ...fields, slot, createdAt: now() }
      await Tags.collection.insertOne(tag)
      return { tag, isNew: true }
    } catch (error) {
      if (!isDuplicate(error)) throw error
      if (await isShown(fields)) return undefined
    }
  }
}

/** Is the person to be seen there already, as somebody else said? */
export async function isShown({ image, person }: Pick<Tag, 'image' | 'person'>): Promise<boolean> {
  return person !== undefined && (await Tags.exists({ image, person, state: 'accepted' })) !== null
}

export async function loadTag(image: string, id: string): Promise<Tag | undefined> {
  return (await Tags.findOne({ _id: id, image, state: { $ne: 'refused' } }).lean()) ?? undefined
}

/** @returns false where the tag does not wait any more */
export async function acceptTag({ _id, image, person }: Tag): Promise<boolean> {
  const accept = () => Tags.updateOne({ _id, state: 'pending' }, { $set: { state: 'accepted' } })
  const answered = await accept().catch((error) => {
    if (!isDuplicate(error)) throw error
    return undefined
  })
  if (answered?.matchedCount === 0) return false
  // What others asked about the same picture is answered too.
  const others = await Tags.find({ image, person, state: 'pending' }, '_id').lean()
  await Tags.deleteMany({ image, person, state: 'pending' })
  await forgetAsked({ _id }, ...others)
  return true
}

/** Of the tag nothing is left but that this person does not want it from that one. @returns false where it had gone */
export async function markRefused({ _id, state }: Tag): Promise<boolean> {
  const left = {
    $set: { state: 'refused' as const },
    $unset: { box: 1, slot: 1, stateBefore: 1, going: 1 },
  } as const
  const isDone = (await Tags.updateOne({ _id, state }, left)).matchedCount > 0
  await forgetAsked({ _id })
  return isDone
}

/** The first one stands. @returns the tag, or undefined where it had gone */
export async function markGoing(
  { _id }: Pick<Tag, '_id'>,
  why: Omit<NonNullable<Tag['going']>, 'at'>,
): Promise<Tag | undefined> {
  const there = { _id, state: { $ne: 'refused' as const } }
  await Tags.updateOne({ ...there, going: { $exists: false } }, { $set: { going: { at: now(), ...why } } })
  return (await Tags.findOne(there).lean()) ?? undefined
}

export function findGoing(): Promise<Tag[]> {
  return Tags.find({ 'going.at': { $exists: true }, state: { $ne: 'refused' } }).lean()
}

export async function deleteTag({ _id }: Pick<Tag, '_id'>): Promise<boolean> {
  const { deletedCount } = await Tags.deleteOne({ _id, state: { $ne: 'refused' } })
  await forgetAsked({ _id })
  return deletedCount > 0
}

/** Whoever is asked no more has nothing to answer. */
export async function withdrawPending(person: Types.ObjectId): Promise<void> {
  const tags = await Tags.find({ person, state: 'pending' }).lean()
  await Tags.deleteMany({ _id: { $in: tags.map(({ _id }) => _id) }, state: 'pending' })
  await forgetAsked(...tags)
  await changed(`tags-of:${person}`)
  await sayTagged(...tags)
}

/** In the order in which they came. */
export function findTagsOn(images: readonly Types.ObjectId[], states: Tag['state'][]): Promise<Tag[]> {
  return Tags.find({ image: { $in: images }, state: { $in: states } })
    .sort({ _id: 1 })
    .lean()
}

/** Newest first; of one person, that wait for them or that they accepted. */
export function findTagsOf(person: Types.ObjectId, state: Tag['state'], most: number, before?: string) {
  return Tags.find({ person, state, ...(before && { _id: { $lt: before } }) })
    .sort({ _id: -1 })
    .limit(most)
    .lean()
}

export function findTags(ids: readonly string[]): Promise<Tag[]> {
  return Tags.find({ _id: { $in: ids } }).lean()
}

/** Those that somebody was asked about since then, and has not answered. */
export function findPendingSince(since: Date): Promise<Tag[]> {
  const from = Types.ObjectId.createFromTime(Math.floor(since.getTime() / 1000))
  return Tags.find({ _id: { $gte: from }, state: 'pending' }).lean()
}

export function countWaiting(person: string): Promise<number> {
  return Tags.countDocuments({ person, state: 'pending' })
}

/** Newest first. Whether the reader may see the picture is not known here. */
export function findLabelled(key: string, before: Types.ObjectId | undefined, most: number) {
  return Tags.find({ key, state: 'accepted', ...(before && { _id: { $lt: before } }) })
    .sort({ _id: -1 })
    .limit(most)
    .lean()
}

/** Effect of a recorded decision (N9), and as often as wanted: nothing but a decision may call it. */
export async function hideTag(id: string, { by, from, over }: Hiding): Promise<void> {
  const hiding = { hiddenBy: by, hiddenFrom: from }
  if (over !== undefined) await Tags.updateOne({ _id: id, hiddenBy: over }, { $set: hiding })
  for (const state of ['accepted', 'pending'] as const)
    await Tags.updateOne({ _id: id, state }, { $set: { ...hiding, state: 'hidden', stateBefore: state } })
  await forgetNotifications(tagKey(id))
}

/** Takes back what that decision did. Where somebody else said the same meanwhile, theirs is there already. */
export async function showTag(id: string, by: string): Promise<void> {
  const left = { $set: { hiddenBy: null, hiddenFrom: null }, $unset: { stateBefore: 1 } } as const
  for (const state of ['accepted', 'pending'] as const)
    await Tags.updateOne(
      { _id: id, hiddenBy: by, state: 'hidden', stateBefore: state },
      { ...left, $set: { ...left.$set, state } },
    ).catch(async (error) => {
      if (!isDuplicate(error)) throw error
      await Tags.deleteOne({ _id: id, hiddenBy: by })
    })
}

/** @returns what it was, or null where it is not there, or not hidden by that decision */
export async function deleteHiddenTag(id: string, by: string): Promise<Tag | null> {
  return Tags.findOneAndDelete({ _id: id, hiddenBy: by, state: 'hidden' }).lean()
}

async function deleteWhere(filter: object): Promise<void> {
  const tags = await Tags.find(filter).lean()
  if (tags.length === 0) return
  await Tags.deleteMany({ _id: { $in: tags.map(({ _id }) => _id) } })
  await forgetAsked(...tags.filter(({ kind }) => kind === 'person'))
  await sayTagged(...tags)
}

onImagesRemoved((images) => deleteWhere({ image: { $in: images } }))
onAccountRemoved((account) => deleteWhere({ $or: [{ tagger: account }, { person: account }] }))
