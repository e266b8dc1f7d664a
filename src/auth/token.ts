import { model, Schema, type Types } from 'mongoose'
import { days, now, nowMs } from '../clock.ts'
import { config } from '../config.ts'
import { impersonal, type PersonalEntry } from '../database/personal.ts'
import { hashSecret, makeSecret } from './secret-hash.ts'

/** What opening the link may do. `first-admin` belongs to nobody: whoever reads the console may use it. */
export type TokenKind = 'confirm' | 'email' | 'reset' | 'first-admin'

export interface Token {
  /** Hash of what stands in the link. */
  _id: string
  kind: TokenKind
  account: Types.ObjectId | null
  /** The address that the link was sent to, and proves. */
  email: string | null
  usedAt: Date | null
  expiresAt: Date
}

const mine: PersonalEntry = {
  whose: 'account',
  purpose: 'to know that a link we mailed came back',
  clause: 'N4',
  retention: 'mail_token',
  export: false,
  erasure: 'delete',
}
const plain = impersonal('to find and to end the link', 'mail_token')

const tokenSchema = new Schema<Token>(
  {
    _id: { type: String, personal: plain },
    kind: {
      type: String,
      enum: ['confirm', 'email', 'reset', 'first-admin'],
      required: true,
      personal: plain,
    },
    account: { type: Schema.Types.ObjectId, default: null, personal: mine },
    email: { type: String, default: null, personal: mine },
    usedAt: { type: Date, default: null, personal: mine },
    expiresAt: { type: Date, required: true, personal: plain },
  },
  { versionKey: false },
)
tokenSchema.index({ account: 1, kind: 1 })
tokenSchema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 })

export const Tokens = model<Token>('Token', tokenSchema, 'tokens')

export interface Issued {
  /** For the link; nobody can make it again. */
  secret: string
  id: string
}

export async function issueToken(
  kind: TokenKind,
  about: { account: string; email: string } | null,
): Promise<Issued> {
  const secret = makeSecret()
  const expiresAt = new Date(nowMs() + days(config.retention.mail_token.days ?? 0))
  const token = await Tokens.create({ _id: hashSecret(secret), kind, ...about, expiresAt })
  return { secret, id: token._id }
}

/** A link that still holds, used or not. */
export async function findToken(secret: string, kinds: readonly TokenKind[]): Promise<Token | undefined> {
  const filter = { _id: hashSecret(secret), kind: { $in: kinds }, expiresAt: { $gt: now() } }
  return (await Tokens.findOne(filter).lean()) ?? undefined
}

/** @returns false where somebody was quicker: of two uses at once, one gets true. */
export async function useToken(token: Token): Promise<boolean> {
  const used = await Tokens.updateOne({ _id: token._id, usedAt: null }, { $set: { usedAt: now() } })
  return used.modifiedCount === 1
}

/**
 * Ends links of these kinds that nobody used: after a new password, a link mailed before must not set another. Used ones
 * stay, and say so to whoever opens them again.
 */
export async function endTokens(account: string, kinds: readonly TokenKind[]): Promise<void> {
  await Tokens.deleteMany({ account, kind: { $in: kinds }, usedAt: null })
}
