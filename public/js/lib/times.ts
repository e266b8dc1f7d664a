import { sayAgo } from './ago.ts'

const exact = new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeStyle: 'short' })

function showTimes(): void {
  const now = new Date()
  for (const time of document.querySelectorAll('time')) {
    const at = new Date(time.dateTime)
    if (Number.isNaN(at.getTime())) continue
    const words = sayAgo(at, now)
    if (time.textContent === words) continue
    time.textContent = words
    time.title = exact.format(at)
  }
}

/** The page is the same for everybody; how long ago it was, and in which time zone, the reader's own clock knows. */
export function keepTimes(): void {
  showTimes()
  setInterval(showTimes, 30_000)
  document.addEventListener('visibilitychange', () => document.hidden || showTimes())
}
