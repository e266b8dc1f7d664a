import type { Account } from '../auth/account.ts'
import { visibleBoardIds } from './board-list.ts'
import type { Cut, Place } from './cursor.ts'
import { listTop, type Period, periods } from './top.ts'
import { type Ids, type ListedTopic, listLatest, listNew } from './topic-list.ts'
import { type TopicRow, topicRows } from './topic-row.view.ts'
import { flushTails } from './topic-tails.ts'
import { listUnread, readerOf } from './unread.ts'

export interface ListModel {
  topics: TopicRow[]
  /** Muted by the reader: they fold away under the others. */
  muted: TopicRow[]
  /** Address of the next page. */
  next: string | undefined
  /** Back to the top, where this page is not the first. */
  previous: string | undefined
}

export interface ShownList {
  model: ListModel
  /** What a kept page with this list depends on. */
  tags: string[]
}

type Viewer = Account | undefined

interface ListPlace {
  address: string
  before: unknown
  /** See `Reader`. */
  isHere?: boolean
}

/** Rows for this reader, in the order given, and where to go on. */
export async function showList(
  viewer: Viewer,
  list: Cut<ListedTopic>,
  { address, before, isHere = false }: ListPlace,
): Promise<ShownList> {
  const { rows, tags } = await topicRows(list.items, readerOf(viewer, isHere))
  const model = {
    topics: rows.filter((row) => !row.isMuted),
    muted: rows.filter((row) => row.isMuted),
    next: list.next && `${address}?before=${list.next}`,
    previous: before === undefined ? undefined : address,
  }
  return { model, tags }
}

/** The ends of topics follow their replies in one write; a list shows what was acknowledged, so it asks for it first. */
export async function boardsToList(viewer: Viewer): Promise<Ids> {
  await flushTails()
  return visibleBoardIds(viewer)
}

export async function showLatest(viewer: Viewer, before: Place | undefined): Promise<ShownList> {
  const list = await listLatest(await boardsToList(viewer), before)
  return showList(viewer, list, { address: '/latest', before })
}

export async function showNew(viewer: Viewer, before: number | undefined): Promise<ShownList> {
  const list = await listNew(await boardsToList(viewer), before)
  return showList(viewer, list, { address: '/new', before })
}

export async function showUnread(viewer: Account, before: Place | undefined): Promise<ShownList> {
  const boards = await boardsToList(viewer)
  const reader = { id: String(viewer._id), since: viewer.createdAt }
  return showList(viewer, await listUnread(reader, boards, before), { address: '/unread', before })
}

export const topAddresses: Record<Period, string> = { week: '/top', month: '/top/month', year: '/top/year' }

export async function showTop(viewer: Viewer, period: Period, before: Place | undefined) {
  const list = await listTop(period, await boardsToList(viewer), before)
  const shown = await showList(viewer, list, { address: topAddresses[period], before })
  const choices = [
    { href: topAddresses.week, label: 'Week', isCurrent: period === 'week' },
    { href: topAddresses.month, label: 'Month', isCurrent: period === 'month' },
    { href: topAddresses.year, label: 'Year', isCurrent: period === 'year' },
  ]
  return { ...shown, model: { ...shown.model, days: periods[period], choices } }
}

/** The ways to look at topics; unread needs somebody to have read. */
export function listTabs(viewer: Viewer, current: string) {
  const items = [
    { href: '/latest', label: 'Latest' },
    { href: '/new', label: 'New' },
    ...(viewer ? [{ href: '/unread', label: 'Unread' }] : []),
    { href: '/top', label: 'Top' },
  ]
  return items.map((item) => ({ ...item, isCurrent: item.href === current }))
}
