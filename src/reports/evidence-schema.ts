import { Schema, type Types } from 'mongoose'
import { impersonal, type PersonalEntry } from '../database/personal.ts'
import { type SubjectKind, subjectKinds } from './subject.ts'

/** What somebody complained about, as it stood then. It outlives its author's deletion, and goes with the case that holds it. */
export interface Evidence {
  _id: Types.ObjectId
  /** See `subjectKey`. */
  subject: string
  kind: SubjectKind
  path: string
  title: string
  revision: number
  author: Types.ObjectId | null
  words: string
  /** Ids of copies; the author's own go when the author wants. */
  images: Types.ObjectId[]
  /** SHA-256 of the bytes of each of these; absent on the oldest. */
  pictureDigests?: string[]
  /** What its author says that each of these shows; absent without pictures, and on the oldest. */
  alts?: string[]
  takenAt: Date
  /** What tells its versions apart; see `version.ts`. Absent on the oldest. */
  digest?: string
  /** When somebody complained of it again: from then on, for an hour, no sweep takes it for stray. */
  usedAt?: Date
  /** SHA-256 of all of the above but ids and times of use, and of the digests of the pictures; of the oldest, of their looks. */
  hash: string
}

const plain = impersonal('to know what a complaint is about', 'report_case', 'N9')
const frozen: PersonalEntry = {
  whose: 'author',
  purpose: 'what was complained about, as it stood then, until the case ends',
  clause: 'N9',
  retention: 'removed_content_evidence',
  export: true,
  erasure: 'keep',
}

export const evidenceSchema = new Schema<Evidence>(
  {
    _id: { type: Schema.Types.ObjectId, auto: true, personal: plain },
    subject: { type: String, required: true, immutable: true, personal: frozen },
    kind: { type: String, enum: subjectKinds, required: true, immutable: true, personal: plain },
    path: { type: String, required: true, immutable: true, personal: frozen },
    title: { type: String, required: true, immutable: true, personal: frozen },
    revision: { type: Number, required: true, immutable: true, personal: plain },
    author: { type: Schema.Types.ObjectId, default: null, personal: { ...frozen, erasure: 'detach' } },
    words: { type: String, default: '', immutable: true, personal: frozen },
    images: { type: [{ type: Schema.Types.ObjectId, personal: plain }], required: true, personal: frozen },
    pictureDigests: {
      type: [{ type: String, personal: plain }],
      default: undefined,
      immutable: true,
      personal: plain,
    },
    alts: {
      type: [{ type: String, personal: frozen }],
      default: undefined,
      immutable: true,
      personal: frozen,
    },
    takenAt: { type: Date, required: true, immutable: true, personal: plain },
    digest: { type: String, immutable: true, personal: plain },
    usedAt: { type: Date, personal: plain },
    hash: { type: String, required: true, immutable: true, personal: plain },
  },
  { versionKey: false },
)
evidenceSchema.index({ subject: 1, revision: 1 }, { unique: true })
