import type { Account } from '../auth/account.ts'
import type { Person } from '../auth/people.ts'
import { config } from '../config.ts'
import { hasHome, type Shown, showGroups } from './groups.ts'
import { labels } from './kinds.ts'
import { listNotifications, MOST_UNREAD, type Notification, unreadCount } from './notification.ts'
import { peopleIn, sentenceOf } from './sentence.ts'

const PAGE = 30

function showNotification(told: Notification, people: ReadonlyMap<string, Person>) {
  const { _id, kind, text, href, at, readAt } = told
  const title = sentenceOf(told, people)
  return { id: String(_id), kind, label: labels[kind], title, text, href, at, isUnread: readAt === null }
}

type Line = ReturnType<typeof showNotification>

/** All that is on the page about one topic; or one line that stands by itself, and then without a key. */
export interface NotificationGroup {
  group: string | undefined
  title: string
  /** Absent where the reader may not go there any more. */
  href: string | undefined
  unread: number
  /** More than one of them is unread, so that they can be marked together. */
  isMany: boolean
  items: Line[]
}

const gone = 'Something that you cannot see any more'

function groupsOf(
  page: readonly Notification[],
  lines: readonly Line[],
  shown: ReadonlyMap<string, Shown>,
): NotificationGroup[] {
  const keyOf = ({ group, _id }: Notification) => (hasHome(group) ? group : String(_id))
  const byKey = Map.groupBy(page.keys(), (at) => keyOf(page[at] as Notification))
  return [...byKey].map(([key, places]) => {
    const items = places.flatMap((at) => lines[at] ?? [])
    const unread = items.filter(({ isUnread }) => isUnread).length
    const isAlone = !hasHome(key)
    const { title, href } = shown.get(key) ?? {}
    return {
      group: isAlone ? undefined : key,
      title: isAlone ? (items[0]?.title ?? '') : (title ?? gone),
      href: isAlone ? items[0]?.href : href,
      unread,
      isMany: unread > 1,
      items,
    }
  })
}

/** What this person was told, newest first, and what belongs to one topic together. One query for a page. */
export async function showNotifications(reader: Account, before: string | undefined) {
  const account = String(reader._id)
  const [found, unread] = await Promise.all([listNotifications(account, before, PAGE), unreadCount(account)])
  const page = found.slice(0, PAGE)
  const homes = page.map(({ group }) => group).filter(hasHome)
  const [people, shown] = await Promise.all([peopleIn(page), showGroups(reader, homes)])
  const lines = page.map((told) => showNotification(told, people))
  const last = page.at(-1)?.place
  return {
    notifications: lines,
    groups: groupsOf(page, lines, shown),
    unread,
    keptFor: config.retention.notification.words,
    /** What "all" means to whoever looks at this page: nothing that came since. */
    upTo: before ?? (page[0] && String(page[0].place)),
    back: before ? `/notifications?before=${before}` : '/notifications',
    next: found.length > PAGE ? `/notifications?before=${last}` : undefined,
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
