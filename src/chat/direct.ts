import { randomBytes } from 'node:crypto'
import { model, Types } from 'mongoose'
import { isDuplicate } from '../auth/account.ts'
import { isUnnoted, newAct, noteActs } from '../auth/staff-act.ts'
import { hours, now, nowMs } from '../clock.ts'
import { changed } from '../live/bus.ts'
import { type DirectRoom, directSchema } from './direct-record.ts'

export type { DirectRoom } from './direct-record.ts'

export const DirectRooms = model<DirectRoom>('DirectRoom', directSchema, 'direct-rooms')

/** Tag of `changed()` for what two people may do in their room. */
export const directTag = (slug: string) => `direct:${slug}`

type Id = Types.ObjectId | string

const pairOf = (one: Id, other: Id) => [String(one), String(other)].sort().join(' ')

export function findPair(one: Id, other: Id): Promise<DirectRoom | null> {
  return DirectRooms.findOne({ pair: pairOf(one, other) }).lean()
}

/**
 * The room of these two, made where there was none. However many ask at once, there is one.
 * @returns `isNew` for the one that made it
 */
export async function beginDirect(
  asker: Types.ObjectId,
  other: Types.ObjectId,
): Promise<{ direct: DirectRoom; isNew: boolean }> {
  const slug = randomBytes(16).toString('hex')
  const at = now()
  const fields = { slug, members: [asker, other], askedBy: asker, state: 'asked', createdAt: at, saidAt: at }
  const put = () =>
    DirectRooms.findOneAndUpdate(
      { pair: pairOf(asker, other) },
      { $setOnInsert: { _id: new Types.ObjectId(), ...fields } },
      { upsert: true, returnDocument: 'after' },
    ).lean<DirectRoom>()
  const direct = await put().catch((error: unknown) => {
    if (!isDuplicate(error)) throw error
    return put()
  })
  if (!direct) throw new Error('A private conversation was lost while it was begun.')
  return { direct, isNew: direct.slug === slug }
}

/** How many people this one had asked within a day when they asked here, this one too: of many at once, each has its own number. */
export function countAsked({ _id, askedBy }: DirectRoom): Promise<number> {
  const since = new Date(nowMs() - hours(24))
  return DirectRooms.countDocuments({ askedBy, createdAt: { $gte: since }, _id: { $lte: _id } })
}

/** One that should not have been begun; who was answered meanwhile stays. */
export async function takeBackAsking(_id: Types.ObjectId): Promise<void> {
  await DirectRooms.deleteOne({ _id, state: 'asked' })
}

/** Only whoever was asked; twice is the same as once. @returns false where it was not theirs to accept */
export async function acceptDirect(slug: string, actor: Types.ObjectId): Promise<boolean> {
  const done = await DirectRooms.updateOne(
    { slug, members: actor, askedBy: { $ne: actor } },
    { $set: { state: 'accepted' } },
  )
  await changed(directTag(slug))
  return done.matchedCount > 0
}

/** Silent: nothing that the asker sees is different. @returns false where there is nothing to decline */
export async function declineDirect(slug: string, actor: Types.ObjectId): Promise<boolean> {
  const done = await DirectRooms.updateOne(
    { slug, members: actor, askedBy: { $ne: actor }, state: { $ne: 'accepted' } },
    { $set: { state: 'declined' } },
  )
  await changed(directTag(slug))
  return done.matchedCount > 0
}

export async function touchDirect(_id: Types.ObjectId): Promise<void> {
  await DirectRooms.updateOne({ _id }, { $max: { saidAt: now() } })
}

/** Before somebody on the staff writes to a member under 18: stored first, so that no killed process loses it. */
export async function noteStaffWriting(slug: string, by: Types.ObjectId): Promise<void> {
  await DirectRooms.updateOne({ slug }, { $push: { unnoted: newAct('wrote', by, now()) } })
  await noteDirect(slug)
}

/** As often as wanted. */
async function noteDirect(slug: string): Promise<void> {
  const direct = await DirectRooms.findOne({ slug, ...isUnnoted }, 'unnoted').lean()
  const { unnoted = [] } = direct ?? {}
  await noteActs(`direct:${slug}`, unnoted)
  for (const { _id } of unnoted) await DirectRooms.updateOne({ slug }, { $pull: { unnoted: { _id } } })
}

export async function noteDirects(): Promise<void> {
  for (const { slug } of await DirectRooms.find(isUnnoted, 'slug').lean()) await noteDirect(slug)
}

/** One of the two leaves for good. As often as wanted. @returns the room as it is now */
export async function leaveDirect(_id: Types.ObjectId, account: Types.ObjectId): Promise<DirectRoom | null> {
  const left = await DirectRooms.findOneAndUpdate(
    { _id },
    { $pull: { members: account }, $unset: { pair: 1 } },
    { returnDocument: 'after' },
  ).lean<DirectRoom>()
  await DirectRooms.updateOne({ _id, askedBy: account }, { $set: { askedBy: null } })
  if (left) await changed(directTag(left.slug))
  return left
}

export async function dropDirect(_id: Types.ObjectId): Promise<void> {
  await DirectRooms.deleteOne({ _id })
}
