import { Schema, type Types } from 'mongoose'
import { impersonal, type PersonalEntry } from '../database/personal.ts'
import { type NotificationKind, notificationKinds } from './kinds.ts'

/** Something one person is told, and where to read more. Plain words: nothing in it is HTML. */
export interface Notification {
  _id: Types.ObjectId
  account: Types.ObjectId
  kind: NotificationKind
  /** A whole line; of what another member did only what follows their name ("answered you"). */
  title: string
  text: string
  /** A path of this site. */
  href: string
  once: string
  /** What it belongs to in the list: "topic:7", "tags". */
  group?: string
  /** Whose doing it is: named when it is shown, so that nobody's name is frozen here. */
  from?: Types.ObjectId
  /** Those besides `from` who did the same. */
  others?: number
  /** Its place in the list; it gets a new one when it grows. */
  place: Types.ObjectId
  at: Date
  readAt: Date | null
  /** When its mail was handed to the outbox; null where that is still to come, or where there is none. */
  mailedAt: Date | null
  /** When it is mailed unless it was seen before. */
  mailAt?: Date
  /** The mail that it went into, or is going into now. */
  letter?: string
  deleteAt: Date
}

const mine: PersonalEntry = {
  whose: 'account',
  purpose: 'to tell you what concerns you here: answers, decisions, and what became of what you asked',
  clause: 'N4',
  retention: 'notification',
  export: true,
  erasure: 'delete',
}
const theirs: PersonalEntry = {
  ...mine,
  whose: 'author',
  purpose: 'to say who answered, mentioned or quoted somebody',
  export: false,
  erasure: 'detach',
}
const record = impersonal('to find the record', 'notification')

export const notificationSchema = new Schema<Notification>(
  {
    _id: { type: Schema.Types.ObjectId, auto: true, personal: record },
    account: { type: Schema.Types.ObjectId, required: true, immutable: true, personal: mine },
    kind: { type: String, enum: notificationKinds, required: true, personal: mine },
    title: { type: String, required: true, personal: mine },
    text: { type: String, default: '', personal: mine },
    href: { type: String, required: true, personal: mine },
    once: { type: String, required: true, personal: { ...mine, export: false } },
    group: { type: String, personal: mine },
    from: { type: Schema.Types.ObjectId, personal: theirs },
    others: { type: Number, personal: mine },
    place: { type: Schema.Types.ObjectId, required: true, personal: record },
    at: { type: Date, required: true, personal: mine },
    readAt: { type: Date, default: null, personal: mine },
    mailedAt: { type: Date, default: null, personal: mine },
    mailAt: { type: Date, personal: record },
    letter: { type: String, personal: record },
    deleteAt: { type: Date, required: true, personal: record },
  },
  { versionKey: false },
)
notificationSchema.index({ once: 1, account: 1 }, { unique: true })
notificationSchema.index({ account: 1, place: -1 })
notificationSchema.index({ account: 1, readAt: 1, deleteAt: 1 })
notificationSchema.index({ from: 1 }, { sparse: true })
notificationSchema.index({ mailAt: 1 }, { sparse: true })
notificationSchema.index(
  { account: 1, mailAt: 1 },
  { partialFilterExpression: { mailAt: { $exists: true } } },
)
notificationSchema.index(
  { account: 1, letter: 1 },
  { partialFilterExpression: { letter: { $exists: true } } },
)
notificationSchema.index({ deleteAt: 1 }, { expireAfterSeconds: 0 })
