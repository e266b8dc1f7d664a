import { model, Schema, type Types } from 'mongoose'
import { days, now } from '../clock.ts'
import { config } from '../config.ts'
import { type ChainHome, makeAppend } from '../database/chain.ts'
import { impersonal, type PersonalEntry } from '../database/personal.ts'
import { type Verified, verifyChain } from '../database/verify-chain.ts'
import type { DisclosureClause, RecipientKind } from './clauses.ts'
import { pseudonym } from './pseudonym.ts'

/** What became of it. `doubtful`: it may have arrived, and nobody can know. */
export type Outcome = 'sent' | 'failed' | 'doubtful'

/** One fact of the log: that something is about to leave, or what became of it. Written once, never altered. */
export interface Disclosure {
  _id: Types.ObjectId
  number: number
  kind: 'disclosure' | 'outcome'
  at: Date
  clause: DisclosureClause
  purpose: string
  recipient: string
  recipientKind: RecipientKind
  fields: string[]
  /** Pseudonyms of the people it is about. */
  subjects: string[]
  basis?: string
  caseRef?: string
  approvedBy?: string[]
  channel?: string
  document?: string
  /** On an outcome: the number of the disclosure it belongs to. */
  of?: number
  outcome?: Outcome
  previous: string
  hash: string
  deleteAt: Date
}

const plain = impersonal('shows what left the house, when and why', 'disclosure_log', 'N0')
// Kept after erasure: it names nobody (a keyed pseudonym of an id that no longer exists) and is our proof.
const aboutPeople: PersonalEntry = {
  whose: 'recipient',
  purpose: 'shows you to whom we gave what about you',
  clause: 'N0',
  retention: 'disclosure_log',
  export: true,
  erasure: 'keep',
}

const disclosureSchema = new Schema<Disclosure>(
  {
    _id: { type: Schema.Types.ObjectId, auto: true, personal: plain },
    number: { type: Number, required: true, personal: plain },
    kind: { type: String, enum: ['disclosure', 'outcome'], required: true, personal: plain },
    at: { type: Date, required: true, personal: aboutPeople },
    clause: { type: String, required: true, personal: aboutPeople },
    purpose: { type: String, required: true, personal: aboutPeople },
    recipient: { type: String, required: true, personal: aboutPeople },
    recipientKind: { type: String, required: true, personal: aboutPeople },
    fields: { type: [String], required: true, personal: aboutPeople },
    subjects: { type: [String], required: true, personal: aboutPeople },
    basis: { type: String, personal: aboutPeople },
    caseRef: { type: String, personal: plain },
    approvedBy: {
      type: [String],
      default: undefined,
      personal: { ...aboutPeople, whose: 'staff', export: false },
    },
    channel: { type: String, personal: aboutPeople },
    document: { type: String, personal: plain },
    of: { type: Number, personal: plain },
    outcome: { type: String, enum: ['sent', 'failed', 'doubtful'], personal: aboutPeople },
    previous: { type: String, personal: plain },
    hash: { type: String, required: true, personal: plain },
    deleteAt: { type: Date, required: true, personal: plain },
  },
  { versionKey: false },
)
disclosureSchema.index({ number: 1 }, { unique: true })
disclosureSchema.index({ subjects: 1, number: 1 })
disclosureSchema.index({ deleteAt: 1 }, { expireAfterSeconds: 0 })

export const Disclosures = model('Disclosure', disclosureSchema, 'disclosures')

export type Fact = Omit<Disclosure, '_id' | 'number' | 'at' | 'previous' | 'hash' | 'deleteAt'>

const chain: ChainHome<Fact, Disclosure> = {
  sequence: 'disclosure',
  sealed: [
    ...(['number', 'kind', 'at', 'clause', 'purpose', 'recipient', 'recipientKind', 'fields'] as const),
    ...(['subjects', 'basis', 'caseRef', 'approvedBy', 'channel', 'document', 'of', 'outcome'] as const),
    'previous',
  ],
  complete(fact) {
    const at = now()
    const deleteAt = new Date(at.getTime() + days(config.retention.disclosure_log.days ?? 0))
    return { ...fact, at, deleteAt }
  },
  newest: () => Disclosures.findOne().sort({ number: -1 }).select('number hash').lean(),
  insert: (rows) => Disclosures.insertMany(rows),
  countStored: (ids) => Disclosures.countDocuments({ _id: { $in: ids } }),
}

const append = makeAppend(chain)

/** Appends to the chain and returns the row's number. Stored, journalled, when it resolves. */
export async function appendFact(fact: Fact): Promise<number> {
  const { number } = await append(fact)
  return number
}

/** Finds the first row that was altered or whose predecessor is missing; the oldest rows reach the end of their time. */
export function verifyDisclosures(): Promise<Verified> {
  const rows = Disclosures.find().sort({ number: 1 }).lean<Disclosure[]>().cursor()
  return verifyChain(chain, { rows, isWhole: false })
}

/** What left about an account, with what became of it, newest first. */
export async function disclosuresAbout(accountId: string): Promise<Disclosure[]> {
  return Disclosures.find({ subjects: pseudonym('account', accountId) })
    .sort({ number: -1 })
    .lean()
}
