import { Schema, type Types } from 'mongoose'
import { type StaffAct, unnotedField } from '../auth/staff-act.ts'
import { type Audience, audiences } from '../content/audience.ts'
import { impersonal } from '../database/personal.ts'

/** What those who run the forum tell many people at once. */
export interface Announcement {
  _id: Types.ObjectId
  /** Empty, like `text`, once it is withdrawn. */
  title: string
  text: string
  /** Who can read it. Of those, members find it in their bell. */
  audience: Audience
  at: Date
  withdrawnAt: Date | null
  /** Of the form it was written in: sent twice, it is announced once. */
  clientId: string
  /** Somebody has still to be told of it, or of its end. */
  isUntold?: true
  /** The last account that was told. */
  toldUpTo?: Types.ObjectId
  /** What the staff's audit log does not name yet. */
  unnoted?: StaffAct[]
}

const plain = impersonal('to show what was announced, and to tell each member once', 'settings', 'N8')

export const announcementSchema = new Schema<Announcement>(
  {
    _id: { type: Schema.Types.ObjectId, auto: true, personal: plain },
    title: { type: String, default: '', personal: plain },
    text: { type: String, default: '', personal: plain },
    audience: { type: String, enum: audiences, required: true, personal: plain },
    at: { type: Date, required: true, personal: plain },
    withdrawnAt: { type: Date, default: null, personal: plain },
    clientId: { type: String, required: true, immutable: true, personal: plain },
    isUntold: { type: Boolean, personal: plain },
    toldUpTo: { type: Schema.Types.ObjectId, personal: plain },
    unnoted: unnotedField,
  },
  { versionKey: false },
)
announcementSchema.index({ clientId: 1 }, { unique: true })
announcementSchema.index({ isUntold: 1 }, { sparse: true })
announcementSchema.index({ 'unnoted.at': 1 }, { sparse: true })
