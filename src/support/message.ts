import { model, Schema, type Types } from 'mongoose'
import { isDuplicate } from '../auth/account.ts'
import { hashSecret } from '../auth/secret-hash.ts'
import { now } from '../clock.ts'
import { impersonal, type PersonalEntry } from '../database/personal.ts'
import { Conflict } from '../errors.ts'

/** What one side said. Plain text, stored once it is acknowledged and never changed. */
export interface SupportMessage {
  _id: Types.ObjectId
  thread: Types.ObjectId
  /** 1, 2, 3 … within the conversation: the same order for everybody. */
  seq: number
  from: 'visitor' | 'staff'
  /** Who of the staff. */
  by: Types.ObjectId | null
  text: string
  /** Said on the phone or by mail, and entered afterwards: nobody is told of it again. */
  isEntered?: true
  at: Date
  /** Of the same author's same words: sent twice they are one. */
  once: string
  /** When the conversation counted it in and everybody was told. */
  settledAt: Date | null
}

const plain = impersonal('to keep the messages in order', 'contact_thread', 'N12')
const said: PersonalEntry = {
  whose: 'visitor',
  purpose: 'what you asked us and what we answered',
  clause: 'N12',
  retention: 'contact_thread',
  export: true,
  erasure: 'keep',
}
const staff: PersonalEntry = { ...said, whose: 'staff', export: false, erasure: 'detach' }

const messageSchema = new Schema<SupportMessage>(
  {
    _id: { type: Schema.Types.ObjectId, auto: true, personal: plain },
    thread: { type: Schema.Types.ObjectId, required: true, immutable: true, personal: plain },
    seq: { type: Number, required: true, immutable: true, personal: plain },
    from: { type: String, enum: ['visitor', 'staff'], required: true, immutable: true, personal: said },
    by: { type: Schema.Types.ObjectId, default: null, personal: staff },
    text: { type: String, required: true, immutable: true, personal: said },
    isEntered: { type: Boolean, personal: plain },
    at: { type: Date, required: true, immutable: true, personal: said },
    once: { type: String, required: true, immutable: true, personal: plain },
    settledAt: { type: Date, default: null, personal: plain },
  },
  { versionKey: false },
)
messageSchema.index({ thread: 1, seq: 1 }, { unique: true })
messageSchema.index({ thread: 1, once: 1 }, { unique: true })
messageSchema.index({ settledAt: 1, at: 1 }, { partialFilterExpression: { settledAt: null } })
messageSchema.index({ by: 1 }, { partialFilterExpression: { by: { $type: 'objectId' } } })

export const SupportMessages = model<SupportMessage>('SupportMessage', messageSchema, 'support-messages')

/** More than anybody says or reads in one go. */
export const MOST_TEXT = 5000
const MOST_MESSAGES = 1000
const MOST_TRIES = 60

export type NewMessage = Pick<SupportMessage, 'thread' | 'from' | 'by' | 'text'> & {
  /** Random, from the page that sends it. */
  clientId: string
  at?: Date
  isEntered?: boolean
}

/**
 * Stored and journalled when it resolves. The number is the next one: whoever sees it has seen all before it.
 * @returns the one that is there already, where the same author sent the same words with the same id before
 */
export async function storeMessage(given: NewMessage): Promise<SupportMessage> {
  const { thread, from, by, text, at = now(), isEntered } = given
  const once = hashSecret([from, by, given.clientId, text].join('\0'))
  const message = {
    thread,
    from,
    by,
    text,
    at,
    once,
    ...(isEntered && { isEntered }),
  }
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const known = await SupportMessages.findOne({ thread, once }).lean()
    if (known) return known
    const last = await SupportMessages.findOne({ thread }, 'seq').sort({ seq: -1 }).lean()
    const seq = (last?.seq ?? 0) + 1
    if (seq > MOST_MESSAGES)
      throw new Conflict('This conversation has become very long. Please begin a new one.')
    try {
      return (await SupportMessages.create({ ...message, seq })).toObject()
    } catch (error) {
      if (!isDuplicate(error)) throw error
    }
  }
  throw new Conflict('Very many messages came at once. Please send yours again.')
}

/** @param after only what is newer than this number */
export function messagesOf(thread: Types.ObjectId, after = 0): Promise<SupportMessage[]> {
  return SupportMessages.find({ thread, seq: { $gt: after } })
    .sort({ seq: 1 })
    .lean()
}

export function findMessage(thread: Types.ObjectId, seq: number): Promise<SupportMessage | null> {
  return SupportMessages.findOne({ thread, seq }).lean()
}

/** Number of our last word before this one, 0 where there is none. */
export async function lastAnswerBefore({ thread, seq }: SupportMessage): Promise<number> {
  const last = await SupportMessages.findOne({ thread, from: 'staff', seq: { $lt: seq } }, 'seq')
    .sort({ seq: -1 })
    .lean()
  return last?.seq ?? 0
}

export async function markSettled({ _id }: SupportMessage): Promise<void> {
  await SupportMessages.updateOne({ _id, settledAt: null }, { $set: { settledAt: now() } })
}

export function findUnsettled(before: Date): Promise<SupportMessage[]> {
  return SupportMessages.find({ settledAt: null, at: { $lte: before } })
    .sort({ at: 1 })
    .limit(500)
    .lean()
}

export async function removeMessages(thread: Types.ObjectId): Promise<void> {
  await SupportMessages.deleteMany({ thread })
}

export async function detachMessages(account: string): Promise<void> {
  await SupportMessages.updateMany({ by: account }, { $set: { by: null } })
}
