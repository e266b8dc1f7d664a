import { model, Schema, type Types } from 'mongoose'
import { days, now } from '../clock.ts'
import { config } from '../config.ts'
import { type ChainHome, type Link, makeAppend } from '../database/chain.ts'
import { impersonal, type PersonalEntry } from '../database/personal.ts'
import { type Verified, verifyChain } from '../database/verify-chain.ts'
import { pseudonym } from '../disclosure/pseudonym.ts'

/** One act of somebody on the staff. */
export interface AuditLine extends Link {
  _id: Types.ObjectId
  at: Date
  /** Outside the seal: erasing the account takes it away, and the chain stays whole. */
  by: Types.ObjectId | null
  /** Under the seal: a keyed pseudonym of the same account, which leads nowhere once the account is gone. */
  who: string
  /** "case:opened-page", "case:claimed", "case:decided", "note:added", "topic:pinned" */
  act: string
  caseRef: string | null
  /** What it was done to, where it is part of no case: "topic:12", "board:general". */
  about?: string
  /** A keyed pseudonym, too: the words it is made of may name people. */
  once?: string
  deleteAt: Date
}

export interface NewAct {
  by: Types.ObjectId
  act: string
  caseRef?: string
  about?: string
  /** Where it is written down later than it was done. */
  at?: Date
  /** The same act has the same words here: it is written once. */
  once?: string
}

const entry: PersonalEntry = {
  whose: 'staff',
  purpose: 'to show who on the staff did what, and when',
  clause: 'N9',
  retention: 'audit_log',
  export: false,
  erasure: 'keep',
}
const plain = impersonal('to find, to check and to end the record', 'audit_log', 'N9')
const fixed = { required: true, immutable: true } as const

/** Append-only, until a line's time is over; only `by` may go before. */
const auditSchema = new Schema<AuditLine>(
  {
    _id: { type: Schema.Types.ObjectId, auto: true, personal: plain },
    number: { type: Number, ...fixed, personal: plain },
    at: { type: Date, ...fixed, personal: entry },
    by: { type: Schema.Types.ObjectId, default: null, personal: { ...entry, erasure: 'detach' } },
    who: { type: String, ...fixed, personal: entry },
    act: { type: String, ...fixed, personal: entry },
    caseRef: { type: String, default: null, immutable: true, personal: plain },
    about: { type: String, immutable: true, personal: plain },
    once: { type: String, immutable: true, personal: plain },
    previous: { type: String, immutable: true, personal: plain },
    hash: { type: String, ...fixed, personal: plain },
    deleteAt: { type: Date, ...fixed, personal: plain },
  },
  { versionKey: false },
)
auditSchema.index({ number: 1 }, { unique: true })
auditSchema.index({ once: 1 }, { unique: true, partialFilterExpression: { once: { $exists: true } } })
auditSchema.index({ by: 1 })
auditSchema.index({ deleteAt: 1 }, { expireAfterSeconds: 0 })

export const AuditLines = model<AuditLine>('AuditLine', auditSchema, 'audit-lines')

const chain: ChainHome<NewAct, AuditLine> = {
  sequence: 'audit-line',
  sealed: ['number', 'at', 'who', 'act', 'caseRef', 'previous'],
  sealedIfThere: ['about'],
  complete({ by, act, caseRef = null, about, once, at = now() }) {
    const deleteAt = new Date(at.getTime() + days(config.retention.audit_log.days ?? 0))
    const line = {
      at,
      by,
      who: pseudonym('staff', String(by)),
      act,
      caseRef,
      deleteAt,
      ...(about && { about }),
    }
    return once === undefined ? line : { ...line, once: onceKey(once) }
  },
  newest: () => AuditLines.findOne().sort({ number: -1 }).select('number hash').lean(),
  insert: (lines) => AuditLines.insertMany(lines),
  countStored: (ids) => AuditLines.countDocuments({ _id: { $in: ids } }),
  findKnown: async ({ once }) =>
    once === undefined ? null : AuditLines.findOne({ once: onceKey(once) }).lean<AuditLine>(),
}

const onceKey = (once: string) => pseudonym('once', once)

/** Writes down what somebody on the staff did. Stored when it resolves. */
export const appendAct: (act: NewAct) => Promise<AuditLine> = makeAppend(chain)

/** Did they do it since then? */
export async function hasActed({
  since,
  ...act
}: Required<Pick<NewAct, 'by' | 'act' | 'caseRef'>> & { since: Date }): Promise<boolean> {
  return (await AuditLines.exists({ ...act, at: { $gte: since } })) !== null
}

/**
 * The oldest lines reach the end of their time, so it begins at the oldest that is left: that some went early cannot be
 * seen here, nor whether `by` is still the one who was there.
 */
export function verifyAudit(): Promise<Verified> {
  const rows = AuditLines.find().sort({ number: 1 }).lean<AuditLine[]>().cursor()
  return verifyChain(chain, { rows, isWhole: false })
}
