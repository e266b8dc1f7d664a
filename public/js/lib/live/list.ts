import type { RowNews } from '../../../../src/live/spoken.ts'
import { enterRoom, onNews } from './connection.ts'
import { elementOf } from './html.ts'

const counting = new Intl.NumberFormat('en-GB')

function countUnread(row: HTMLElement, { number, by }: Omit<RowNews, 'room'>, before: number): void {
  const { me } = document.body.dataset
  if (!me || by === me) return
  const unread = Number(row.dataset.unread ?? 0) + Math.max(0, number - before)
  const title = row.querySelector<HTMLAnchorElement>('.row-title')
  const old = row.querySelector('.row-count')
  if (unread === 0 || !title || !old) return
  const count = document.createElement('a')
  count.className = 'row-count'
  count.href = old instanceof HTMLAnchorElement ? old.href : `${title.href}/${before + 1}`
  count.textContent = `${counting.format(unread)} new`
  row.dataset.unread = String(unread)
  old.replaceWith(count)
  if (row.classList.contains('row-unread')) return
  row.classList.add('row-unread')
  const dot = document.createElement('span')
  dot.className = 'dot'
  row.querySelector('.row-line')?.prepend(dot)
}

/** The title, its marks and labels, as everybody sees them; what is the reader's own (unread, muted) stays. */
function renewTitle(row: HTMLElement, fresh: HTMLElement): void {
  const [old, title] = [row, fresh].map((one) => one.querySelector<HTMLAnchorElement>('.row-title'))
  if (!old || !title) return
  if (old.textContent !== title.textContent) old.textContent = title.textContent
  old.href = title.href
  const own = [...row.querySelectorAll('.row-line > .row-mark')]
  for (const mark of own) if (!mark.querySelector('[aria-label="Muted"]')) mark.remove()
  for (const mark of fresh.querySelectorAll('.row-line > .row-mark')) old.before(mark)
  row.querySelector('.row-labels')?.remove()
  const labels = fresh.querySelector('.row-labels')
  if (labels) row.querySelector('.row-meta')?.append(labels)
  const [board, now] = [row, fresh].map((one) => one.querySelector('.row-meta > a'))
  if (board && now) board.replaceWith(now)
}

/** The row stays where it is: nobody clicks on what has just moved. */
function renewRow(row: HTMLElement, news: Omit<RowNews, 'room'>): void {
  const fresh = elementOf(news.html)
  const before = Number(row.dataset.replies ?? 0) + 1
  if (!fresh) return
  renewTitle(row, fresh)
  if (news.number <= before) return
  for (const part of ['.row-meta > span:not(.row-labels)', '.row-meta > time']) {
    const now = fresh.querySelector(part)
    if (now) row.querySelector(part)?.replaceWith(now)
  }
  const replies = fresh.querySelector('.row-count')
  if (replies && !row.dataset.unread) row.querySelector('.row-count')?.replaceWith(replies)
  countUnread(row, news, before)
  row.dataset.replies = String(news.number - 1)
}

interface Missed {
  rows: Omit<RowNews, 'room'>[]
  /** Topics that the page lists and should not. */
  unlisted: string[]
}

/** Keeps the numbers of a list, and says when there is more than it shows. */
export function keepList(list: HTMLElement): void {
  const room = list.dataset.live ?? ''
  const others = new Set<string>()
  const line = document.querySelector('[data-more]')

  const rowOf = (topic: string) =>
    document.querySelector<HTMLElement>(`.row[data-topic="${CSS.escape(topic)}"]`)
  const hear = (news: Omit<RowNews, 'room'>) => {
    const row = rowOf(news.topic)
    if (row) return renewRow(row, news)
    if (news.isChange) return
    others.add(news.topic)
    const link = document.createElement('a')
    link.href = location.pathname
    link.textContent =
      others.size === 1 ? 'One more topic has something new' : `${others.size} more topics have something new`
    line?.replaceChildren(link)
  }
  const unlist = (topic: string) => {
    rowOf(topic)?.remove()
    if (others.delete(topic) && others.size === 0) line?.replaceChildren()
  }
  onNews('unlisted', (news) => news.room === room && unlist(news.topic))
  onNews('row', (news) => news.room === room && hear(news))
  enterRoom(room, {
    since: () =>
      Object.fromEntries(
        [...document.querySelectorAll<HTMLElement>('.row[data-topic]')].map((row) => [
          row.dataset.topic,
          Number(row.dataset.replies ?? 0) + 1,
        ]),
      ),
    catchUp(missed) {
      const { rows, unlisted } = missed as Missed
      for (const news of rows) hear(news)
      for (const topic of unlisted) unlist(topic)
    },
  })
}
