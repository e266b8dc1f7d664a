// By hand: the first use of `Intl` costs a phone more time than all else that a page's scripts do.
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sept', 'Oct', 'Nov', 'Dec']

function sayDays(days: number): string {
  return days === 1 ? 'yesterday' : `${days} days ago`
}

/** "just now", "5 min ago", "yesterday", "14 Mar", "14 Mar 2024" */
export function sayAgo(at: Date, now: Date): string {
  const seconds = (now.getTime() - at.getTime()) / 1000
  if (seconds < 60 && seconds > -60) return 'just now'
  if (seconds > 0 && seconds < 3600) return `${Math.floor(seconds / 60)} min ago`
  if (seconds > 0 && seconds < 86_400) return `${Math.floor(seconds / 3600)} hr ago`
  if (seconds > 0 && seconds < 7 * 86_400) return sayDays(Math.floor(seconds / 86_400))
  const day = `${at.getDate()} ${months[at.getMonth()]}`
  return at.getFullYear() === now.getFullYear() ? day : `${day} ${at.getFullYear()}`
}
