import type { Types } from 'mongoose'
import { Accounts } from '../auth/account.ts'
import { log } from '../log.ts'
import {
  type Announcement,
  Announcements,
  announcementPath,
  endAnnouncing,
  markToldUpTo,
} from './announcement.ts'
import { tellMany } from './many.ts'
import { forgetNotifications, markRead, unreadCount } from './notification.ts'

const BATCH = 500

const onceOf = (id: Types.ObjectId | string) => `announcement:${id}`

/** Nobody who never finished signing up, or still waits for a parent, or has closed their account (N26). */
const living = { state: { $in: ['active', 'limited', 'suspended'] } } as const
const staff = { ...living, role: { $in: ['moderator', 'admin'] } }

/** The next of those it is for. */
async function nextOf({ audience, toldUpTo }: Announcement): Promise<Types.ObjectId[]> {
  const those = audience === 'staff' ? staff : living
  const next = await Accounts.find({ ...those, ...(toldUpTo && { _id: { $gt: toldUpTo } }) }, '_id')
    .sort({ _id: 1 })
    .limit(BATCH)
    .lean()
  return next.map(({ _id }) => _id)
}

/** It is said by the staff, not by a person of them. */
function tell({ _id, title, text }: Announcement, accounts: readonly Types.ObjectId[]): Promise<void> {
  const href = announcementPath({ _id })
  return tellMany(accounts.map(String), { kind: 'staff', title, text, href, once: onceOf(_id) })
}

/** Tells each of those it is for, once; goes on where a crash stopped it; takes it back once it is withdrawn. */
async function tellOfAnnouncement(id: Types.ObjectId): Promise<void> {
  for (;;) {
    const announcement = await Announcements.findById(id).lean()
    if (!announcement?.isUntold) return
    const next = announcement.withdrawnAt ? [] : await nextOf(announcement)
    const last = next.at(-1)
    if (last) {
      await tell(announcement, next)
      await markToldUpTo(id, last)
      continue
    }
    if (announcement.withdrawnAt) await forgetNotifications(onceOf(id))
    await endAnnouncing(id, announcement)
  }
}

/** Whoever reads it need not be told of it any more. */
export async function noteAnnouncementSeen(account: string, id: string): Promise<void> {
  if ((await unreadCount(account)) > 0) await markRead(account, { once: [onceOf(id)] })
}

let running = Promise.resolve()

async function tellAll(): Promise<void> {
  for (const { _id } of await Announcements.find({ isUntold: true }, '_id').lean())
    await tellOfAnnouncement(_id).catch((error) =>
      log.error({ err: error, announcement: String(_id) }, 'an announcement is told later'),
    )
}

/** One after the other, however often it is called. */
export function tellOfAnnouncements(): Promise<void> {
  running = running.then(tellAll)
  return running
}
