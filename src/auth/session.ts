import { model, Schema, type Types } from 'mongoose'
import { days, hours, now, nowMs } from '../clock.ts'
import { config } from '../config.ts'
import { impersonal, type PersonalEntry } from '../database/personal.ts'
import { changed, onChanged } from '../live/bus.ts'
import { Kept } from './kept.ts'

/** What is stored of a visit: whose it is, since when, and enough words to recognise it in one's own list. */
export interface StoredSession {
  account: Types.ObjectId
  startedAt: Date
  seenAt: Date
  /** "Firefox on Windows" */
  device: string
}

interface SessionRecord {
  /** Hash of what the cookie carries. */
  _id: string
  session: StoredSession
  expires: Date
}

const mine: PersonalEntry = {
  whose: 'account',
  purpose: 'to keep you signed in, and to show you where you are',
  clause: 'N15',
  retention: 'session_stay',
  export: true,
  erasure: 'delete',
}
const plain = impersonal('to find and to end the session', 'session_stay', 'N15')

const sessionSchema = new Schema<SessionRecord>(
  {
    _id: { type: String, personal: plain },
    session: {
      account: { type: Schema.Types.ObjectId, required: true, personal: mine },
      startedAt: { type: Date, required: true, personal: mine },
      seenAt: { type: Date, required: true, personal: mine },
      device: { type: String, required: true, personal: mine },
    },
    expires: { type: Date, required: true, personal: plain },
  },
  { versionKey: false },
)
sessionSchema.index({ 'session.account': 1, 'session.seenAt': -1 })
sessionSchema.index({ expires: 1 }, { expireAfterSeconds: 0 })

/** connect-mongo reads and writes this collection too: see `session-store.ts`. */
export const Sessions = model<SessionRecord>('Session', sessionSchema, 'sessions')

export const keptSessions = new Kept<StoredSession>()

onChanged((tags) => {
  for (const tag of tags) {
    const [kind, id = ''] = tag.split(':')
    if (kind === 'session') keptSessions.drop(id)
    if (kind === 'sessions') keptSessions.dropWhere(({ account }) => String(account) === id)
  }
})

const idle = days(config.retention.session_stay.days ?? 0)
const longest = days(config.retention.session_longest.days ?? 0)

/** Milliseconds that a session has left, seen from its last visit: idle time, but never beyond its longest life. */
export function timeLeft({ startedAt, seenAt }: Pick<StoredSession, 'startedAt' | 'seenAt'>): number {
  return Math.min(seenAt.getTime() + idle, startedAt.getTime() + longest) - nowMs()
}

/** Is it time to write down that the person is still there? Once an hour is enough. */
export function isRenewalDue({ seenAt }: { seenAt: Date }): boolean {
  return nowMs() - seenAt.getTime() > hours(1)
}

/** Updates a session that exists; one that was ended in the meantime is not brought back. */
export async function updateSession(id: string, session: StoredSession): Promise<void> {
  const expires = new Date(nowMs() + timeLeft(session))
  await Sessions.updateOne({ _id: id }, { $set: { session, expires } })
  await changed(`session:${id}`)
}

export interface OwnSession {
  id: string
  device: string
  startedAt: Date
  seenAt: Date
}

export async function listSessions(account: string): Promise<OwnSession[]> {
  const rows = await Sessions.find({ 'session.account': account, expires: { $gt: now() } })
    .sort({ 'session.seenAt': -1 })
    .limit(100)
    .lean()
  return rows.map(({ _id, session }) => ({
    id: _id,
    device: session.device,
    startedAt: session.startedAt,
    seenAt: session.seenAt,
  }))
}

/** @returns false where this account has no such session. */
export async function endSession(account: string, id: string): Promise<boolean> {
  const ended = await Sessions.deleteOne({ _id: id, 'session.account': account })
  await changed(`session:${id}`)
  return ended.deletedCount > 0
}

/** Ends every session of the account, but for `except`. */
export async function endSessions(account: string, except?: string): Promise<void> {
  await Sessions.deleteMany({ 'session.account': account, ...(except && { _id: { $ne: except } }) })
  await changed(`sessions:${account}`)
}
