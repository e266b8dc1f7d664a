import { Schema, type Types } from 'mongoose'
import { type HiddenFrom, hiddenFields } from '../auth/hiding.ts'
import { impersonal, type PersonalEntry } from '../database/personal.ts'

export interface Message {
  _id: Types.ObjectId
  room: Types.ObjectId
  /** Its place in the room, from 1, rising and never given twice: the order is the same for everybody. Gaps may be. */
  seq: number
  author: Types.ObjectId | null
  /** What the sender's browser calls it, so that their pages know it when it arrives. */
  clientId?: string
  /**
   * Keyed hash of whose it is, where it was said, what the browser calls it and what it says: sent again after a cut it is the
   * same one. It outlives the words, so that what its author deleted meanwhile is not stored again.
   */
  once?: string
  /** Absent, like `html` and `text`, once the author removed the message. */
  source?: string
  html?: string
  text?: string
  rendererVersion: number
  /** From 1; older ones are in `message-revisions`. */
  revision: number
  /** Place of the message that it answers. */
  replyTo: number | null
  /** In their order; one that was removed by itself is not there any more. */
  images?: Types.ObjectId[]
  createdAt: Date
  editedAt: Date | null
  /** The last time that anything about it changed: whoever was away asks for what changed since. */
  changedAt: Date
  removedAt: Date | null
  removedBy: 'author' | 'decision' | null
  /** The decision that hides it. */
  hiddenBy: string | null
  hiddenFrom?: HiddenFrom | null
  /** True from the removal until everything that hung on the message is gone too. */
  clearing?: boolean
  /** True until those were told whom it concerns. */
  untold?: true
}

const plain = impersonal('to keep the message in its place', 'post_image_tag_reaction', 'N8')
const words: PersonalEntry = {
  whose: 'author',
  purpose: 'what you said, for everybody who can read the room',
  clause: 'N8',
  retention: 'post_image_tag_reaction',
  export: true,
  erasure: 'delete',
}
const who: PersonalEntry = { ...words, purpose: 'to show who said it', erasure: 'detach' }
const when: PersonalEntry = { ...words, purpose: 'to show when it was said', erasure: 'keep' }
const sent: PersonalEntry = { ...words, purpose: 'to know your message when it arrives', export: false }
const once = impersonal('to store a message once that arrives twice', 'post_image_tag_reaction', 'N8')

export const messageSchema = new Schema<Message>(
  {
    _id: { type: Schema.Types.ObjectId, auto: true, personal: plain },
    room: { type: Schema.Types.ObjectId, required: true, personal: plain },
    seq: { type: Number, required: true, personal: plain },
    author: { type: Schema.Types.ObjectId, default: null, personal: who },
    clientId: { type: String, personal: sent },
    once: { type: String, personal: once },
    source: { type: String, personal: words },
    html: { type: String, personal: { ...words, export: false } },
    text: { type: String, personal: { ...words, export: false } },
    rendererVersion: { type: Number, required: true, personal: plain },
    revision: { type: Number, required: true, personal: plain },
    replyTo: { type: Number, default: null, personal: plain },
    images: { type: [{ type: Schema.Types.ObjectId, personal: plain }], default: undefined, personal: plain },
    createdAt: { type: Date, required: true, personal: when },
    editedAt: { type: Date, default: null, personal: when },
    changedAt: { type: Date, required: true, personal: { ...when, export: false } },
    removedAt: { type: Date, default: null, personal: when },
    removedBy: { type: String, enum: ['author', 'decision', null], default: null, personal: plain },
    ...hiddenFields,
    clearing: { type: Boolean, personal: plain },
    untold: { type: Boolean, personal: plain },
  },
  { versionKey: false },
)
messageSchema.index({ room: 1, seq: 1 }, { unique: true })
messageSchema.index({ once: 1 }, { unique: true, partialFilterExpression: { once: { $exists: true } } })
messageSchema.index({ author: 1, _id: -1 })
messageSchema.index({ room: 1, changedAt: 1 })
messageSchema.index({ clearing: 1 }, { partialFilterExpression: { clearing: true } })
messageSchema.index({ untold: 1 }, { partialFilterExpression: { untold: true } })
messageSchema.index({ room: 1, text: 'text' }, { name: 'words', default_language: 'english' })
