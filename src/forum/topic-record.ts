import { Schema, type Types } from 'mongoose'
import { type HiddenFrom, hiddenFroms } from '../auth/hiding.ts'
import { type StaffAct, unnotedField } from '../auth/staff-act.ts'
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

/** A title that is out of sight, and why; the words are absent once they are destroyed. */
export interface HiddenTitle {
  by: string
  from: HiddenFrom
  title?: string
  slug?: string
  labels?: Label[]
}

export interface Topic {
  /** The short number in its address, never given twice. */
  _id: number
  board: Types.ObjectId
  title: string
  slug: string
  /** What it is about, as its author says; none in old topics. */
  labels?: Label[]
  hidden?: HiddenTitle
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
  /** What the staff's audit log does not name yet. */
  unnoted?: StaffAct[]
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

const labelsOf = (personal: PersonalEntry) => ({
  type: [
    {
      _id: false,
      key: { type: String, personal: { ...personal, export: false } },
      words: { type: String, personal },
    },
  ],
  default: undefined,
  personal,
})
const kept: PersonalEntry = {
  ...words,
  purpose: 'to bring a title back if a complaint was wrong',
  clause: 'N9',
}

const hiddenSchema = new Schema<HiddenTitle>(
  {
    by: { type: String, required: true, personal: plain },
    from: { type: String, enum: hiddenFroms, required: true, personal: plain },
    title: { type: String, personal: kept },
    slug: { type: String, personal: kept },
    labels: labelsOf(kept),
  },
  { _id: false },
)

export const topicSchema = new Schema<Topic>(
  {
    _id: { type: Number, required: true, personal: plain },
    board: { type: Schema.Types.ObjectId, required: true, personal: plain },
    title: { type: String, required: true, personal: words },
    slug: { type: String, required: true, personal: words },
    labels: labelsOf(about),
    hidden: { type: hiddenSchema, personal: kept },
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
    unnoted: unnotedField,
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
topicSchema.index({ 'unnoted.at': 1 }, { sparse: true })
topicSchema.index({ settling: 1 }, { partialFilterExpression: { settling: true } })
