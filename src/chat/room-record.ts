import { Schema, type Types } from 'mongoose'
import { type StaffAct, unnotedField } from '../auth/staff-act.ts'
import { now } from '../clock.ts'
import { type Audience, audiences } from '../content/audience.ts'
import { impersonal } from '../database/personal.ts'
import type { DirectState } from './direct-record.ts'

/** Open ones stand in the list for everybody in their audience; a direct one belongs to two: see `direct-record.ts`. */
export const roomKinds = ['open', 'direct'] as const
export type RoomKind = (typeof roomKinds)[number]

export interface Room {
  _id: Types.ObjectId
  kind: RoomKind
  /** Its part of the address, for ever. */
  slug: string
  title: string
  description: string
  /** Of an open room. */
  audience: Audience
  order: number
  /** From then on everybody who could read it still can, and nobody writes in it. */
  archivedAt: Date | null
  createdAt: Date
  /** What the staff's audit log does not name yet. */
  unnoted?: StaffAct[]
  /** Of a direct room, at the moment when it was looked up; never stored here. */
  talk?: DirectStanding
}

/** How two people stand to each other. It stays inside: who asks is told only what is theirs to know. */
export interface DirectStanding {
  /** Account ids of those who are still here. */
  members: readonly string[]
  names: ReadonlyMap<string, string>
  usernames: ReadonlyMap<string, string>
  /** Ids of the pictures of those who show one. */
  faces: ReadonlyMap<string, string>
  askedBy: string | null
  state: DirectState
  /** Who of them blocks the other. */
  blockers: ReadonlySet<string>
  /** Both want to talk, and may. */
  isOpen: boolean
  /** The rules of the forum let them, whatever they want. */
  isPossible: boolean
  /** Account id of whoever is under 18 where the other is of the staff. */
  guarded: string | undefined
  /** The first message is on its way. */
  isBeginning?: true
}

const plain = impersonal('to keep messages together and to say who can read them', 'settings', 'N8')

export const roomSchema = new Schema<Room>(
  {
    _id: { type: Schema.Types.ObjectId, auto: true, personal: plain },
    kind: { type: String, enum: roomKinds, required: true, default: 'open', personal: plain },
    slug: { type: String, required: true, personal: plain },
    title: { type: String, default: '', personal: plain },
    description: { type: String, default: '', personal: plain },
    audience: { type: String, enum: audiences, required: true, personal: plain },
    order: { type: Number, required: true, default: 100, personal: plain },
    archivedAt: { type: Date, default: null, personal: plain },
    createdAt: { type: Date, default: now, personal: plain },
    unnoted: unnotedField,
  },
  { versionKey: false },
)
roomSchema.index({ slug: 1 }, { unique: true })
roomSchema.index({ kind: 1, order: 1 })
roomSchema.index({ 'unnoted.at': 1 }, { sparse: true })
