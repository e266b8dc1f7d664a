import { model, Schema, Types } from 'mongoose'
import { now, nowMs } from '../clock.ts'
import { takeNumber } from '../database/numbers.ts'
import { impersonal, type PersonalEntry } from '../database/personal.ts'
import { type Whom, whoms } from './question.ts'

export const consents = ['asked', 'given', 'refused', 'not_asked'] as const
export type Consent = (typeof consents)[number]

export const shareStates = ['proposed', 'approved', 'sent', 'refused'] as const

/** Something of a complaint that another person gets to read: why, what exactly, and who agreed (N13). Never altered, only added to. */
export interface Share {
  _id: Types.ObjectId
  /** "S-2". */
  ref: string
  case: string
  recipient: Whom
  /** Who that is to the case, in words without a name: "the owner of the house in the picture". */
  role: string
  /** Why the complaint reasonably requires it. */
  why: string
  alternatives: string
  /** As `SharedField` writes them. */
  fields: string[]
  /** Accounts of those whose words these are. */
  about: string[]
  preview: string
  /** SHA-256 of the preview, in hex. */
  previewHash: string
  consent: Consent
  consentWhy: string
  approver1: Types.ObjectId | null
  approver2: Types.ObjectId | null
  state: (typeof shareStates)[number]
  proposedAt: Date
  settledAt: Date | null
  refusedWhy: string
  channel: string
  sentAt: Date | null
  /** Whoever complained is told of it at once, unless there is a reason to wait. */
  delayReason: string
  /** The moment from which they are told all the same; null where they are told at once. */
  delayUntil?: Date | null
  toldAt: Date | null
  deleteAt?: Date
}

const plain = impersonal('to show what was shared of a complaint', 'report_case', 'N13')
const theirs: PersonalEntry = {
  whose: 'reporter',
  purpose: 'what of your complaint another person was shown, why, and who agreed to it',
  clause: 'N13',
  retention: 'report_case',
  export: true,
  erasure: 'keep',
}
const staff: PersonalEntry = {
  ...theirs,
  whose: 'staff',
  purpose: 'to show that two people agreed',
  export: false,
  erasure: 'detach',
}
const words = { type: String, default: '', immutable: true, personal: theirs } as const
const list = { type: [{ type: String, personal: theirs }], required: true, personal: theirs } as const

const shareSchema = new Schema<Share>(
  {
    _id: { type: Schema.Types.ObjectId, auto: true, personal: plain },
    ref: { type: String, required: true, immutable: true, personal: plain },
    case: { type: String, required: true, immutable: true, personal: plain },
    recipient: { type: String, enum: whoms, required: true, immutable: true, personal: theirs },
    role: words,
    why: words,
    alternatives: words,
    fields: list,
    about: { ...list, personal: { ...theirs, export: false, erasure: 'detach' } },
    preview: words,
    previewHash: { type: String, required: true, immutable: true, personal: plain },
    consent: { type: String, enum: consents, required: true, immutable: true, personal: theirs },
    consentWhy: words,
    approver1: { type: Schema.Types.ObjectId, default: null, personal: staff },
    approver2: { type: Schema.Types.ObjectId, default: null, personal: staff },
    state: { type: String, enum: shareStates, required: true, personal: plain },
    proposedAt: { type: Date, required: true, immutable: true, personal: theirs },
    settledAt: { type: Date, default: null, personal: plain },
    refusedWhy: { type: String, default: '', personal: { ...staff, purpose: 'why it was not shared' } },
    channel: { type: String, default: '', personal: plain },
    sentAt: { type: Date, default: null, personal: theirs },
    delayReason: words,
    delayUntil: { type: Date, immutable: true, personal: theirs },
    toldAt: { type: Date, default: null, personal: theirs },
    deleteAt: { type: Date, personal: plain },
  },
  { versionKey: false },
)
shareSchema.index({ ref: 1 }, { unique: true })
shareSchema.index({ case: 1 })
shareSchema.index({ state: 1, toldAt: 1 })
// Which cases wait is then answered without reading a share.
shareSchema.index({ state: 1, case: 1 })
shareSchema.index({ sentAt: 1 })
shareSchema.index({ deleteAt: 1 }, { expireAfterSeconds: 0 })

export const Shares = model<Share>('Share', shareSchema, 'shares')

export type NewShare = Omit<
  Share,
  | '_id'
  | 'ref'
  | 'approver2'
  | 'state'
  | 'proposedAt'
  | 'settledAt'
  | 'refusedWhy'
  | 'channel'
  | 'sentAt'
  | 'toldAt'
>

export async function recordShare(given: NewShare): Promise<Share> {
  const open = { approver2: null, state: 'proposed' as const, settledAt: null, refusedWhy: '', channel: '' }
  const ref = `S-${await takeNumber('share')}`
  const share: Share = {
    _id: new Types.ObjectId(),
    ref,
    ...given,
    ...open,
    proposedAt: now(),
    sentAt: null,
    toldAt: null,
  }
  await Shares.collection.insertOne(share)
  return share
}

export async function findShare(ref: string): Promise<Share | undefined> {
  return (await Shares.findOne({ ref }).lean()) ?? undefined
}

export function sharesOf(ref: string): Promise<Share[]> {
  return Shares.find({ case: ref }).sort({ proposedAt: 1 }).lean()
}

/** The second person's word, once. @returns undefined where it was given already */
export async function settleShare(
  ref: string,
  set: Pick<Share, 'approver2' | 'state'> & { refusedWhy?: string },
): Promise<Share | undefined> {
  const change = { $set: { ...set, settledAt: now() } }
  return (
    (await Shares.findOneAndUpdate({ ref, state: 'proposed' }, change, { returnDocument: 'after' }).lean()) ??
    undefined
  )
}

/** Approved, and then the case could not take it: it waits as before. */
export async function reopenShare(ref: string): Promise<void> {
  await Shares.updateOne(
    { ref, state: 'approved' },
    { $set: { state: 'proposed', approver2: null, settledAt: null } },
  )
}

export async function markSent(ref: string, channel: string): Promise<void> {
  await Shares.updateOne({ ref, sentAt: null }, { $set: { state: 'sent', sentAt: now(), channel } })
}

export async function markComplainantTold(ref: string): Promise<void> {
  await Shares.updateOne({ ref, toldAt: null }, { $set: { toldAt: now() } })
}

/** Those that two people agreed to and a killed process did not send, or told nobody of. */
export function findUnsent(): Promise<Share[]> {
  return Shares.find({
    $or: [{ state: 'approved' }, { state: 'sent', toldAt: null, delayReason: '' }],
  }).lean()
}

/** Those whose reporters were to be told later, and it is later. Of old ones that name no day, so long after they were sent. */
export function findDelayed(longest: number): Promise<Share[]> {
  const late = { delayUntil: null, sentAt: { $lte: new Date(nowMs() - longest) } }
  return Shares.find({
    ...{ state: 'sent', toldAt: null, delayReason: { $ne: '' } },
    $or: [{ delayUntil: { $lte: now() } }, late],
  }).lean()
}

/** From the close of its case on the time runs out. */
export async function endSharesOf(ref: string, deleteAt: Date): Promise<void> {
  await Shares.updateMany({ case: ref }, { $set: { deleteAt } })
}
