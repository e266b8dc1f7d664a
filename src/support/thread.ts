import { model, type Types } from 'mongoose'
import { type Account, isDuplicate } from '../auth/account.ts'
import { isUnnoted, newAct, noteActs } from '../auth/staff-act.ts'
import { days, hours, minutes, now, nowMs } from '../clock.ts'
import { config } from '../config.ts'
import { Conflict } from '../errors.ts'
import type { SupportMessage } from './message.ts'
import { type Channel, type Thread, threadSchema } from './thread-record.ts'

export type { Channel, Thread, ThreadState } from './thread-record.ts'

export const Threads = model<Thread>('SupportThread', threadSchema, 'support-threads')

/** A live chat is kept for a shorter time than letters and calls. */
export const periodOf = (channel: Channel) =>
  config.retention[channel === 'chat' ? 'chat_transcript' : 'contact_thread']

const endOf = (channel: Channel, at: Date) => new Date(at.getTime() + days(periodOf(channel).days ?? 0))
const chatEnd = (at: Date) => new Date(at.getTime() + days(config.retention.chat_live_cookie.days ?? 0))

/** A chat ends when it is closed, and at the latest with its cookie: tidying up later makes nothing stay longer. */
const endOfChat = (closedAt: Date, lastAt: Date) =>
  endOf('chat', new Date(Math.min(closedAt.getTime(), chatEnd(lastAt).getTime())))

export type NewThread = Pick<
  Thread,
  'ref' | 'account' | 'name' | 'email' | 'channel' | 'subject' | 'openedAt' | 'link' | 'clientId'
> & { recipient?: string; chatHash?: string | undefined; enteredBy?: Types.ObjectId | undefined }

/** @returns the one that is there already, where the same form was sent before */
export async function createThread({ chatHash, enteredBy, ...given }: NewThread): Promise<Thread> {
  const { openedAt, channel, clientId } = given
  try {
    const made = await Threads.create({
      ...given,
      state: 'open',
      seq: 0,
      sortAt: openedAt,
      lastAt: openedAt,
      deleteAt: endOf(channel, openedAt),
      ...(chatHash && { chat: { hash: chatHash, until: chatEnd(openedAt) } }),
      ...(enteredBy && { enteredBy, unnoted: [newAct('entered', enteredBy, now())] }),
    })
    return made.toObject()
  } catch (error) {
    if (!isDuplicate(error)) throw error
    const known = await Threads.findOne({ clientId }).lean()
    if (!known) throw error
    return known
  }
}

/**
 * The conversation as it stands after a message: whoever spoke last decides who is waited for. As often as wanted, and in
 * any order: what is newer counts.
 */
export async function countIn(message: SupportMessage): Promise<Thread | null> {
  const { thread: _id, seq, at, from } = message
  const thread = await Threads.findById(_id, 'channel').lean()
  if (!thread) return null
  const isOlder = { _id, seq: { $lt: seq } }
  const common = { seq, lastAt: at, closedAt: null, deleteAt: endOf(thread.channel, at) }
  if (from === 'staff')
    await Threads.updateOne(isOlder, { $set: { ...common, state: 'answered', sortAt: at } })
  else {
    // Who writes twice has waited since the first time.
    const waits = await Threads.updateOne({ ...isOlder, state: 'open' }, { $set: common })
    if (waits.matchedCount === 0)
      await Threads.updateOne(isOlder, { $set: { ...common, state: 'open', sortAt: at } })
  }
  await Threads.updateOne({ _id, 'chat.hash': { $exists: true } }, { $max: { 'chat.until': chatEnd(at) } })
  return Threads.findById(_id).lean()
}

const taken = () => new Conflict('Somebody else of the staff has this conversation.')

/** To have it already is a success. @throws Conflict where somebody else has it */
export async function claimThread(actor: Account, { _id, ref }: Pick<Thread, '_id' | 'ref'>): Promise<void> {
  const claimed = await Threads.updateOne(
    { _id, assignee: null },
    { $set: { assignee: actor._id }, $push: { unnoted: newAct('claimed', actor._id, now()) } },
  )
  if (claimed.matchedCount === 0 && !(await Threads.exists({ _id, assignee: actor._id }))) throw taken()
  await noteThread(ref)
}

