import { createHash } from 'node:crypto'
import { model, Schema } from 'mongoose'
import { days, now } from '../clock.ts'
import { config } from '../config.ts'
import { impersonal, type PersonalEntry } from '../database/personal.ts'
import { type ConsentManner, type Purpose, purposeNames } from './purposes.ts'

/** Who chose: a member, the random receipt in a visitor's cookie, or nobody – a refusal is kept without a person. */
export type ConsentSubject = { account: string } | { receipt: string } | null

export interface ChoiceMade {
  subject: ConsentSubject
  purpose: Purpose
  /** False with a subject is a withdrawal, false without one a refusal. */
  given: boolean
  how: ConsentManner
  /** The exact words the person saw. */
  shown: string
  noticeVersion: string
  ageBand?: '13-17' | '18+' | undefined
}

const mine: PersonalEntry = {
  whose: 'account',
  purpose: 'to prove what was agreed to and when it ended',
  clause: 'N5',
  retention: 'consent_record',
  export: true,
  erasure: 'keep',
}
const who: PersonalEntry = { ...mine, erasure: 'detach' }
const visitor: PersonalEntry = { ...mine, whose: 'visitor', export: false }
const record = impersonal('to find and to end the record', 'consent_record', 'N5')
const states = ['given', 'refused', 'withdrawn'] as const

/** Each path is immutable: the ledger only grows, until a row's time is over (UK GDPR Art 7(1)). */
const fixed = { immutable: true, required: true } as const

const consentSchema = new Schema(
  {
    _id: { type: Schema.Types.ObjectId, auto: true, personal: record },
    account: { type: Schema.Types.ObjectId, default: null, immutable: true, personal: who },
    receipt: { type: String, default: null, immutable: true, personal: visitor },
    purpose: { type: String, enum: purposeNames, ...fixed, personal: mine },
    state: { type: String, enum: states, ...fixed, personal: mine },
    at: { type: Date, ...fixed, personal: mine },
    how: { type: String, ...fixed, personal: mine },
    shown: { type: String, ...fixed, personal: mine },
    shownHash: { type: String, ...fixed, personal: record },
    controller: { type: String, ...fixed, personal: record },
    noticeVersion: { type: String, ...fixed, personal: mine },
    ageBand: { type: String, default: null, immutable: true, personal: mine },
    /** From here on the choice is treated as ended, and is asked for again. */
    expiresAt: { type: Date, ...fixed, personal: mine },
    keepUntil: { type: Date, ...fixed, personal: record },
  },
  { versionKey: false },
)
consentSchema.index({ account: 1, purpose: 1, at: -1 })
consentSchema.index({ keepUntil: 1 }, { expireAfterSeconds: 0 })

export const Consents = model('Consent', consentSchema, 'consents')

export async function recordChoice(made: ChoiceMade): Promise<void> {
  await recordChoices([made])
}

/** One row per purpose; nothing is ever changed, the newest row is the state. */
export async function recordChoices(made: readonly ChoiceMade[]): Promise<void> {
  const at = now()
  await Consents.insertMany(made.map((choice) => toRow(choice, at)))
}

function toRow(made: ChoiceMade, at: Date) {
  const { subject, given, ...rest } = made
  const lasting = days(config.retention.cookie_choice.days ?? 0)
  const expiresAt = new Date(at.getTime() + (given || !subject ? lasting : 0))
  return {
    ...rest,
    account: subject && 'account' in subject ? subject.account : null,
    receipt: subject && 'receipt' in subject ? subject.receipt : null,
    state: given ? 'given' : subject ? 'withdrawn' : 'refused',
    at,
    shownHash: createHash('sha256').update(made.shown).digest('hex'),
    controller: config.organisation.name,
    expiresAt,
    keepUntil: new Date(expiresAt.getTime() + days(config.retention.consent_record.days ?? 0)),
  }
}
