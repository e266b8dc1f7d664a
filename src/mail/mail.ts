import { randomUUID } from 'node:crypto'
import { model, Schema, Types } from 'mongoose'
import { days, minutes, now, nowMs } from '../clock.ts'
import { config } from '../config.ts'
import { impersonal, type PersonalEntry } from '../database/personal.ts'
import type { DisclosureClause } from '../disclosure/clauses.ts'

/**
 * queued → claimed → handing-over → sent, failed or doubtful. Before handing-over nothing can have arrived, so a
 * claim that runs out is simply tried again. After it nobody can know: doubtful, and never sent again by itself.
 */
export type MailState = 'queued' | 'claimed' | 'handing-over' | 'sent' | 'failed' | 'doubtful'

export interface Mail {
  _id: Types.ObjectId
  messageId: string
  /** Gone as soon as the mail is sent, has failed or is doubtful; so are the next three, for links are secrets. */
  to?: string
  subject?: string
  text?: string
  unsubscribe?: string
  domain: string
  clause: DisclosureClause
  purpose: string
  fields: string[]
  about: string | null
  once: string
  /** What it is about, in the words of whoever asked for it ("C-17"); see `watchMails`. */
  matter?: string
  state: MailState
  attempts: number
  /** When to look at it next: the next try, or the end of a claim. */
  dueAt?: Date
  claim?: string
  /** The mail server's last code, such as "450 4.2.2"; never its words, which repeat the address. */
  answer?: string
  createdAt: Date
  endedAt?: Date
  deleteAt: Date
}

export type ClaimedMail = Mail & Required<Pick<Mail, 'to' | 'subject' | 'text' | 'claim'>>

/** The mail was cancelled, or another process took it over because this one was too slow. */
export class ClaimLost extends Error {}

const CLAIM = minutes(5)
const HAND_OVER = minutes(10)

const plain = impersonal('brings a mail to you once, whatever breaks', 'delivery_log')
const letter: PersonalEntry = {
  whose: 'recipient',
  purpose: 'the mail itself, until it is sent',
  clause: 'N4',
  retention: 'mail_queue',
  export: true,
  erasure: 'delete',
}
const delivery: PersonalEntry = {
  whose: 'account',
  purpose: 'shows that a mail was sent, when and what for',
  clause: 'N4',
  retention: 'delivery_log',
  export: true,
  erasure: 'delete',
}

const mailSchema = new Schema<Mail>(
  {
    _id: { type: Schema.Types.ObjectId, auto: true, personal: plain },
    messageId: { type: String, required: true, personal: plain },
    to: { type: String, personal: letter },
    subject: { type: String, personal: letter },
    text: { type: String, personal: letter },
    domain: { type: String, required: true, personal: delivery },
    clause: { type: String, required: true, personal: plain },
    purpose: { type: String, required: true, personal: delivery },
    fields: { type: [String], required: true, personal: delivery },
    about: { type: String, default: null, personal: delivery },
    once: { type: String, required: true, personal: plain },
    matter: { type: String, personal: plain },
    unsubscribe: { type: String, personal: letter },
    state: { type: String, required: true, personal: plain },
    attempts: { type: Number, default: 0, personal: plain },
    dueAt: { type: Date, personal: plain },
    claim: { type: String, personal: plain },
    answer: { type: String, personal: plain },
    createdAt: { type: Date, required: true, personal: delivery },
    endedAt: { type: Date, personal: delivery },
    deleteAt: { type: Date, required: true, personal: plain },
  },
  { versionKey: false },
)
mailSchema.index({ once: 1 }, { unique: true })
mailSchema.index({ state: 1, dueAt: 1 })
mailSchema.index({ about: 1, state: 1 })
mailSchema.index({ deleteAt: 1 }, { expireAfterSeconds: 0 })

export const Mails = model('Mail', mailSchema, 'mails')

export type NewMail = Pick<Mail, 'clause' | 'purpose' | 'fields' | 'about' | 'once' | 'domain'> &
  Pick<Mail, 'matter' | 'unsubscribe'> &
  Required<Pick<Mail, 'to' | 'subject' | 'text'>>

const longestQueue = () => days(config.retention.mail_queue.days ?? 0)
const inMs = (milliseconds: number) => new Date(nowMs() + milliseconds)

