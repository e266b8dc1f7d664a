import type { Account } from '../auth/account.ts'
import { hashSecret } from '../auth/secret-hash.ts'
import { now } from '../clock.ts'
import { NotFound } from '../errors.ts'
import { type Thread, Threads } from './thread.ts'

/** By what somebody can be known to whom a conversation belongs. */
export interface Visitor {
  account?: Account | undefined
  /** The secret of the private link. */
  key?: string | undefined
  /** The chat cookie, where its use is allowed. */
  cookie?: string | undefined
}

export type Way = 'account' | 'key' | 'cookie'

export interface Opened {
  thread: Thread
  /** What opened it. */
  by: Way
}

const living = () => ({ deleteAt: { $gt: now() } })

function wayOf(thread: Thread, { account, key, cookie }: Visitor): Way | undefined {
  if (account && thread.account?.equals(account._id)) return 'account'
  if (key !== undefined && hashSecret(key) === thread.link) return 'key'
  if (cookie !== undefined && thread.chat?.hash === hashSecret(cookie) && thread.chat.until > now())
    return 'cookie'
  return undefined
}

/**
 * For its owner who is signed in, whoever has the private link, and the browser that began the live chat. To everybody else it
 * is not there. @throws NotFound
 */
export async function openThread(ref: string, visitor: Visitor): Promise<Opened> {
  const thread = await Threads.findOne({ ref, ...living() }).lean()
  const by = thread ? wayOf(thread, visitor) : undefined
  if (!thread || !by)
    throw new NotFound(
      'There is no such conversation, or the link is not whole. Please use the link that you were given, or ask for a new one under “Talk to us”.',
    )
  return { thread, by }
}

/** The live chat that this browser is in. */
export async function findChat(cookie: string | undefined): Promise<Thread | undefined> {
  if (cookie === undefined) return undefined
  const wanted = { 'chat.hash': hashSecret(cookie), 'chat.until': { $gt: now() }, ...living() }
  return (await Threads.findOne(wanted).sort({ _id: -1 }).lean()) ?? undefined
}

const MOST_LISTED = 20

/** The newest of somebody's own, newest first. */
export function threadsOf(account: Account): Promise<Thread[]> {
  return Threads.find({ account: account._id, seq: { $gt: 0 }, ...living() })
    .sort({ lastAt: -1 })
    .limit(MOST_LISTED)
    .lean()
}

/** For the staff. @throws NotFound */
export async function findThread(ref: string): Promise<Thread> {
  const thread = await Threads.findOne({ ref, ...living() }).lean()
  if (!thread) throw new NotFound('There is no such conversation.')
  return thread
}
