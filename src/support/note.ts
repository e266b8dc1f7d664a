import { model, Schema, type Types } from 'mongoose'
import { now } from '../clock.ts'
import { impersonal, type PersonalEntry } from '../database/personal.ts'

/** What the staff write down for each other about a conversation. Whoever asked does not read it on their page. */
export interface SupportNote {
  _id: Types.ObjectId
  thread: Types.ObjectId
  by: Types.ObjectId | null
  text: string
  at: Date
}

const plain = impersonal('to find the note', 'contact_thread', 'N12')
const about: PersonalEntry = {
  whose: 'visitor',
  purpose: 'what those who answer you have to know of each other’s work',
  clause: 'N12',
  retention: 'contact_thread',
  export: true,
  erasure: 'keep',
}

const noteSchema = new Schema<SupportNote>(
  {
    _id: { type: Schema.Types.ObjectId, auto: true, personal: plain },
    thread: { type: Schema.Types.ObjectId, required: true, immutable: true, personal: plain },
    by: {
      type: Schema.Types.ObjectId,
      default: null,
      personal: { ...about, whose: 'staff', export: false, erasure: 'detach' },
    },
    text: { type: String, required: true, immutable: true, personal: about },
    at: { type: Date, required: true, immutable: true, personal: about },
  },
  { versionKey: false },
)
noteSchema.index({ thread: 1, _id: 1 })
noteSchema.index({ by: 1 }, { partialFilterExpression: { by: { $type: 'objectId' } } })

export const SupportNotes = model<SupportNote>('SupportNote', noteSchema, 'support-notes')

export async function storeNote(thread: Types.ObjectId, by: Types.ObjectId, text: string): Promise<void> {
  await SupportNotes.create({ thread, by, text, at: now() })
}

export function notesOf(thread: Types.ObjectId): Promise<SupportNote[]> {
  return SupportNotes.find({ thread }).sort({ _id: 1 }).lean()
}

export async function removeNotes(thread: Types.ObjectId): Promise<void> {
  await SupportNotes.deleteMany({ thread })
}

export async function detachNotes(account: string): Promise<void> {
  await SupportNotes.updateMany({ by: account }, { $set: { by: null } })
}
