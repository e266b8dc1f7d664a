import { model, Schema, Types } from 'mongoose'
import { type Account, findAccount } from '../auth/account.ts'
import { appendAct } from '../auth/audit.ts'
import { days, now } from '../clock.ts'
import { config } from '../config.ts'
import { impersonal, type PersonalEntry } from '../database/personal.ts'
import { Invalid, NotFound } from '../errors.ts'

/** Somebody whose reports come first among those that are as urgent. It gives them nothing else. */
export interface TrustedReporter {
  _id: Types.ObjectId
  account: Types.ObjectId
  /** The admin who made them one. */
  by: Types.ObjectId | null
  from: Date
  until: Date | null
  endedBy: Types.ObjectId | null
  deleteAt?: Date
}

const about: PersonalEntry = {
  whose: 'account',
  purpose: 'so that we look at your reports first, as you know what you report well',
  clause: 'N9',
  retention: 'audit_log',
  export: true,
  erasure: 'delete',
}
const staff: PersonalEntry = {
  ...about,
  whose: 'staff',
  purpose: 'to show who made somebody a trusted reporter',
  export: false,
  erasure: 'detach',
}
const plain = impersonal('to find and to end the record', 'audit_log', 'N9')

const trustedSchema = new Schema<TrustedReporter>(
  {
    _id: { type: Schema.Types.ObjectId, auto: true, personal: plain },
    account: { type: Schema.Types.ObjectId, required: true, immutable: true, personal: about },
    by: { type: Schema.Types.ObjectId, default: null, personal: staff },
    from: { type: Date, required: true, immutable: true, personal: about },
    until: { type: Date, default: null, personal: about },
    endedBy: { type: Schema.Types.ObjectId, default: null, personal: staff },
    deleteAt: { type: Date, personal: plain },
  },
  { versionKey: false },
)
trustedSchema.index({ account: 1 }, { unique: true, partialFilterExpression: { until: null } })
trustedSchema.index({ deleteAt: 1 }, { expireAfterSeconds: 0 })

export const TrustedReporters = model<TrustedReporter>('TrustedReporter', trustedSchema, 'trusted-reporters')

export async function isTrusted(account: Types.ObjectId): Promise<boolean> {
  return (await TrustedReporters.exists({ account, until: null })) !== null
}

export function listTrusted(): Promise<TrustedReporter[]> {
  return TrustedReporters.find({ until: null }).sort({ from: 1 }).limit(200).lean()
}

/** To be one already is a success. @throws Invalid */
export async function trustReporter(admin: Account, username: string): Promise<void> {
  const account = await findAccount(username)
  if (!account) throw new Invalid({ username: 'There is no member with this user name.' })
  const fresh = { _id: new Types.ObjectId(), account: account._id, by: admin._id, from: now() }
  await TrustedReporters.collection
    .insertOne({ ...fresh, until: null, endedBy: null })
    .catch((error: { code?: number }) => {
      if (error.code !== 11000) throw error
    })
  await noteTrust()
}

/** What they reported before stays where it is in the queue. @throws NotFound */
export async function endTrust(admin: Account, username: string): Promise<void> {
  const account = await findAccount(username)
  const until = now()
  const deleteAt = new Date(until.getTime() + days(config.retention.audit_log.days ?? 0))
  const ended = await TrustedReporters.updateOne(
    { account: account?._id, until: null },
    { $set: { until, endedBy: admin._id, deleteAt } },
  )
  if (!account || ended.matchedCount === 0) throw new NotFound('They are not among the trusted reporters.')
  await noteTrust()
}

/** Days that a killed process may have been away before its last act gets its line. */
const LOOK_BACK = 30

/** Every beginning and every end, each once; whose it was is in the record itself. As often as wanted. */
export async function noteTrust(): Promise<void> {
  const since = { $gte: new Date(now().getTime() - days(LOOK_BACK)) }
  for (const one of await TrustedReporters.find({ $or: [{ from: since }, { until: since }] }).lean()) {
    if (one.by) await appendAct({ by: one.by, act: 'reporter:trusted', once: `trusted:${one._id}` })
    if (one.endedBy)
      await appendAct({ by: one.endedBy, act: 'reporter:untrusted', once: `untrusted:${one._id}` })
  }
}
