const units = [
  ['minute', 60, 3600],
  ['hour', 3600, 86_400],
  ['day', 86_400, 7 * 86_400],
] as const

const relative = new Intl.RelativeTimeFormat('en-GB', { numeric: 'auto', style: 'short' })
const sameYear = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' })
const otherYear = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' })

/** "just now", "5 min ago", "yesterday", "14 Mar", "14 Mar 2024" */
export function sayAgo(at: Date, now: Date): string {
  const seconds = (now.getTime() - at.getTime()) / 1000
  if (seconds < 60 && seconds > -60) return 'just now'
  for (const [unit, size, end] of units)
    if (seconds > 0 && seconds < end) return relative.format(-Math.floor(seconds / size), unit)
  return (at.getFullYear() === now.getFullYear() ? sameYear : otherYear).format(at)
}
