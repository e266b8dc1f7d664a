import { enterRoom, onNews } from './connection.ts'

/** As the page prints it: nobody reads more than this in a number. */
const MOST = 100

function showUnread(row: HTMLElement, unread: number): void {
  row.dataset.unread = String(unread)
  row.classList.toggle('row-unread', unread > 0)
  row.querySelector('.row-count')?.remove()
  row.querySelector('.dot')?.remove()
  const title = row.querySelector<HTMLAnchorElement>('.row-title')
  if (unread === 0 || !title) return
  const count = document.createElement('a')
  count.className = 'row-count'
  count.href = title.href.replace(/#.*$/, '#new')
  count.textContent = `${unread >= MOST ? `${MOST - 1}+` : unread} new`
  row.append(count)
  const dot = document.createElement('span')
  dot.className = 'dot'
  title.before(dot)
}

/** The list of rooms counts up. */
export function keepRooms(list: HTMLElement): void {
  const rowOf = (slug: string) => list.querySelector<HTMLElement>(`.row[data-room="${CSS.escape(slug)}"]`)
  const seen = new Map<string, number>()
  const showTime = (row: HTMLElement, at: number) => {
    const time = row.querySelector('time')
    if (time && at > 0) time.dateTime = new Date(at).toISOString()
  }
  onNews('said', ({ slug, seq, by, at }) => {
    const row = rowOf(slug)
    if (!row || seq <= (seen.get(slug) ?? 0)) return
    seen.set(slug, seq)
    showTime(row, at)
    // Nothing is news in a room where this reader never was.
    if (row.hasAttribute('data-known') && by !== document.body.dataset.me)
      showUnread(row, Number(row.dataset.unread ?? 0) + 1)
  })
  enterRoom('rooms', {
    since: () => null,
    catchUp(missed) {
      for (const { slug, unread, at } of missed as { slug: string; unread: number; at: number }[]) {
        const row = rowOf(slug)
        if (!row) continue
        showTime(row, at)
        if (unread !== Number(row.dataset.unread ?? 0)) showUnread(row, unread)
      }
    },
  })
}
