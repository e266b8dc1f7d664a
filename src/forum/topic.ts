import { model, type QueryFilter, Schema, type Types, type UpdateQuery } from 'mongoose'
import { now } from '../clock.ts'
import { impersonal, type PersonalEntry } from '../database/personal.ts'

export const actKinds = ['pinned', 'unpinned', 'closed', 'reopened', 'moved', 'retitled'] as const

/** Something that was done to the topic as a whole. Only ever added to. */
export interface TopicAct {
  kind: (typeof actKinds)[number]
  by: Types.ObjectId | null
  at: Date
  /** The board it was moved from. */
  from?: string
}

/** `key` is what it is found by: see `content/label.ts`. */
export interface Label {
  key: string
  words: string
}

export interface Topic {
  /** The short number in its address, never given twice. */
  _id: number
  board: Types.ObjectId
  title: string
  slug: string
  /** What it is about, as its author says; none in old topics. */
  labels?: Label[]
  /** Who may change the title, even when the first post is gone. */
  author: Types.ObjectId | null
  createdAt: Date
  /** Number of the newest post: the topic's size. Follows the posts within moments; the posts are the truth. */
  lastNumber: number
  lastAt: Date
  lastAuthor: Types.ObjectId | null
  pinnedAt: Date | null
  closedAt: Date | null
  closedBy: Types.ObjectId | null
  /** Set while a topic without any post left is being taken away. */
  goneAt: Date | null
  /** True while something done to the topic is still being carried through to its posts. */
  settling?: boolean
  acts: TopicAct[]
}

const plain = impersonal('to find the topic and to keep its place in lists', 'post_image_tag_reaction', 'N8')
const words: PersonalEntry = {
  whose: 'author',
  purpose: 'the title you gave a topic, for everybody who can read its board',
  clause: 'N8',
  retention: 'post_image_tag_reaction',
  export: true,
  erasure: 'detach',
}
const about: PersonalEntry = { ...words, purpose: 'the labels you gave a topic, by which others find it' }
const who: PersonalEntry = { ...words, purpose: 'to show who began a topic and who wrote last' }
const staff: PersonalEntry = {
  whose: 'staff',
  purpose: 'to tell who pinned, closed or moved a topic, and when',
  clause: 'N9',
  retention: 'post_image_tag_reaction',
  export: true,
  erasure: 'detach',
}

const actSchema = new Schema<TopicAct>(
  {
    kind: { type: String, enum: actKinds, required: true, immutable: true, personal: staff },
    by: { type: Schema.Types.ObjectId, default: null, personal: staff },
    at: { type: Date, required: true, immutable: true, personal: staff },
    from: { type: String, immutable: true, personal: plain },
  },
  { _id: false },
)

const topicSchema = new Schema<Topic>(
  {
    _id: { type: Number, required: true, personal: plain },
    board: { type: Schema.Types.ObjectId, required: true, personal: plain },
    title: { type: String, required: true, personal: words },
    slug: { type: String, required: true, personal: words },
    labels: {
      type: [
        {
          _id: false,
          key: { type: String, personal: { ...about, export: false } },
          words: { type: String, personal: about },
        },
      ],
      default: undefined,
      personal: about,
    },
    author: { type: Schema.Types.ObjectId, default: null, personal: who },
    createdAt: { type: Date, required: true, personal: plain },
    lastNumber: { type: Number, required: true, personal: plain },
    lastAt: { type: Date, required: true, personal: plain },
    lastAuthor: { type: Schema.Types.ObjectId, default: null, personal: who },
    pinnedAt: { type: Date, default: null, personal: plain },
    closedAt: { type: Date, default: null, personal: plain },
    closedBy: { type: Schema.Types.ObjectId, default: null, personal: staff },
    goneAt: { type: Date, default: null, personal: plain },
    settling: { type: Boolean, personal: plain },
    acts: { type: [actSchema], default: [], personal: staff },
  },
  { versionKey: false },
)
topicSchema.index({ board: 1, pinnedAt: -1, lastAt: -1, _id: -1 })
topicSchema.index({ board: 1, lastAt: -1, _id: -1 })
topicSchema.index({ lastAt: -1, _id: -1 })
topicSchema.index(
  { 'labels.key': 1, lastAt: -1, _id: -1 },
  { partialFilterExpression: { 'labels.key': { $exists: true } } },
)
topicSchema.index({ author: 1 })
topicSchema.index({ settling: 1 }, { partialFilterExpression: { settling: true } })

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

const act = (kind: TopicAct['kind'], by: Types.ObjectId, from?: string): { acts: TopicAct } => ({
  acts: { kind, by, at: now(), ...(from && { from }) },
})

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
  return change(id, { author: by }, { $set: title, $push: act('retitled', by) })
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
