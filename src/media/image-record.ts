import { Schema, type Types } from 'mongoose'
import { type Hidden, hiddenFields } from '../auth/hiding.ts'
import { impersonal, type PersonalEntry } from '../database/personal.ts'

/** Where an image hangs. `id` is the id of a post or a message, the key of a draft, the id of the account whose face it is, or of evidence. */
export interface Place {
  kind: 'post' | 'message' | 'draft' | 'avatar' | 'evidence'
  id: string
}

export interface Variant {
  /** As it is called in the address: 320, 960 or 1920. */
  name: number
  /** Pixels. */
  width: number
  height: number
  bytes: number
}

export interface Image extends Hidden {
  _id: Types.ObjectId
  /** Absent, like all that follows, once the image is gone; the id stays, so that its address can say so. */
  owner?: Types.ObjectId
  place?: Place
  /** What it shows, in its owner's words; empty where nobody wrote any. */
  alt?: string
  /** Pixels, upright. */
  width?: number
  height?: number
  isAnimated?: boolean
  /** 64 bits in hexadecimal; see `media/hash.ts`. */
  hash?: string
  variants?: Variant[]
  createdAt?: Date
  /** Id of the draft it came from, until the post that it hangs on is written; of a message, `message` until that is. */
  hangingFrom?: string
  removedAt: Date | null
}

export type StandingImage = Required<Omit<Image, 'removedAt' | 'hangingFrom' | keyof Hidden>> &
  Pick<Image, 'hangingFrom' | keyof Hidden> & { removedAt: null }

const plain = impersonal('to find and to show the image', 'post_image_tag_reaction', 'N8')
const mine: PersonalEntry = {
  whose: 'author',
  purpose: 'pictures you show, for everybody who can read the post',
  clause: 'N8',
  retention: 'post_image_tag_reaction',
  export: true,
  erasure: 'delete',
}
const known: PersonalEntry = {
  ...mine,
  purpose: 'to recognise a picture that was complained about',
  clause: 'N9',
  export: false,
}

export const imageSchema = new Schema<Image>(
  {
    _id: { type: Schema.Types.ObjectId, auto: true, personal: plain },
    owner: { type: Schema.Types.ObjectId, personal: mine },
    place: {
      kind: { type: String, enum: ['post', 'message', 'draft', 'avatar', 'evidence'], personal: mine },
      id: { type: String, personal: mine },
    },
    alt: { type: String, personal: mine },
    width: { type: Number, personal: plain },
    height: { type: Number, personal: plain },
    isAnimated: { type: Boolean, personal: plain },
    hash: { type: String, personal: known },
    variants: {
      type: [
        {
          _id: false,
          name: { type: Number, personal: plain },
          width: { type: Number, personal: plain },
          height: { type: Number, personal: plain },
          bytes: { type: Number, personal: plain },
        },
      ],
      default: undefined,
      personal: plain,
    },
    createdAt: { type: Date, personal: mine },
    hangingFrom: { type: String, personal: plain },
    removedAt: { type: Date, default: null, personal: plain },
    ...hiddenFields,
  },
  { versionKey: false },
)
imageSchema.index(
  { 'place.kind': 1, 'place.id': 1 },
  { partialFilterExpression: { 'place.kind': { $exists: true } } },
)
imageSchema.index({ owner: 1, _id: -1 }, { partialFilterExpression: { owner: { $exists: true } } })
imageSchema.index({ hash: 1 }, { partialFilterExpression: { hash: { $exists: true } } })

imageSchema.index({ hangingFrom: 1 }, { partialFilterExpression: { hangingFrom: { $exists: true } } })
