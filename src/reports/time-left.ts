import { type Clock, share } from './clocks.ts'

export interface TimeLeft {
  words: string
  level: 'calm' | 'soon' | 'late'
}

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

/** Whole units only, and none so small that it is old when it is read. */
function inWords(length: number): string {
  const [unit, name] = length >= 2 * day ? [day, 'day'] : length >= hour ? [hour, 'hour'] : [minute, 'minute']
  const count = Math.floor(length / unit)
  if (count === 0) return 'less than a minute'
  return `${count} ${name}${count === 1 ? '' : 's'}`
}

/** "2 days left", "overdue by 4 hours"; `soon` from the alarm at 80 % on. */
export function timeLeft(clock: Clock, at: Date, now: Date): TimeLeft {
  const left = clock.due.getTime() - now.getTime()
  if (left <= 0) return { words: `overdue by ${inWords(-left)}`, level: 'late' }
  return { words: `${inWords(left)} left`, level: share(clock, at, now) >= 0.8 ? 'soon' : 'calm' }
}
