import { Schema, type Types } from 'mongoose'
import { type Hidden, hiddenFields } from '../auth/hiding.ts'
import { impersonal, type PersonalEntry } from '../database/personal.ts'
import type { Box } from './tag-box.ts'

/** What somebody says is to be seen in a picture: a subject, or a member. */
export interface Tag extends Hidden {
  _id: Types.ObjectId
  image: Types.ObjectId
  /** Who set it. */
  tagger: Types.ObjectId
  kind: 'label' | 'person'
  /** As it was typed. */
  label?: string
  /** The label, folded: see `content/label.ts`. */
  key?: string
  person?: Types.ObjectId
  /** Absent for the whole picture. */
  box?: Box
  /** A person's tag waits until they accept it. Of one that was refused only that is kept, so that nobody is asked twice. */
  state: 'accepted' | 'pending' | 'refused' | 'hidden'
  /** What a hidden one was, and is again when it comes back. */
  stateBefore?: 'accepted' | 'pending'
  /** One of the picture's places for tags: there are only so many, whoever comes at the same time. */
  slot?: number
  /** What makes two tags on one picture the same. */
  twin: string
  createdAt: Date
  /** Somebody took it away, and a killed process did not bring that to its end. */
  going?: { at: Date; isByAuthor: boolean; isUnwanted: boolean }
}

/** On one picture. */
export const MOST_TAGS = 30

const plain = impersonal('to find and to show the tag', 'post_image_tag_reaction', 'N8')
const said: PersonalEntry = {
  whose: 'author',
  purpose: 'what you say is to be seen in a picture, for everybody who can see it',
  clause: 'N8',
  retention: 'post_image_tag_reaction',
  export: true,
  erasure: 'delete',
}
const named: PersonalEntry = {
  ...said,
  whose: 'account',
  purpose: 'that you are to be seen in a picture, shown to others once you have said yes',
}

export const tagSchema = new Schema<Tag>(
  {
    _id: { type: Schema.Types.ObjectId, auto: true, personal: plain },
    image: { type: Schema.Types.ObjectId, required: true, immutable: true, personal: said },
    tagger: { type: Schema.Types.ObjectId, required: true, immutable: true, personal: said },
    kind: { type: String, enum: ['label', 'person'], required: true, immutable: true, personal: said },
    label: { type: String, personal: said },
    key: { type: String, personal: { ...said, export: false } },
    person: { type: Schema.Types.ObjectId, personal: named },
    box: {
      type: new Schema<Box>(
        {
          x: { type: Number, personal: said },
          y: { type: Number, personal: said },
          w: { type: Number, personal: said },
          h: { type: Number, personal: said },
        },
        { _id: false },
      ),
      personal: said,
    },
    state: {
      type: String,
      enum: ['accepted', 'pending', 'refused', 'hidden'],
      required: true,
      personal: named,
    },
    stateBefore: { type: String, enum: ['accepted', 'pending'], personal: plain },
    ...hiddenFields,
    slot: { type: Number, personal: plain },
    twin: { type: String, required: true, personal: { ...said, export: false } },
    createdAt: { type: Date, required: true, immutable: true, personal: said },
    going: {
      type: new Schema<NonNullable<Tag['going']>>(
        {
          at: { type: Date, required: true, personal: plain },
          isByAuthor: { type: Boolean, required: true, personal: plain },
          isUnwanted: { type: Boolean, required: true, personal: plain },
        },
        { _id: false },
      ),
      personal: plain,
    },
  },
  { versionKey: false },
)
tagSchema.index({ image: 1, slot: 1 }, { unique: true, partialFilterExpression: { slot: { $exists: true } } })
tagSchema.index({ image: 1, twin: 1 }, { unique: true })
// Two people may ask the same person at once; shown is one answer.
tagSchema.index(
  { image: 1, person: 1 },
  { unique: true, partialFilterExpression: { kind: 'person', state: 'accepted' } },
)
tagSchema.index({ key: 1, _id: -1 }, { partialFilterExpression: { key: { $exists: true } } })
tagSchema.index({ person: 1, state: 1, _id: -1 }, { partialFilterExpression: { person: { $exists: true } } })
tagSchema.index({ tagger: 1, _id: -1 })
tagSchema.index({ 'going.at': 1 }, { sparse: true })
