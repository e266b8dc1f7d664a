import { model, type QueryFilter, type Types, type UpdateQuery } from 'mongoose'
import type { Hiding } from '../auth/hiding.ts'
import { isUnnoted, newAct, noteActs } from '../auth/staff-act.ts'
import { now } from '../clock.ts'
import { type Topic, type TopicAct, topicSchema } from './topic-record.ts'

export type { Label, Topic } from './topic-record.ts'

export const Topics = model<Topic>('Topic', topicSchema, 'topics')

export type Tail = Pick<Topic, 'lastNumber' | 'lastAt' | 'lastAuthor'>

/** The first one wins: a second try after a crash changes nothing. */
export async function insertTopic(
  fields: Omit<Topic, 'pinnedAt' | 'closedAt' | 'closedBy' | 'goneAt' | 'acts'>,
) {
  const { _id, ...rest } = fields
  await Topics.updateOne({ _id }, { $setOnInsert: rest }, { upsert: true, setDefaultsOnInsert: true })
}

/** Whole topics of a bulk load, with the tails that their posts have. */
export async function insertTopics(topics: readonly Topic[]): Promise<void> {
  await Topics.insertMany([...topics], { ordered: false, lean: true })
}

/** Forward only, whoever comes first. @returns false where the topic already knew as much, or is not there. */
export async function moveTail(id: number, tail: Tail): Promise<boolean> {
  const moved = await Topics.updateOne({ _id: id, lastNumber: { $lt: tail.lastNumber } }, { $set: tail })
  return moved.matchedCount > 0
}

/** After a removal; not if a newer post has moved the tail meanwhile. */
export async function drawTailBack(id: number, seen: number, tail: Omit<Tail, 'lastNumber'>): Promise<void> {
  await Topics.updateOne({ _id: id, lastNumber: seen }, { $set: tail })
}

/** @returns the topic as it is now, or null where it was not as expected. */
function change(id: number, expected: QueryFilter<Topic>, update: UpdateQuery<Topic>) {
  return Topics.findOneAndUpdate({ ...expected, _id: id, goneAt: null }, update, {
    returnDocument: 'after',
  }).lean()
}

/** A title is changed by its author; everything else is a power of the staff. */
function act(kind: TopicAct['kind'], by: Types.ObjectId, from?: string) {
  const done = { kind, by, at: now() }
  return {
    acts: { ...done, ...(from && { from }) } as TopicAct,
    ...(kind !== 'retitled' && { unnoted: newAct(kind, by, done.at) }),
  }
}

/** As often as wanted. */
export async function noteTopic(id: number): Promise<void> {
  const topic = await Topics.findOne({ _id: id, ...isUnnoted }, 'unnoted').lean()
  const { unnoted = [] } = topic ?? {}
  await noteActs(`topic:${id}`, unnoted)
  for (const act of unnoted) await Topics.updateOne({ _id: id }, { $pull: { unnoted: { _id: act._id } } })
}

export function setPin(id: number, by: Types.ObjectId, isPinned: boolean) {
  return isPinned
    ? change(id, { pinnedAt: null }, { $set: { pinnedAt: now() }, $push: act('pinned', by) })
    : change(id, { pinnedAt: { $ne: null } }, { $set: { pinnedAt: null }, $push: act('unpinned', by) })
}

export function setClosure(id: number, by: Types.ObjectId, isClosed: boolean) {
  return isClosed
    ? change(id, { closedAt: null }, { $set: { closedAt: now(), closedBy: by }, $push: act('closed', by) })
    : change(
        id,
        { closedAt: { $ne: null } },
        { $set: { closedAt: null, closedBy: null }, $push: act('reopened', by) },
      )
}

export function setBoard(
  id: number,
  by: Types.ObjectId,
  boards: { from: { _id: Types.ObjectId; slug: string }; to: Types.ObjectId },
) {
  const update = { $set: { board: boards.to, settling: true }, $push: act('moved', by, boards.from.slug) }
  return change(id, { board: boards.from._id }, update)
}

export function setTitle(id: number, by: Types.ObjectId, title: Pick<Topic, 'title' | 'slug' | 'labels'>) {
  const update = { $set: title, $unset: { hidden: 1 }, $push: act('retitled', by) } as const
  return change(id, { author: by, 'hidden.title': { $exists: false } }, update)
}

/** What stands in the place of a title that is out of sight, and of the words in its address. */
const neutral = { title: 'Title hidden after a complaint', slug: 'hidden', labels: [] }

/** Effect of a recorded decision (N9), and as often as wanted: nothing but a decision may call it. */
export async function hideTitle(id: number, { by, from, over }: Hiding): Promise<void> {
  const isTaken =
    over !== undefined &&
    (
      await Topics.updateOne(
        { _id: id, 'hidden.by': over },
        { $set: { 'hidden.by': by, 'hidden.from': from } },
      )
    ).matchedCount > 0
  const topic = await Topics.findById(id, 'title slug labels hidden').lean()
  if (isTaken || !topic || topic.hidden?.title !== undefined) return
  const { title, slug, labels = [] } = topic
  const done = await Topics.updateOne(
    { _id: id, title, slug, 'hidden.title': { $exists: false } },
    { $set: { ...neutral, hidden: { by, from, title, slug, labels } } },
  )
  // Its author changed it, or another decision came, in that very moment.
  if (done.matchedCount === 0) await hideTitle(id, { by, from })
}

/** Takes back what that decision did, and no other one; a title that its author gave since stays. */
export async function showTitle(id: number, by: string): Promise<void> {
  const topic = await Topics.findOne({ _id: id, 'hidden.by': by }, 'hidden').lean()
  const { title, slug, labels = [] } = topic?.hidden ?? {}
  if (title === undefined || slug === undefined) return
  await Topics.updateOne(
    { _id: id, 'hidden.by': by },
    { $set: { title, slug, labels }, $unset: { hidden: 1 } },
  )
}

/** The words go for good; the neutral ones stay until its author gives it others. */
export async function destroyTitle(id: number, by: string): Promise<void> {
  const words = { 'hidden.title': 1, 'hidden.slug': 1, 'hidden.labels': 1 } as const
  await Topics.updateOne({ _id: id, 'hidden.by': by }, { $unset: words })
}

/** From here on nobody begins a reply; what was begun is waited for before the topic goes. */
export async function markGoing(id: number): Promise<void> {
  await Topics.updateOne({ _id: id }, { $set: { goneAt: now(), settling: true } })
}

export async function unmarkGoing(id: number): Promise<void> {
  await Topics.updateOne({ _id: id }, { $set: { goneAt: null } })
}

export async function endSettling(id: number): Promise<void> {
  await Topics.updateOne({ _id: id }, { $unset: { settling: 1 } })
}

export async function deleteTopic(id: number): Promise<void> {
  await Topics.deleteOne({ _id: id })
}
