import { Schema, type Types } from 'mongoose'
import { impersonal, type PersonalEntry } from '../database/personal.ts'
import { type Relation, relations } from './declared.ts'
import { type KindName, kindNames } from './kinds.ts'
import { type PosterSteps, posterPaths } from './poster-record.ts'

/** The page, or a program; what staff find or are ordered has no report, and its case says so (`origin`). */
export const channels = ['form', 'json'] as const
export type Channel = (typeof channels)[number]

/** Words that somebody sent in. The same person's later words about the same thing join the first ones. */
export interface Filing {
  /**
   * Public name of these words: "R-1042". Words that join others have one of their own: whoever types somebody else's address
   * must not learn that this person complained before.
   */
  ref: string
  at: Date
  /** Hash of the secret in the private link that was given for these words. */
  key: string
  details: string
  /** What the kind asks for beside, by the names of its fields. */
  answers: Record<string, string>
  /** Ids of pictures that came along; only staff see them. */
  attachments: Types.ObjectId[]
  /** Absent, like all that follows, in what was filed before it was kept. */
  channel?: Channel
  relation?: Relation
  /** They told us twice or more before, of the same words by the same person, which came back. */
  priorNoticesTwoPlus?: boolean
  /** What the page of these words shows; see `saveOptOut`. */
  optOut?: boolean
}

export interface Report extends PosterSteps {
  _id: Types.ObjectId
  /** That of its first words. */
  ref: string
  case: string | null
  kind: KindName
  /** Ids of evidence: one for each address that was complained about. */
  evidence: Types.ObjectId[]
  filings: Filing[]
  /** The reporter's own account, if they were signed in. */
  account: Types.ObjectId | null
  name: string
  email: string
  /** Keyed hash of the account or address together with the thing: what makes two reports the same person's. Absent where nobody can know. */
  same?: string
  /** Keyed hash of the address that mail goes to, for counting. */
  recipient?: string
  optOut: boolean
  goodFaith: boolean
  noticeVersion: string
  /** Of the rules in force then; absent, like the next two, in what was filed before it was kept. */
  termsVersion?: number
  /** Of the page that the reporter saw. */
  language?: string
  /** Its reporter was a trusted one then; absent where not. */
  isTrusted?: boolean
  receivedAt: Date
  acknowledgedAt: Date | null
  /** When the receipt went to the mail; absent where none did. */
  receiptMailedAt?: Date
  answeredAt: Date | null
  deleteAt?: Date
}

const plain = impersonal('to find the report and to keep its clocks', 'report_case', 'N9')
const said: PersonalEntry = {
  whose: 'reporter',
  purpose: 'what you told us, for those who decide about it and nobody else',
  clause: 'N9',
  retention: 'report_case',
  export: true,
  erasure: 'keep',
}
const who: PersonalEntry = {
  ...said,
  purpose: 'to answer you; the person you complain about never learns it',
  clause: 'N13',
  erasure: 'detach',
}

const filingSchema = new Schema<Filing>(
  {
    ref: { type: String, required: true, personal: said },
    at: { type: Date, required: true, personal: said },
    key: { type: String, required: true, personal: plain },
    details: { type: String, default: '', personal: said },
    answers: { type: Schema.Types.Mixed, default: {}, personal: said },
    attachments: { type: [{ type: Schema.Types.ObjectId, personal: said }], personal: said },
    channel: { type: String, enum: channels, personal: said },
    relation: { type: String, enum: relations, personal: said },
    priorNoticesTwoPlus: { type: Boolean, personal: said },
    optOut: { type: Boolean, personal: said },
  },
  { _id: false },
)

export const reportSchema = new Schema<Report>(
  {
    _id: { type: Schema.Types.ObjectId, auto: true, personal: plain },
    ref: { type: String, required: true, immutable: true, personal: plain },
    case: { type: String, default: null, personal: plain },
    kind: { type: String, enum: kindNames, required: true, personal: said },
    evidence: { type: [{ type: Schema.Types.ObjectId, personal: plain }], personal: plain },
    filings: { type: [filingSchema], required: true, personal: said },
    account: { type: Schema.Types.ObjectId, default: null, personal: who },
    name: { type: String, default: '', personal: who },
    email: { type: String, default: '', personal: who },
    same: { type: String, personal: { ...who, export: false } },
    recipient: { type: String, personal: { ...who, export: false } },
    optOut: { type: Boolean, default: false, personal: said },
    goodFaith: { type: Boolean, required: true, personal: said },
    noticeVersion: { type: String, required: true, personal: said },
    termsVersion: { type: Number, personal: said },
    language: { type: String, personal: said },
    isTrusted: { type: Boolean, personal: said },
    ...posterPaths,
    receivedAt: { type: Date, required: true, personal: said },
    acknowledgedAt: { type: Date, default: null, personal: said },
    receiptMailedAt: { type: Date, personal: said },
    answeredAt: { type: Date, default: null, personal: said },
    deleteAt: { type: Date, personal: plain },
  },
  { versionKey: false, minimize: false },
)
reportSchema.index({ 'filings.ref': 1 })
reportSchema.index({ 'filings.attachments': 1 })
reportSchema.index({ case: 1, receivedAt: 1 })
reportSchema.index({ same: 1 }, { unique: true, partialFilterExpression: { same: { $exists: true } } })
reportSchema.index(
  { recipient: 1, receivedAt: 1 },
  { partialFilterExpression: { recipient: { $exists: true } } },
)
reportSchema.index(
  { account: 1, receivedAt: -1 },
  { partialFilterExpression: { account: { $type: 'objectId' } } },
)
reportSchema.index({ acknowledgedAt: 1 }, { partialFilterExpression: { acknowledgedAt: null } })
reportSchema.index({ deleteAt: 1 }, { expireAfterSeconds: 0 })
