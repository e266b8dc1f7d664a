import { Schema, type Types } from 'mongoose'
import { type StaffAct, unnotedField } from '../auth/staff-act.ts'
import { impersonal, type PersonalEntry } from '../database/personal.ts'

/** How it came to us; mail and phone are entered by the staff. */
export const channels = ['form', 'chat', 'mail', 'phone'] as const
export type Channel = (typeof channels)[number]

/** `open` waits for us, `answered` for them. */
export const threadStates = ['open', 'answered', 'closed'] as const
export type ThreadState = (typeof threadStates)[number]

/** One conversation with our support. What was said stands in messages of their own (`message.ts`). */
export interface Thread {
  _id: Types.ObjectId
  /** Public name: "T-1042". */
  ref: string
  /** Who writes to us, if they were signed in. */
  account: Types.ObjectId | null
  name: string
  email: string
  channel: Channel
  subject: string
  state: ThreadState
  /** What lists are sorted by: since when it waits for us, or the last message. */
  sortAt: Date
  assignee: Types.ObjectId | null
  /** Number of the newest message that is counted in. */
  seq: number
  /** Number of the newest one that the other side has been shown. */
  seenSeq: number
  openedAt: Date
  lastAt: Date
  closedAt: Date | null
  /** Until when their page is surely open. */
  liveUntil?: Date
  /** Hash of the secret in the private link. */
  link: string
  /** The cookie that holds a live chat together. */
  chat?: { hash: string; until: Date }
  /** Keyed hash of the address, for counting. */
  recipient?: string
  /** Random, from the form: sent twice it is one conversation. */
  clientId: string
  /** Of the staff: who wrote down a call or a mail. */
  enteredBy?: Types.ObjectId | null
  unnoted?: StaffAct[]
  deleteAt: Date
}

const plain = impersonal('to find the conversation, and to keep it in order', 'contact_thread', 'N12')
const said: PersonalEntry = {
  whose: 'visitor',
  purpose: 'to answer what you asked us, and to follow the conversation',
  clause: 'N12',
  retention: 'contact_thread',
  export: true,
  erasure: 'keep',
}
const who: PersonalEntry = { ...said, erasure: 'detach' }
const staff: PersonalEntry = { ...said, whose: 'staff', export: false, erasure: 'detach' }
const live: PersonalEntry = {
  ...who,
  purpose: 'keeps a live chat together',
  clause: 'N15',
  retention: 'chat_live_cookie',
  export: false,
}

const chatSchema = new Schema(
  {
    hash: { type: String, required: true, personal: live },
    until: { type: Date, required: true, personal: live },
  },
  { _id: false },
)

export const threadSchema = new Schema<Thread>(
  {
    _id: { type: Schema.Types.ObjectId, auto: true, personal: plain },
    ref: { type: String, required: true, immutable: true, personal: plain },
    account: { type: Schema.Types.ObjectId, default: null, personal: who },
    name: { type: String, default: '', personal: who },
    email: { type: String, default: '', personal: who },
    channel: { type: String, enum: channels, required: true, personal: said },
    subject: { type: String, required: true, personal: said },
    state: { type: String, enum: threadStates, required: true, personal: said },
    sortAt: { type: Date, required: true, personal: plain },
    assignee: { type: Schema.Types.ObjectId, default: null, personal: staff },
    seq: { type: Number, required: true, personal: plain },
    seenSeq: { type: Number, default: 0, personal: { ...said, export: false } },
    openedAt: { type: Date, required: true, personal: said },
    lastAt: { type: Date, required: true, personal: said },
    closedAt: { type: Date, default: null, personal: said },
    liveUntil: { type: Date, personal: live },
    link: { type: String, required: true, personal: plain },
    chat: { type: chatSchema, default: undefined, personal: live },
    recipient: { type: String, personal: { ...who, export: false } },
    clientId: { type: String, required: true, personal: plain },
    enteredBy: { type: Schema.Types.ObjectId, personal: staff },
    unnoted: unnotedField,
    deleteAt: { type: Date, required: true, personal: plain },
  },
  { versionKey: false },
)
threadSchema.index({ ref: 1 }, { unique: true })
threadSchema.index({ clientId: 1 }, { unique: true })
threadSchema.index({ state: 1, sortAt: 1, _id: 1 })
threadSchema.index(
  { account: 1, lastAt: -1 },
  { partialFilterExpression: { account: { $type: 'objectId' } } },
)
threadSchema.index({ 'chat.hash': 1 }, { partialFilterExpression: { 'chat.hash': { $exists: true } } })
threadSchema.index(
  { recipient: 1, openedAt: 1 },
  { partialFilterExpression: { recipient: { $exists: true } } },
)
threadSchema.index({ 'unnoted.at': 1 }, { sparse: true })
threadSchema.index({ deleteAt: 1 })
threadSchema.index({ openedAt: 1 }, { partialFilterExpression: { seq: 0 } })