/** @returns false if a mail with this `once` is there already. */
export async function storeMail(mail: NewMail): Promise<boolean> {
  const _id = new Types.ObjectId()
  const messageId = `<${_id.toHexString()}@${config.mailFrom.split('@').at(-1)}>`
  // One day more than the queue: by then the outbox has given up and says so; this is for a site that is off.
  const deleteAt = inMs(longestQueue() + days(1))
  const dates = { createdAt: now(), dueAt: now(), deleteAt }
  try {
    await Mails.create({ ...mail, ...dates, _id, messageId, state: 'queued' })
    return true
  } catch (error) {
    if ((error as { code?: number }).code === 11000) return false
    throw error
  }
}

/** Takes the mail that is due longest, among them those whose claim ran out; undefined if nothing is due. */
export async function claimMail(): Promise<ClaimedMail | undefined> {
  const claimed = await Mails.findOneAndUpdate(
    { state: { $in: ['queued', 'claimed'] }, dueAt: { $lte: now() } },
    { $set: { state: 'claimed', claim: randomUUID(), dueAt: inMs(CLAIM) }, $inc: { attempts: 1 } },
    { sort: { dueAt: 1 }, returnDocument: 'after' },
  ).lean()
  return claimed ? (claimed as ClaimedMail) : undefined
}

/**
 * Noted right before the first byte of the mail leaves. A repeatable transport (a file that is replaced by itself)
 * leaves it claimed: after a crash it is done again.
 * @throws ClaimLost
 */
export async function beginHandOver(mail: ClaimedMail, isRepeatable: boolean): Promise<void> {
  const state = isRepeatable ? 'claimed' : 'handing-over'
  const found = await Mails.updateOne(
    { _id: mail._id, claim: mail.claim, state: 'claimed', dueAt: { $gt: now() } },
    { $set: { state, dueAt: inMs(HAND_OVER) } },
  )
  if (found.matchedCount === 0) throw new ClaimLost()
}

const ended = (state: MailState) => ({
  $set: { state, endedAt: now(), deleteAt: inMs(days(config.retention.delivery_log.days ?? 0)) },
  $unset: { to: 1, subject: 1, text: 1, unsubscribe: 1, dueAt: 1 } as const,
})

/** Also ends the doubt, should the server's answer come after all. */
export async function markSent(mail: ClaimedMail): Promise<void> {
  await Mails.updateOne({ _id: mail._id, claim: mail.claim }, ended('sent'))
}

const inHand = (mail: ClaimedMail) => ({
  _id: mail._id,
  claim: mail.claim,
  state: { $in: ['claimed', 'handing-over'] as MailState[] },
})

export async function markFailed(mail: ClaimedMail, answer: string): Promise<void> {
  const update = ended('failed')
  await Mails.updateOne(inHand(mail), { ...update, $set: { ...update.$set, answer } })
}

export async function markDoubtful(mail: ClaimedMail): Promise<void> {
  await Mails.updateOne(inHand(mail), ended('doubtful'))
}

/** Tries again after `delay` milliseconds, unless the queue's longest time is over by then. */
export async function putOffMail(mail: ClaimedMail, delay: number, answer: string): Promise<void> {
  if (nowMs() + delay > mail.createdAt.getTime() + longestQueue()) return markFailed(mail, answer)
  await Mails.updateOne(inHand(mail), {
    $set: { state: 'queued', dueAt: inMs(delay), answer },
    $unset: { claim: 1 },
  })
}

/** A process died between the first byte and the server's answer. */
export async function doubtAbandonedMails(): Promise<void> {
  await Mails.updateMany({ state: 'handing-over', dueAt: { $lte: now() } }, ended('doubtful'))
}

/** Mails about an account, for one purpose, that were asked for in the last so many milliseconds. */
export async function countMailsAbout(about: string, purpose: string, time: number): Promise<number> {
  return Mails.countDocuments({ about, purpose, createdAt: { $gt: inMs(-time) } })
}

/** Forgets what has not been handed over: of a person, for erasure, or one mail. @returns how many. */
export async function cancelMails(which: { about: string } | { once: string }): Promise<number> {
  return (await Mails.deleteMany({ ...which, state: { $in: ['queued', 'claimed'] } })).deletedCount
}

/** Nobody is to get it any more: it goes as if it had never been asked for. */
export async function dropMail({ _id, claim }: ClaimedMail): Promise<void> {
  await Mails.deleteOne({ _id, claim, state: 'claimed' })
}
