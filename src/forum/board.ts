import { model, Schema, type Types } from 'mongoose'
import { now } from '../clock.ts'
import { impersonal } from '../database/personal.ts'

export const audiences = ['public', 'members', 'staff'] as const
export type Audience = (typeof audiences)[number]

export interface Board {
  _id: Types.ObjectId
  slug: string
  name: string
  description: string
  audience: Audience
  order: number
  /** From then on everybody who could read it still can, and nobody writes in it. */
  archivedAt: Date | null
  createdAt: Date
}

const plain = impersonal('to sort topics and to say who can read them', 'settings', 'N8')

const boardSchema = new Schema<Board>(
  {
    _id: { type: Schema.Types.ObjectId, auto: true, personal: plain },
    slug: { type: String, required: true, personal: plain },
    name: { type: String, required: true, personal: plain },
    description: { type: String, default: '', personal: plain },
    audience: { type: String, enum: audiences, required: true, personal: plain },
    order: { type: Number, required: true, personal: plain },
    archivedAt: { type: Date, default: null, personal: plain },
    createdAt: { type: Date, default: now, personal: plain },
  },
  { versionKey: false },
)
boardSchema.index({ slug: 1 }, { unique: true })

export const Boards = model<Board>('Board', boardSchema, 'boards')
