import { model, Schema, type Types } from 'mongoose'
import { now } from '../clock.ts'
import { impersonal, type PersonalEntry } from '../database/personal.ts'
import { type Account, loadAccount } from './account.ts'
import { hashSecret, makeSecret } from './secret-hash.ts'

/** A private link to one decision, for whoever cannot sign in to read it: their account is closed. */
interface DecisionKey {
  /** Hash of what stands in the link. */
  _id: string
  account: Types.ObjectId
  /** "D-12" */
  decision: string
  expiresAt: Date
}

const mine: PersonalEntry = {
  whose: 'account',
  purpose: 'to let you read why your account was closed, and object, without signing in',
  clause: 'N9',
  retention: 'report_case',
  export: false,
  erasure: 'delete',
}
const plain = impersonal('to find and to end the link', 'report_case', 'N9')

const decisionKeySchema = new Schema<DecisionKey>(
  {
    _id: { type: String, personal: plain },
    account: { type: Schema.Types.ObjectId, required: true, personal: mine },
    decision: { type: String, required: true, personal: mine },
    expiresAt: { type: Date, required: true, personal: plain },
  },
  { versionKey: false },
)
decisionKeySchema.index({ account: 1 })
decisionKeySchema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 })

export const DecisionKeys = model<DecisionKey>('DecisionKey', decisionKeySchema, 'decision-keys')

/** A key for each time that one is needed: of an earlier one only the hash is there. @returns the path of the link */
export async function issueDecisionLink(account: string, decision: string, expiresAt: Date): Promise<string> {
  const secret = makeSecret()
  await DecisionKeys.create({ _id: hashSecret(secret), account, decision, expiresAt })
  return `/decisions/${decision}?key=${secret}`
}

/** Who was given the link to this decision; undefined where it does not hold. */
export async function findKeyHolder(decision: string, secret: string): Promise<Account | undefined> {
  const filter = { _id: hashSecret(secret), decision, expiresAt: { $gt: now() } }
  const key = await DecisionKeys.findOne(filter).lean()
  return key ? loadAccount(String(key.account)) : undefined
}
