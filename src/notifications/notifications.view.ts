import { config } from '../config.ts'
import {
  listNotifications,
  MOST_UNREAD,
  type Notification,
  type NotificationKind,
  unreadCount,
} from './notification.ts'

const PAGE = 30

const labels: Record<NotificationKind, string> = {
  decision: 'Your post',
  report: 'Your report',
  appeal: 'Your appeal',
  case: 'For moderators',
  notice: 'Privacy notice',
  support: 'Support',
}

function showNotification({ _id, kind, title, text, href, at, readAt }: Notification) {
  return { id: String(_id), kind, label: labels[kind], title, text, href, at, isUnread: readAt === null }
}

/** What this person was told, newest first. */
export async function showNotifications(account: string, before: string | undefined) {
  const [found, unread] = await Promise.all([listNotifications(account, before, PAGE), unreadCount(account)])
  const page = found.slice(0, PAGE)
  return {
    notifications: page.map(showNotification),
    unread,
    keptFor: config.retention.notification.words,
    /** What "all" means to whoever looks at this page: nothing that came since. */
    upTo: before ?? (page[0] && String(page[0]._id)),
    back: before ? `/notifications?before=${before}` : '/notifications',
    next: found.length > PAGE ? `/notifications?before=${page.at(-1)?._id}` : undefined,
    previous: before && '/notifications',
  }
}

/** The bell in the header: its number, and what it says to those who do not see it. */
export interface Bell {
  count: string | undefined
  words: string
}

export function showBell(unread: number | undefined): Bell {
  if (!unread) return { count: undefined, words: 'Notifications' }
  if (unread >= MOST_UNREAD) {
    const most = MOST_UNREAD - 1
    return { count: `${most}+`, words: `more than ${most} unread notifications` }
  }
  return {
    count: String(unread),
    words: `${unread} unread ${unread === 1 ? 'notification' : 'notifications'}`,
  }
}
