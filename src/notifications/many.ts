import { Types } from 'mongoose'
import { changed } from '../live/bus.ts'
import { forgetNotificationOf } from './notification.ts'
import { correct, grow, Notifications, raise, storeMany, type Told } from './stored.ts'

export interface ManyNews extends Omit<Told, 'from' | 'others'> {
  /** Account id of whose doing it is. */
  from: string
}

/**
 * Tells all of these people the same, each once by its key, however often it is called. That they may be told is for the
 * caller to see to: `whoMayBeTold`.
 * @param isMore it says more than what they may have been told of the same before
 */
export async function notifyMany(
  accounts: readonly string[],
  { from, ...news }: ManyNews,
  isMore = false,
): Promise<void> {
  const told = { ...news, from: new Types.ObjectId(from) }
  const fresh = new Set(await storeMany(accounts, told))
  if (isMore)
    for (const account of accounts)
      if (!fresh.has(account) && (await raise(account, told))) fresh.add(account)
  await tell([...fresh])
}

/** The same for what is nobody's own doing. */
export async function tellMany(accounts: readonly string[], told: Told): Promise<void> {
  await tell(await storeMany(accounts, told))
}

async function tell(accounts: readonly string[]): Promise<void> {
  if (accounts.length > 0) await changed(...accounts.map((account) => `notifications:${account}`))
}

/** What several people did, in one line: of whom the latest is named. */
export interface Crowd {
  from: string
  others: number
  title: string
}

/** One more try for each who did the same at this very moment. */
const MOST_TRIES = 8

/**
 * One line for all who did the same. It is new again when it grows, corrected quietly when it shrinks, and goes when nobody is
 * left. `look` says how it stands; it is asked again after each write, so that the last one to look tells the truth.
 */
export async function notifyOfCrowd(
  account: string,
  news: Omit<Told, 'from' | 'others' | 'title'>,
  look: () => Promise<Crowd | undefined>,
): Promise<void> {
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const [crowd, row] = await Promise.all([
      look(),
      Notifications.findOne({ account, once: news.once }, 'from others title').lean(),
    ])
    if (!crowd && !row) return
    if (!crowd) {
      await forgetNotificationOf(account, news.once)
      continue
    }
    const told = { ...news, ...crowd, from: new Types.ObjectId(crowd.from) }
    const seen = row?.others ?? 0
    if (!row) {
      await tell(await storeMany([account], told))
    } else if (crowd.others > seen) {
      if (await grow(account, told, seen)) await tell([account])
    } else {
      const isSame = crowd.others === seen && crowd.title === row.title && told.from.equals(row.from ?? '')
      if (isSame) return
      if (await correct(account, told, seen)) await changed(`notifications:${account}`)
    }
  }
}
