import { model, Schema, Types } from 'mongoose'
import { isDuplicate } from '../auth/account.ts'
import { emailKey } from '../auth/account-keys.ts'
import { hashSecret, makeSecret } from '../auth/secret-hash.ts'
import { days, now, nowMs } from '../clock.ts'
import { config } from '../config.ts'
import { impersonal, type PersonalEntry } from '../database/personal.ts'
import { Conflict } from '../errors.ts'

/** Somebody was asked by mail to become a second reviewer. Whoever opens the link may: the secret is enough. */
export interface Invitation {
  _id: Types.ObjectId
  /** Of what stands in the link. */
  hash: string
  email: string
  emailKey: string
  /** The case that is given to them with it. */
  case: string | null
  by: Types.ObjectId
  at: Date
  isOpen: boolean
  usedBy: Types.ObjectId | null
  /** When all that follows from accepting was done: the link gives nothing a second time. */
  doneAt: Date | null
  expiresAt: Date
}

const invited: PersonalEntry = {
  whose: 'recipient',
  purpose: 'to ask somebody for a second opinion on complaints',
  clause: 'N13',
  retention: 'reviewer_invitation',
  export: true,
  erasure: 'delete',
}
const staff: PersonalEntry = {
  ...invited,
  whose: 'staff',
  purpose: 'to show who invited a second reviewer, and who accepted',
  export: false,
  erasure: 'detach',
}
const plain = impersonal('to find and to end the invitation', 'reviewer_invitation', 'N13')
const fixed = { required: true, immutable: true } as const

const invitationSchema = new Schema<Invitation>(
  {
    _id: { type: Schema.Types.ObjectId, auto: true, personal: plain },
    hash: { type: String, ...fixed, personal: plain },
    email: { type: String, ...fixed, personal: invited },
    emailKey: { type: String, ...fixed, personal: { ...invited, export: false } },
    case: { type: String, default: null, immutable: true, personal: plain },
    by: { type: Schema.Types.ObjectId, ...fixed, personal: staff },
    at: { type: Date, ...fixed, personal: invited },
    isOpen: { type: Boolean, required: true, personal: plain },
    usedBy: { type: Schema.Types.ObjectId, default: null, personal: staff },
    doneAt: { type: Date, default: null, personal: plain },
    expiresAt: { type: Date, ...fixed, personal: plain },
  },
  { versionKey: false },
)
invitationSchema.index({ hash: 1 }, { unique: true })
// One at a time for an address, and of two at once the index lets one through.
invitationSchema.index({ emailKey: 1 }, { unique: true, partialFilterExpression: { isOpen: true } })
invitationSchema.index({ emailKey: 1, at: 1 })
invitationSchema.index({ isOpen: 1, at: 1 })
invitationSchema.index({ usedBy: 1 })
invitationSchema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 })

export const Invitations = model<Invitation>('Invitation', invitationSchema, 'invitations')

/** In a day, to one address: nobody is bombed with mail through us. */
export const MOST_A_DAY = 3

/** @throws Conflict where the address has an open one, or got too many today */
export async function makeInvitation(
  by: Types.ObjectId,
  { email, case: ref }: { email: string; case: string | null },
): Promise<{ invitation: Invitation; secret: string }> {
  const key = emailKey(email)
  // The sweep of what is past its time comes once a minute.
  await Invitations.updateMany({ emailKey: key, isOpen: true, expiresAt: { $lte: now() } }, { isOpen: false })
  const today = { emailKey: key, at: { $gt: new Date(nowMs() - days(1)) } }
  if ((await Invitations.countDocuments(today)) >= MOST_A_DAY)
    throw new Conflict('This address was invited several times today. Please try again tomorrow.')
  const secret = makeSecret()
  const invitation: Invitation = {
    _id: new Types.ObjectId(),
    hash: hashSecret(secret),
    email,
    emailKey: key,
    case: ref,
    by,
    at: now(),
    isOpen: true,
    usedBy: null,
    doneAt: null,
    expiresAt: new Date(nowMs() + days(config.retention.reviewer_invitation.days ?? 0)),
  }
  try {
    await Invitations.collection.insertOne(invitation)
    return { invitation, secret }
  } catch (error) {
    if (!isDuplicate(error)) throw error
    throw new Conflict('This address has an open invitation already. You can take it back and send another.')
  }
}

/** @returns undefined where it has run out, was taken back, or never was */
export async function findInvitation(secret: string): Promise<Invitation | undefined> {
  const lives = { hash: hashSecret(secret), expiresAt: { $gt: now() } }
  const usable = { $or: [{ isOpen: true }, { usedBy: { $ne: null } }] }
  return (await Invitations.findOne({ ...lives, ...usable }).lean()) ?? undefined
}

/** Newest first. */
export function listOpenInvitations(): Promise<Invitation[]> {
  return Invitations.find({ isOpen: true, expiresAt: { $gt: now() } })
    .sort({ at: -1 })
    .limit(200)
    .lean()
}

/** @returns false where somebody was quicker: of two accounts at once one gets true. */
export async function takeInvitation(_id: Types.ObjectId, usedBy: Types.ObjectId): Promise<boolean> {
  const taken = await Invitations.updateOne(
    { _id, isOpen: true, expiresAt: { $gt: now() } },
    { $set: { isOpen: false, usedBy } },
  )
  return taken.modifiedCount > 0
}

export async function endInvitation(_id: Types.ObjectId): Promise<void> {
  await Invitations.updateOne({ _id, doneAt: null }, { $set: { doneAt: now() } })
}

/** Nobody can accept it any more; the number sent today stays known. @returns false where it was not open */
export async function revokeInvitation(id: string): Promise<boolean> {
  const revoked = await Invitations.updateOne({ _id: id, isOpen: true }, { $set: { isOpen: false } })
  return revoked.matchedCount > 0
}

/** What they accepted gives them nothing again. */
export async function endInvitationsOf(account: Types.ObjectId): Promise<void> {
  await Invitations.updateMany({ usedBy: account, doneAt: null }, { $set: { doneAt: now() } })
}
