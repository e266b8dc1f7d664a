import { model, Schema, Types } from 'mongoose'
import { impersonal, type PersonalEntry } from '../database/personal.ts'
import type { Message } from './message-record.ts'

/** What a message said before it was changed. */
export interface MessageRevision {
  _id: Types.ObjectId
  message: Types.ObjectId
  revision: number
  source: string
  /** When it was written. */
  at: Date
}

const words: PersonalEntry = {
  whose: 'author',
  purpose: 'what your message said before you changed it',
  clause: 'N8',
  retention: 'post_image_tag_reaction',
  export: true,
  erasure: 'delete',
}
const record = impersonal('to find the earlier version', 'post_image_tag_reaction', 'N8')

const revisionSchema = new Schema<MessageRevision>(
  {
    _id: { type: Schema.Types.ObjectId, auto: true, personal: record },
    message: { type: Schema.Types.ObjectId, required: true, personal: record },
    revision: { type: Number, required: true, personal: record },
    source: { type: String, default: '', personal: words },
    at: { type: Date, required: true, personal: words },
  },
  { versionKey: false },
)
revisionSchema.index({ message: 1, revision: 1 }, { unique: true })

export const MessageRevisions = model<MessageRevision>('MessageRevision', revisionSchema, 'message-revisions')

/** As often as wanted. */
export async function keepOld({ _id, revision, source = '', editedAt, createdAt }: Message): Promise<void> {
  await MessageRevisions.updateOne(
    { message: _id, revision },
    { $setOnInsert: { _id: new Types.ObjectId(), source, at: editedAt ?? createdAt } },
    { upsert: true },
  )
}

/** Oldest first. */
export function revisionsOf(message: Types.ObjectId): Promise<MessageRevision[]> {
  return MessageRevisions.find({ message }).sort({ revision: 1 }).lean()
}

export async function dropRevisionsOf(message: Types.ObjectId): Promise<void> {
  await MessageRevisions.deleteMany({ message })
}
