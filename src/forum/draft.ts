import { model, Schema, type Types } from 'mongoose'
import { config } from '../config.ts'
import { impersonal, type PersonalEntry } from '../database/personal.ts'

/** Words on their way: seen by nobody but the person who types them. */
export interface Draft {
  _id: Types.ObjectId
  account: Types.ObjectId
  /** What it will become: `new:<board slug>`, `reply:<topic>` or `edit:<post>`. */
  key: string
  title: string
  body: string
  updatedAt: Date
}

const plain = impersonal('to find the draft again', 'draft', 'N4')
const words: PersonalEntry = {
  whose: 'account',
  purpose: 'to give your words back when a page closes before you send them',
  clause: 'N4',
  retention: 'draft',
  export: true,
  erasure: 'delete',
}

const draftSchema = new Schema<Draft>(
  {
    _id: { type: Schema.Types.ObjectId, auto: true, personal: plain },
    account: { type: Schema.Types.ObjectId, required: true, personal: { ...words, export: false } },
    key: { type: String, required: true, personal: words },
    title: { type: String, default: '', personal: words },
    body: { type: String, default: '', personal: words },
    updatedAt: { type: Date, required: true, personal: words },
  },
  { versionKey: false },
)
draftSchema.index({ account: 1, key: 1 }, { unique: true })
draftSchema.index({ key: 1 })
draftSchema.index({ updatedAt: 1 }, { expireAfterSeconds: (config.retention.draft.days ?? 30) * 86_400 })

export const Drafts = model<Draft>('Draft', draftSchema, 'drafts')