/** Anybody of the staff may free one whose holder is away. */
export async function releaseThread(actor: Account, { _id, ref, assignee }: Thread): Promise<void> {
  if (assignee === null) return
  const kind = assignee.equals(actor._id) ? 'released' : 'released-other'
  await Threads.updateOne(
    { _id, assignee },
    { $set: { assignee: null }, $push: { unnoted: newAct(kind, actor._id, now()) } },
  )
  await noteThread(ref)
}

/** @returns the references of what they had */
export async function releaseAllOf(account: string): Promise<string[]> {
  const had = await Threads.find({ assignee: account }, 'ref').lean()
  await Threads.updateMany({ assignee: account }, { $set: { assignee: null } })
  return had.map(({ ref }) => ref)
}

/**
 * @param by of the staff; undefined where the person who asked does it
 * @param seen number of the newest message that was on the page
 * @throws Conflict where there are newer words
 */
export async function closeThread(
  { _id, ref, channel, lastAt }: Pick<Thread, '_id' | 'ref' | 'channel' | 'lastAt'>,
  seen: number,
  by?: Types.ObjectId,
): Promise<void> {
  const at = now()
  const closed = await Threads.updateOne(
    { _id, state: { $ne: 'closed' }, seq: { $lte: seen } },
    {
      $set: {
        state: 'closed',
        closedAt: at,
        sortAt: at,
        ...(channel === 'chat' && { deleteAt: endOfChat(at, lastAt) }),
      },
      ...(by ? { $push: { unnoted: newAct('closed', by, at) } } : { $unset: { chat: 1 } }),
    },
  )
  if (closed.matchedCount === 0 && !(await Threads.exists({ _id, state: 'closed' })))
    throw new Conflict('There is a new message. Please read it before you close the conversation.')
  if (by) await noteThread(ref)
}

export async function forgetCookie(_id: Types.ObjectId): Promise<void> {
  await Threads.updateOne({ _id }, { $unset: { chat: 1 } })
}

/**
 * A note is a power of the staff like the others: the audit tells that there is one, not what it says.
 * @returns false where the conversation came to its end meanwhile
 */
export async function markNoted({ _id, ref }: Thread, by: Types.ObjectId): Promise<boolean> {
  const noted = await Threads.updateOne({ _id }, { $push: { unnoted: newAct('noted', by, now()) } })
  await noteThread(ref)
  return noted.matchedCount > 0
}

/** Where to write to somebody who began without an address. @returns false where there is one already */
export async function saveAddress(_id: Types.ObjectId, email: string, recipient: string): Promise<boolean> {
  const saved = await Threads.updateOne({ _id, email: '', account: null }, { $set: { email, recipient } })
  return saved.matchedCount > 0
}

export async function markSeen(_id: Types.ObjectId, seq: number): Promise<void> {
  await Threads.updateOne({ _id, seenSeq: { $lt: seq } }, { $set: { seenSeq: seq } })
}

/** Their page is open, and says so again before this is over. */
export async function markLive(_id: Types.ObjectId): Promise<void> {
  await Threads.updateOne({ _id }, { $set: { liveUntil: new Date(nowMs() + minutes(2)) } })
}

/** What the staff did to a conversation goes into the audit log, once. */
export async function noteThread(ref: string): Promise<void> {
  const { unnoted = [] } = (await Threads.findOne({ ref, ...isUnnoted }, 'unnoted').lean()) ?? {}
  await noteActs(`support:${ref}`, unnoted)
  for (const { _id } of unnoted) await Threads.updateOne({ ref }, { $pull: { unnoted: { _id } } })
}

/** The words stay for as long as every conversation does; whose they were is gone. */
export async function detachThreads(account: string): Promise<void> {
  await Threads.updateMany(
    { account },
    { $set: { account: null, name: '', email: '' }, $unset: { recipient: 1, chat: 1 } },
  )
  await Threads.updateMany({ assignee: account }, { $set: { assignee: null } })
  await Threads.updateMany({ enteredBy: account }, { $set: { enteredBy: null } })
}

/** Past their time; and those whose first words never came, because a process was killed. */
export function findSpent(): Promise<Pick<Thread, '_id' | 'ref'>[]> {
  const isStillborn = { seq: 0, openedAt: { $lt: new Date(nowMs() - hours(1)) } }
  return Threads.find({ $or: [{ deleteAt: { $lte: now() } }, isStillborn] }, 'ref')
    .limit(500)
    .lean()
}

/** Last, when everything that belongs to it is gone. */
export async function removeThread(_id: Types.ObjectId): Promise<void> {
  await Threads.deleteOne({ _id })
}
