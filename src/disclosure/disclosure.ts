import { createHash } from 'node:crypto'
import { model, Schema, Types } from 'mongoose'
import { days, now } from '../clock.ts'
import { config } from '../config.ts'
import { impersonal, type PersonalEntry } from '../database/personal.ts'
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

const sealed = [
  ...['number', 'kind', 'at', 'clause', 'purpose', 'recipient', 'recipientKind', 'fields', 'subjects'],
  ...['basis', 'caseRef', 'approvedBy', 'channel', 'document', 'of', 'outcome', 'previous'],
] as (keyof Disclosure)[]

function seal(row: Omit<Disclosure, '_id' | 'hash'>): string {
  const values = sealed.map((name) => (row as Partial<Disclosure>)[name] ?? null)
  return createHash('sha256').update(JSON.stringify(values)).digest('base64url')
}

interface Waiting {
  fact: Fact
  resolve(number: number): void
  reject(fault: unknown): void
}

const waiting: Waiting[] = []
let isWriting = false

/** Appends to the chain and returns the row's number. Stored, journalled, when it resolves. */
export function appendFact(fact: Fact): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>()
  waiting.push({ fact, resolve, reject })
  if (!isWriting) void writeWaiting()
  return promise
}

/** What came in while the last rows were written goes in together: a chain has one end, so writers would queue. */
async function writeWaiting(): Promise<void> {
  isWriting = true
  while (waiting.length > 0) {
    const batch = waiting.splice(0, 100)
    try {
      const numbers = await append(batch.map(({ fact }) => fact))
      for (const [index, number] of numbers.entries()) batch[index]?.resolve(number)
    } catch (fault) {
      for (const { reject } of batch) reject(fault)
    }
  }
  isWriting = false
}

async function append(facts: Fact[]): Promise<number[]> {
  const last = await Disclosures.findOne().sort({ number: -1 }).select('number hash').lean()
  const at = now()
  const deleteAt = new Date(at.getTime() + days(config.retention.disclosure_log.days ?? 0))
  let [number, previous] = [last?.number ?? 0, last?.hash ?? '']
  const rows = facts.map((fact) => {
    number += 1
    const row = { ...fact, number, at, previous, deleteAt }
    previous = seal(row)
    return { ...row, _id: new Types.ObjectId(), hash: previous }
  })
  const numbers = rows.map((row) => row.number)
  try {
    await Disclosures.insertMany(rows)
    return numbers
  } catch (error) {
    if ((error as { code?: number }).code !== 11000) throw error
    // Another process was quicker: the rows before the clash are in, the rest goes behind the other's.
    const stored = await Disclosures.countDocuments({ _id: { $in: rows.map(({ _id }) => _id) } })
    return [...numbers.slice(0, stored), ...(await append(facts.slice(stored)))]
  }
}

/** The number of the first row that was altered or whose predecessor is missing; undefined if all are sound. */
export async function findBrokenDisclosure(): Promise<number | undefined> {
  let before: Disclosure | undefined
  for await (const row of Disclosures.find().sort({ number: 1 }).lean().cursor()) {
    // The oldest row's predecessor has reached the end of its time.
    const follows = !before || (row.number === before.number + 1 && row.previous === before.hash)
    if (!follows || seal(row) !== row.hash) return row.number
    before = row
  }
  return undefined
}

/** What left about an account, with what became of it, newest first. */
export async function disclosuresAbout(accountId: string): Promise<Disclosure[]> {
  return Disclosures.find({ subjects: pseudonym('account', accountId) })
    .sort({ number: -1 })
    .lean()
}
