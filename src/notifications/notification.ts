import { Types } from 'mongoose'
import { loadAccount } from '../auth/account.ts'
import { onAccountRemoved } from '../auth/account-gone.ts'
import { now } from '../clock.ts'
import { changed } from '../live/bus.ts'
import { cancelMail } from '../mail/outbox.ts'
import { isSocial } from './kinds.ts'
import { letterKey } from './late-letter.ts'
import { mailNotification, type NotificationMail } from './letter.ts'
import type { Notification } from './notification-record.ts'
import { mayBeTold } from './recipients.ts'
import {
  deleteThese,
  detachFrom,
  Notifications,
  reopenLetter,
  storeMailed,
  storeOne,
  storeRead,
  type Told,
  type Which,
} from './stored.ts'

export { type NotificationKind, notificationKinds } from './kinds.ts'
export type { Notification } from './notification-record.ts'
export { NOTIFY_MAIL_AFTER, Notifications } from './stored.ts'
export { keptUnreadCount, MOST_UNREAD, unreadCount } from './unread.ts'

export interface News extends Omit<Told, 'from' | 'others'> {
  account: string
  /**
   * Account id of the member whose doing it is. `title` is then what follows their name, and whoever ignores them is not
   * told.
   */
  from?: string
  /** Mailed at once. What members do (`socialKinds`) needs none: it is mailed by itself where nobody sees it. */
  mail?: NotificationMail
}

/**
 * Tells one person, in the app and by mail where `mail` is given. Call it again with the same `once` after a crash, or
 * whenever in doubt: as long as the record lives nobody is told twice, and what was left undone is done.
 */
export async function notify({ account: to, mail, from, ...news }: News): Promise<void> {
  if (isSocial(news.kind) && !(await mayBeTold(to, from))) return
  const told = { ...news, ...(from && { from: new Types.ObjectId(from) }) }
  const stored = await storeOne(to, told)
  // Asked for after storing: whoever closes their account from here on takes the record with it.
  const account = await loadAccount(to)
  if (!account) {
    await deleteThese({ account: to })
    return
  }
  await changed(`notifications:${to}`)
  // An address that nobody has proven may be a stranger's.
  if (!mail || stored.mailedAt || account.confirmedAt === null) return
  await mailNotification(account, stored, mail)
  // The outbox remembers a mail for less long than this record lives.
  await storeMailed(stored._id)
}

/** What is past its time is not shown, even if it has not been swept away yet. */
const living = (account: string) => ({ account, deleteAt: { $gt: now() } })

/** Newest first. One more than `size` where there are more. @param before the place of the last one seen */
export function listNotifications(
  account: string,
  before: string | undefined,
  size: number,
): Promise<Notification[]> {
  const range = before ? { place: { $lt: new Types.ObjectId(before) } } : {}
  return Notifications.find({ ...living(account), ...range })
    .sort({ place: -1 })
    .limit(size + 1)
    .lean()
}

/** @returns undefined where this person has no such notification */
export async function findNotification(account: string, id: string): Promise<Notification | undefined> {
  return (await Notifications.findOne({ ...living(account), _id: id }).lean()) ?? undefined
}

/**
 * Of this person's own; ids of others' are passed over.
 * @param upTo the place of the newest one they saw: what came after it stays unread
 */
export async function markRead(
  account: string,
  which: readonly string[] | { once: readonly string[] } | { group: string } | 'all',
  upTo?: string,
): Promise<void> {
  const chosen: Which = which === 'all' || 'group' in which || 'once' in which ? which : { ids: which }
  await storeRead(account, chosen, upTo)
  await changed(`notifications:${account}`)
}

/**
 * What they told is withdrawn: takes away those with this key, and those whose key goes on after it with a colon. A mail
 * that told of it and has not left is taken back; what else stood in it is mailed anew.
 */
export async function forgetNotifications(...keys: string[]): Promise<void> {
  await withdraw({ $or: keys.flatMap(underKey) })
}

// ";" follows ":", so the range holds all that begins so, and "decision:7" leaves "decision:70" alone.
const underKey = (key: string) => [{ once: key }, { once: { $gte: `${key}:`, $lt: `${key};` } }]

/** The same for one person only, and of what they have not seen. */
export async function forgetUnreadOf(account: string, key: string): Promise<void> {
  await withdraw({ account, readAt: null, $or: underKey(key) })
}

/** One of one person. */
export async function forgetNotificationOf(account: string, once: string): Promise<void> {
  await withdraw({ account, once })
}

async function withdraw(these: object): Promise<void> {
  const gone = await deleteThese(these)
  const letters = new Map(
    gone.flatMap((told) => (told.letter ? [[letterKey(told.account, told.letter), told]] : [])),
  )
  // This way round it may happen that one is not mailed, and never that one is mailed twice.
  for (const [key, { account, letter = '' }] of letters)
    if (await cancelMail(key)) await reopenLetter(account, letter)
  const accounts = new Set(gone.map(({ account }) => String(account)))
  await changed(...[...accounts].map((account) => `notifications:${account}`))
}

onAccountRemoved(async (account) => {
  await deleteThese({ account })
  await detachFrom(account)
  await changed(`notifications:${account}`)
})
