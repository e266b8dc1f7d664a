import { Schema, type Types } from 'mongoose'
import { type HiddenFrom, hiddenFields } from '../auth/hiding.ts'
import { impersonal, type PersonalEntry } from '../database/personal.ts'
import type { Label } from './topic-record.ts'

export interface Post {
  _id: Types.ObjectId
  topic: number
  /** Its place in the topic, from 1, rising and never given twice; a crash may leave a gap. */
  number: number
  /** The topic's board, so that lists and searches need no second look-up. */
  board: Types.ObjectId
  author: Types.ObjectId | null
  /** Only on the first post that its author did not remove: the topic's title, for searching. */
  title?: string
  /** Beside the title: what a topic is made of again where a crash came before its record. */
  labels?: Label[]
  /** Absent, like `html` and `text`, once the author removed the post. */
  source?: string
  html?: string
  text?: string
  rendererVersion: number
  /** From 1; older ones are in `revisions`. */
  revision: number
  replyTo: number | null
  /** In their order; one that was removed by itself is not there any more. */
  images?: Types.ObjectId[]
  createdAt: Date
  editedAt: Date | null
  removedAt: Date | null
  removedBy: 'author' | 'decision' | null
  /** The decision that hides it. */
  hiddenBy: string | null
  hiddenFrom?: HiddenFrom | null
  /** What keeps from sight who reacted to it. */
  reactionsHidden?: { by: string; from: HiddenFrom }
  /** True from the removal until everything that hung on the post is gone too. */
  clearing?: boolean
  /** Who has still to be told of it: "all" for a new one, or the account ids of people whom an edit named. */
  untold?: string[]
}

const plain = impersonal('to keep the post in its place', 'post_image_tag_reaction', 'N8')
const words: PersonalEntry = {
  whose: 'author',
  purpose: 'what you wrote, for everybody who can read the board',
  clause: 'N8',
  retention: 'post_image_tag_reaction',
  export: true,
  erasure: 'delete',
}
const who: PersonalEntry = { ...words, purpose: 'to show who wrote it', erasure: 'detach' }
const when: PersonalEntry = { ...words, purpose: 'to show when it was written', erasure: 'keep' }
const decided = impersonal('to show that a decision hides the reactions', 'post_image_tag_reaction', 'N9')

export const postSchema = new Schema<Post>(
  {
    _id: { type: Schema.Types.ObjectId, auto: true, personal: plain },
    topic: { type: Number, required: true, personal: plain },
    number: { type: Number, required: true, personal: plain },
    board: { type: Schema.Types.ObjectId, required: true, personal: plain },
    author: { type: Schema.Types.ObjectId, default: null, personal: who },
    // The topic holds it for its author; this is the copy that is searched.
    title: { type: String, personal: { ...words, export: false } },
    labels: {
      type: [
        {
          _id: false,
          key: { type: String, required: true, personal: { ...words, export: false } },
          words: { type: String, required: true, personal: { ...words, export: false } },
        },
      ],
      default: undefined,
      personal: { ...words, export: false },
    },
    source: { type: String, personal: words },
    html: { type: String, personal: { ...words, export: false } },
    text: { type: String, personal: { ...words, export: false } },
    rendererVersion: { type: Number, required: true, personal: plain },
    revision: { type: Number, required: true, personal: plain },
    replyTo: { type: Number, default: null, personal: plain },
    images: { type: [{ type: Schema.Types.ObjectId, personal: plain }], default: undefined, personal: plain },
    createdAt: { type: Date, required: true, personal: when },
    editedAt: { type: Date, default: null, personal: when },
    removedAt: { type: Date, default: null, personal: when },
    removedBy: { type: String, enum: ['author', 'decision', null], default: null, personal: plain },
    ...hiddenFields,
    reactionsHidden: {
      type: new Schema(
        { by: { type: String, personal: decided }, from: { type: String, personal: decided } },
        { _id: false },
      ),
      personal: decided,
    },
    clearing: { type: Boolean, personal: plain },
    untold: { type: [{ type: String, personal: plain }], default: undefined, personal: plain },
  },
  { versionKey: false },
)
postSchema.index({ topic: 1, number: 1 }, { unique: true })
postSchema.index({ author: 1, _id: -1 })
postSchema.index({ createdAt: 1, topic: 1, board: 1, number: 1, removedAt: 1 })
postSchema.index({ clearing: 1 }, { partialFilterExpression: { clearing: true } })
postSchema.index({ untold: 1 }, { sparse: true })
postSchema.index({ title: 'text', text: 'text' }, { name: 'words', default_language: 'english' })

// For the pictures of a member.
postSchema.index(
  { author: 1, _id: 1 },
  { name: 'pictures', partialFilterExpression: { 'images.0': { $exists: true } } },
)
