import { model, Schema, type Types } from 'mongoose'
import { impersonal, type PersonalEntry } from '../database/personal.ts'

/** How a post stood before it was edited. The newest words are in the post itself. */
export interface Revision {
  _id: Types.ObjectId
  post: Types.ObjectId
  revision: number
  source: string
  html: string
  text: string
  at: Date
}

const plain = impersonal('to keep earlier versions of a post in order', 'post_image_tag_reaction', 'N8')
const words: PersonalEntry = {
  whose: 'author',
  purpose: 'earlier versions of what you wrote, so that readers see what changed',
  clause: 'N8',
  retention: 'post_image_tag_reaction',
  export: true,
  erasure: 'delete',
}

const revisionSchema = new Schema<Revision>(
  {
    _id: { type: Schema.Types.ObjectId, auto: true, personal: plain },
    post: { type: Schema.Types.ObjectId, required: true, personal: plain },
    revision: { type: Number, required: true, personal: plain },
    source: { type: String, personal: words },
    html: { type: String, personal: { ...words, export: false } },
    text: { type: String, personal: { ...words, export: false } },
    at: { type: Date, required: true, personal: words },
  },
  { versionKey: false },
)
revisionSchema.index({ post: 1, revision: 1 }, { unique: true })

export const Revisions = model<Revision>('Revision', revisionSchema, 'revisions')

/** Kept before the newer words replace them; a second time changes nothing. */
export async function keepRevision(fields: Omit<Revision, '_id'>): Promise<void> {
  const { post, revision, ...words } = fields
  await Revisions.updateOne({ post, revision }, { $setOnInsert: words }, { upsert: true })
}

export async function deleteRevision(post: Types.ObjectId, revision: number): Promise<boolean> {
  const deleted = await Revisions.deleteOne({ post, revision })
  return deleted.deletedCount > 0
}

export async function deleteRevisionsOf(post: Types.ObjectId): Promise<void> {
  await Revisions.deleteMany({ post })
}
