import { model, Types } from 'mongoose'
import { isDuplicate } from '../auth/account.ts'
import { pathWithin } from '../auth/way-on.ts'
import { days, minutes, now, nowMs } from '../clock.ts'
import { config } from '../config.ts'
import { excerpt } from '../content/excerpt.ts'
import { isSocial, watchTitles } from './kinds.ts'
import { type Notification, notificationSchema } from './notification-record.ts'

export const Notifications = model<Notification>('Notification', notificationSchema, 'notifications')

/** Minutes. Who is on the site by then has seen it and gets no mail. */
export const NOTIFY_MAIL_AFTER = 10

const MOST_TITLE = 200
const MOST_TEXT = 500

export type Told = Pick<Notification, 'kind' | 'title' | 'href' | 'once' | 'group' | 'from' | 'others'> &
  Partial<Pick<Notification, 'text'>>

const mailTime = () => new Date(nowMs() + minutes(NOTIFY_MAIL_AFTER))
const endOfLife = () => new Date(nowMs() + days(config.retention.notification.days ?? 0))

/** @throws TypeError where it leads elsewhere, or says nothing */
function written({ text = '', ...told }: Told) {
  const href = pathWithin(told.href)
  const title = excerpt(told.title, MOST_TITLE)
  if (href === undefined || title === '' || told.once === '')
    throw new TypeError('A notification has a title, a key, and leads to a page of this site.')
  const { kind, group, from, others } = told
  return {
    ...{ kind, title, text: excerpt(text, MOST_TEXT), href, at: now(), deleteAt: endOfLife() },
    ...{ place: new Types.ObjectId(), readAt: null, mailedAt: null },
    ...(group !== undefined && { group }),
    ...(from && { from }),
    ...(others !== undefined && { others }),
    ...(isSocial(kind) && { mailAt: mailTime() }),
  }
}

/** The first one stands. */
export async function storeOne(account: string, told: Told): Promise<Notification> {
  const { once } = told
  const fields = written(told)
  const put = () =>
    Notifications.findOneAndUpdate(
      { account, once },
      { $setOnInsert: fields },
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

type BulkFault = { code?: number; writeErrors?: { index: number; code?: number }[] }

/** The same for many people at once, with one write. @returns those to whom it is new */
export async function storeMany(accounts: readonly string[], told: Told): Promise<string[]> {
  if (accounts.length === 0) return []
  const fields = written(told)
  const rows = accounts.map((account) => ({
    ...fields,
    ...{ _id: new Types.ObjectId(), account: new Types.ObjectId(account), once: told.once },
    place: new Types.ObjectId(),
  }))
  try {
    await Notifications.collection.insertMany(rows, { ordered: false })
    return [...accounts]
  } catch (error) {
    const { writeErrors = [] } = error as BulkFault
    if (writeErrors.length === 0 || writeErrors.some(({ code }) => code !== 11000)) throw error
    const known = new Set(writeErrors.map(({ index }) => index))
    return accounts.filter((_, at) => !known.has(at))
  }
}

const fresh = (told: Told) => {
  const { href, title, at, place } = written(told)
  return {
    $set: { kind: told.kind, title, href, at, place, readAt: null, mailedAt: null, mailAt: mailTime() },
    $unset: { letter: 1 } as const,
  }
}

/** Whoever was told only because they watch is told that it is about them: as something new, once. @returns whether they were */
export async function raise(account: string, told: Told): Promise<boolean> {
  const lesser = {
    account,
    once: told.once,
    kind: 'reply' as const,
    title: { $in: Object.values(watchTitles) },
  }
  return (await Notifications.updateOne(lesser, fresh(told))).matchedCount > 0
}

/** More did the same, so it is new again. @param seen how many others there were. @returns false where it was not so any more */
export async function grow(account: string, told: Told, seen: number): Promise<boolean> {
  const { $set, $unset } = fresh(told)
  const update = { $set: { ...$set, from: told.from, others: told.others }, $unset }
  return (await Notifications.updateOne({ account, once: told.once, others: seen }, update)).matchedCount > 0
}

/** Fewer did, or other people: said quietly. */
export async function correct(account: string, told: Told, seen: number): Promise<boolean> {
  const { title, from, others } = told
  const update = { $set: { title, from, others } }
  return (await Notifications.updateOne({ account, once: told.once, others: seen }, update)).matchedCount > 0
}

export type Which = { ids: readonly string[] } | { once: readonly string[] } | { group: string } | 'all'

function chosen(which: Which) {
  if (which === 'all') return {}
  if ('ids' in which) return { _id: { $in: which.ids } }
  return 'once' in which ? { once: { $in: which.once } } : { group: which.group }
}

/** @param upTo what came after this place has not been seen yet */
export async function storeRead(account: string, which: Which, upTo?: string): Promise<void> {
  await Notifications.updateMany(
    { account, readAt: null, ...chosen(which), ...(upTo && { place: { $lte: upTo } }) },
    { $set: { readAt: now() }, $unset: { mailAt: 1 } },
  )
}

export async function storeMailed(id: Types.ObjectId): Promise<void> {
  await Notifications.updateOne({ _id: id }, { $set: { mailedAt: now() } })
}

/** Puts all that is due for one person and group into one mail. Whoever else does so at this moment names the same mail. */
export async function claimForLetter(
  { account, group }: Pick<Notification, 'account' | 'group'>,
  letter: string,
  cut: Date,
): Promise<Notification[]> {
  const due = { account, group: group ?? { $exists: false }, mailAt: { $lte: cut } }
  await Notifications.updateMany({ ...due, letter: { $exists: false } }, { $set: { letter } })
  return Notifications.find({ account, letter, mailAt: { $lte: cut } })
    .sort({ place: 1 })
    .lean<Notification[]>()
}

/** From here on no mail is to come. @param mailed those that stand in it */
export async function endLetter(
  account: Types.ObjectId,
  letter: string,
  mailed: readonly Types.ObjectId[],
): Promise<void> {
  if (mailed.length > 0)
    await Notifications.updateMany(
      { _id: { $in: mailed } },
      { $set: { mailedAt: now() }, $unset: { mailAt: 1 } },
    )
  await Notifications.updateMany(
    { account, letter, mailAt: { $exists: true }, _id: { $nin: mailed } },
    { $unset: { mailAt: 1, letter: 1 } },
  )
}

/** Their mail was taken back before it left: what still stands goes into another one. */
export async function reopenLetter(account: Types.ObjectId, letter: string): Promise<void> {
  const again = { $set: { mailAt: now(), mailedAt: null }, $unset: { letter: 1 } } as const
  await Notifications.updateMany({ account, letter, readAt: null }, again)
}

/** This person is on the site and sees the bell: no mail is needed any more. */
export async function dropMailsToCome(account: string): Promise<void> {
  await Notifications.updateMany({ account, mailAt: { $lte: mailTime() } }, { $unset: { mailAt: 1 } })
}

/** @returns what went */
export async function deleteThese(
  filter: object,
): Promise<Pick<Notification, '_id' | 'account' | 'letter'>[]> {
  const gone = await Notifications.find(filter, 'account letter').lean()
  if (gone.length > 0) await Notifications.deleteMany({ _id: { $in: gone.map(({ _id }) => _id) } })
  return gone
}

/** Whoever left is named nowhere any more. */
export async function detachFrom(account: string): Promise<void> {
  await Notifications.updateMany({ from: account }, { $unset: { from: 1 } })
}
