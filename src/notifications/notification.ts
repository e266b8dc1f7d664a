import { model, Schema, Types } from 'mongoose'
import { isDuplicate, loadAccount } from '../auth/account.ts'
import { onAccountRemoved } from '../auth/account-gone.ts'
import { Kept } from '../auth/kept.ts'
import { pathWithin } from '../auth/way-on.ts'
import { days, now, nowMs } from '../clock.ts'
import { config } from '../config.ts'
import { excerpt } from '../content/excerpt.ts'
import { impersonal, type PersonalEntry } from '../database/personal.ts'
import { changed, onChanged } from '../live/bus.ts'
import { mailNotification, type NotificationMail } from './letter.ts'

/** About a post of mine, my report, my appeal, the privacy notice, talks with our support; `case` is for moderators. */
export const notificationKinds = ['decision', 'report', 'appeal', 'case', 'notice', 'support'] as const
export type NotificationKind = (typeof notificationKinds)[number]

/** Something one person is told, and where to read more. Plain words: nothing in it is HTML. */
export interface Notification {
  _id: Types.ObjectId
  account: Types.ObjectId
  kind: NotificationKind
  title: string
  text: string
  /** A path of this site. */
  href: string
  once: string
  at: Date
  readAt: Date | null
  /** When its mail was handed to the outbox; null where that is still to come, or where there is none. */
  mailedAt: Date | null
  deleteAt: Date
}

const mine: PersonalEntry = {
  whose: 'account',
  purpose: 'to tell you what was decided about your posts, your reports and your appeals',
  clause: 'N4',
  retention: 'notification',
  export: true,
  erasure: 'delete',
}
const record = impersonal('to find the record', 'notification')

const MOST_TITLE = 200
const MOST_TEXT = 500

const notificationSchema = new Schema<Notification>(
  {
    _id: { type: Schema.Types.ObjectId, auto: true, personal: record },
    account: { type: Schema.Types.ObjectId, required: true, immutable: true, personal: mine },
    kind: { type: String, enum: notificationKinds, required: true, personal: mine },
    title: { type: String, required: true, personal: mine },
    text: { type: String, default: '', personal: mine },
    href: { type: String, required: true, personal: mine },
    once: { type: String, required: true, personal: { ...mine, export: false } },
    at: { type: Date, required: true, personal: mine },
    readAt: { type: Date, default: null, personal: mine },
    mailedAt: { type: Date, default: null, personal: mine },
    deleteAt: { type: Date, required: true, personal: record },
  },
  { versionKey: false },
)
notificationSchema.index({ once: 1, account: 1 }, { unique: true })
notificationSchema.index({ account: 1, _id: -1 })
notificationSchema.index({ account: 1, readAt: 1 })
notificationSchema.index({ deleteAt: 1 }, { expireAfterSeconds: 0 })

export const Notifications = model<Notification>('Notification', notificationSchema, 'notifications')

export interface News extends Pick<Notification, 'kind' | 'title' | 'text' | 'href' | 'once'> {
  account: string
  mail?: NotificationMail
}

/**
 * Tells one person, in the app and by mail where `mail` is given. Call it again with the same `once` after a crash, or
 * whenever in doubt: as long as the record lives nobody is told twice, and what was left undone is done.
 */
export async function notify(news: News): Promise<void> {
  const told = await storeNotification(news)
  // Asked for after storing: whoever closes their account from here on takes the record with it.
  const account = await loadAccount(news.account)
  if (!account) {
    await Notifications.deleteMany({ account: news.account })
    return
  }
  await changed(`notifications:${news.account}`)
  // An address that nobody has proven may be a stranger's.
  if (!news.mail || told.mailedAt || account.confirmedAt === null) return
  await mailNotification(account, told, news.mail)
  // The outbox remembers a mail for less long than this record lives.
  await Notifications.updateOne({ _id: told._id }, { $set: { mailedAt: now() } })
}

async function storeNotification({ account, once, kind, ...news }: News): Promise<Notification> {
  const href = pathWithin(news.href)
  const title = excerpt(news.title, MOST_TITLE)
  if (href === undefined || title === '' || once === '')
    throw new TypeError('A notification has a title, a key, and leads to a page of this site.')
  const told = { kind, title, text: excerpt(news.text, MOST_TEXT), href, at: now(), deleteAt: endOfLife() }
  const put = () =>
    Notifications.findOneAndUpdate(
      { account, once },
      { $setOnInsert: told },
      { upsert: true, returnDocument: 'after' },
    ).lean<Notification>()
  // Of two first ones at once the index refuses one; it finds the other when it comes again.
  const stored = await put().catch((error: unknown) => {
    if (!isDuplicate(error)) throw error
    return put()
  })
  if (!stored) throw new Error('A notification was lost while it was stored.')
  return stored
}

function endOfLife(): Date {
  return new Date(nowMs() + days(config.retention.notification.days ?? 0))
}

/** What is past its time is not shown, even if it has not been swept away yet. */
const living = (account: string) => ({ account, deleteAt: { $gt: now() } })

/** Newest first. One more than `size` where there are more. */
export function listNotifications(
  account: string,
  before: string | undefined,
  size: number,
): Promise<Notification[]> {
  const range = before ? { _id: { $lt: new Types.ObjectId(before) } } : {}
  return Notifications.find({ ...living(account), ...range })
    .sort({ _id: -1 })
    .limit(size + 1)
    .lean()
}

/** @returns undefined where this person has no such notification */
export async function findNotification(account: string, id: string): Promise<Notification | undefined> {
  return (await Notifications.findOne({ ...living(account), _id: id }).lean()) ?? undefined
}

/** Beyond this many unread ones nobody counts any more. */
export const MOST_UNREAD = 100

const counts = new Kept<number>()

onChanged((tags) => {
  for (const tag of tags) if (tag.startsWith('notifications:')) counts.drop(tag.slice(14))
})

/** Only what is in memory: for where asking is not worth it. */
export function keptUnreadCount(account: string): number | undefined {
  return counts.get(account)
}

/** At most `MOST_UNREAD`; from memory where it was needed a moment ago. */
export async function unreadCount(account: string): Promise<number> {
  const known = counts.get(account)
  if (known !== undefined) return known
  const mark = counts.mark()
  const count = await Notifications.countDocuments(
    { ...living(account), readAt: null },
    { limit: MOST_UNREAD },
  )
  counts.put(account, count, mark)
  return count
}

/**
 * Of this person's own; ids of others' are passed over.
 * @param upTo with `all`: what came after this one has not been seen yet, and stays unread
 */
export async function markRead(
  account: string,
  ids: readonly string[] | 'all',
  upTo?: string,
): Promise<void> {
  const which = ids === 'all' ? (upTo ? { _id: { $lte: upTo } } : {}) : { _id: { $in: ids } }
  await Notifications.updateMany({ account, readAt: null, ...which }, { $set: { readAt: now() } })
  await changed(`notifications:${account}`)
}

/** What they told is withdrawn: takes away those with this key, and those whose key goes on after it with a colon. */
export async function forgetNotifications(key: string): Promise<void> {
  // ";" follows ":", so the range holds all that begins so, and "decision:7" leaves "decision:70" alone.
  const these = { $or: [{ once: key }, { once: { $gte: `${key}:`, $lt: `${key};` } }] }
  const accounts = await Notifications.distinct('account', these)
  await Notifications.deleteMany(these)
  await changed(...accounts.map((account) => `notifications:${account}`))
}

onAccountRemoved(async (account) => {
  await Notifications.deleteMany({ account })
  await changed(`notifications:${account}`)
})
