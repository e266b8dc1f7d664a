import { Schema, type Types } from 'mongoose'
import { type StaffAct, unnotedField } from '../auth/staff-act.ts'
import { impersonal, type PersonalEntry } from '../database/personal.ts'

/** A first message waits until the other one accepts. Who declined can still accept later. */
const directStates = ['asked', 'accepted', 'declined'] as const
export type DirectState = (typeof directStates)[number]

/** A room of exactly two members. */
export interface DirectRoom {
  _id: Types.ObjectId
  /** Its part of the address, by chance, so that nobody can guess it. */
  slug: string
  /** The two ids in order: there are never two rooms for the same two. Absent once one of them left. */
  pair?: string
  /** Who left is not among them. */
  members: Types.ObjectId[]
  askedBy: Types.ObjectId | null
  state: DirectState
  createdAt: Date
  /** When the newest message came, for the order of the list. */
  saidAt: Date
  /** What the staff's audit log does not name yet. */
  unnoted?: StaffAct[]
}

const mine: PersonalEntry = {
  whose: 'account',
  purpose: 'to know which two people a private conversation belongs to',
  clause: 'N8',
  retention: 'post_image_tag_reaction',
  export: true,
  erasure: 'detach',
}
const pairing: PersonalEntry = {
  ...mine,
  purpose: 'to keep one conversation for two people',
  export: false,
  erasure: 'delete',
}
const agreed: PersonalEntry = { ...mine, purpose: 'to know whether both want to talk', erasure: 'keep' }
const plain = impersonal('to find the private conversation', 'post_image_tag_reaction', 'N8')

export const directSchema = new Schema<DirectRoom>(
  {
    _id: { type: Schema.Types.ObjectId, auto: true, personal: plain },
    slug: { type: String, required: true, immutable: true, personal: plain },
    pair: { type: String, personal: pairing },
    members: { type: [{ type: Schema.Types.ObjectId, personal: mine }], required: true, personal: mine },
    askedBy: {
      type: Schema.Types.ObjectId,
      default: null,
      personal: { ...mine, purpose: 'to know who asked, and who answers' },
    },
    state: { type: String, enum: directStates, required: true, personal: agreed },
    createdAt: {
      type: Date,
      required: true,
      personal: { ...agreed, purpose: 'to show when you first wrote' },
    },
    saidAt: { type: Date, required: true, personal: { ...agreed, purpose: 'to show the latest first' } },
    unnoted: unnotedField,
  },
  { versionKey: false },
)
directSchema.index({ slug: 1 }, { unique: true })
directSchema.index({ pair: 1 }, { unique: true, partialFilterExpression: { pair: { $exists: true } } })
directSchema.index({ members: 1, saidAt: -1, _id: -1 })
directSchema.index({ askedBy: 1, createdAt: 1 })
directSchema.index({ 'unnoted.at': 1 }, { sparse: true })
