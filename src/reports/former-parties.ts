import { model, Schema, type Types } from 'mongoose'
import { days } from '../clock.ts'
import { config } from '../config.ts'
import { impersonal, type PersonalEntry } from '../database/personal.ts'
import { pseudonym } from '../disclosure/pseudonym.ts'
import { Cases } from './case.ts'
import type { Case } from './case-record.ts'

/**
 * Who was part of a case, for as long as the audit log names it: that is longer than the case itself is kept. By pseudonyms,
 * which lead nowhere once the account is gone.
 */
interface FormerParties {
  /** The case's reference. */
  _id: string
  who: string[]
  deleteAt: Date
}

const plain = impersonal('to find and to end the record', 'audit_log', 'N9')
const party: PersonalEntry = {
  whose: 'reporter',
  purpose: 'so that nobody reads on the staff’s log who handled a complaint of theirs, or about them',
  clause: 'N9',
  retention: 'audit_log',
  export: false,
  erasure: 'keep',
}

const formerSchema = new Schema<FormerParties>(
  {
    _id: { type: String, required: true, personal: plain },
    who: { type: [{ type: String, personal: party }], required: true, personal: party },
    deleteAt: { type: Date, required: true, personal: plain },
  },
  { versionKey: false },
)
formerSchema.index({ who: 1 })
formerSchema.index({ deleteAt: 1 }, { expireAfterSeconds: 0 })

export const FormerParties = model<FormerParties>('FormerParties', formerSchema, 'former-parties')

const nameOf = (account: Types.ObjectId) => pseudonym('party', String(account))

/** When nobody can join the case any more, and before it goes. As often as wanted. */
export async function keepParties({ ref, parties, deleteAt }: Case): Promise<void> {
  if (!deleteAt) return
  const end = new Date(deleteAt.getTime() + days(config.retention.audit_log.days ?? 0))
  await FormerParties.updateOne(
    { _id: ref },
    { $setOnInsert: { who: parties.map(nameOf), deleteAt: end } },
    { upsert: true },
  )
}

/** References of the cases that this account was ever part of. */
export async function casesOf(account: Types.ObjectId): Promise<string[]> {
  const now = await Cases.distinct('ref', { parties: account })
  const before = await FormerParties.distinct('_id', { who: nameOf(account) })
  return [...new Set([...now, ...before])]
}

/** Those of these cases of which it is known who was part of them. */
export async function knownCases(refs: readonly string[]): Promise<Set<string>> {
  const there = await Cases.distinct('ref', { ref: { $in: refs } })
  const gone = await FormerParties.distinct('_id', { _id: { $in: refs } })
  return new Set([...there, ...gone])
}
