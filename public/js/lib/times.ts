import { sayAgo } from './ago.ts'

const timeOf = (time: HTMLTimeElement) => new Date(time.dateTime)
const isTime = (at: Date) => !Number.isNaN(at.getTime())

/** How long ago, for every time in there. */
export function showTimes(within: ParentNode = document): void {
  const now = new Date()
  for (const time of within.querySelectorAll('time')) {
    const at = timeOf(time)
    const words = isTime(at) ? sayAgo(at, now) : time.textContent
    if (time.textContent !== words) time.textContent = words
  }
}

let exact: Intl.DateTimeFormat | undefined

/** The exact time is written when somebody asks for it: for every time of a page it would hold up the page. */
function sayExactly({ target }: Event): void {
  const time = target instanceof Element ? target.closest('time') : null
  const at = time && timeOf(time)
  if (!at || !isTime(at)) return
  exact ??= new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeStyle: 'short' })
  time.title = exact.format(at)
}

/** The page is the same for everybody; how long ago it was, and in which time zone, the reader's own clock knows. */
export function keepTimes(): void {
  showTimes()
  setInterval(() => showTimes(), 30_000)
  document.addEventListener('visibilitychange', () => document.hidden || showTimes())
  for (const asked of ['pointerover', 'focusin']) document.addEventListener(asked, sayExactly)
}
