import { days, londonDate } from '../clock.ts'
import type { Side } from './case-state.ts'

/** Days from an appeal decision to the end of its case. */
export const AFTER_APPEAL = 30

/** The end of the London day so many calendar months later. */
export function months(at: Date, count: number): Date {
  const day = Temporal.Instant.fromEpochMilliseconds(at.getTime())
    .toZonedDateTimeISO('Europe/London')
    .toPlainDate()
    .add({ months: count, days: 1 })
  return new Date(day.toZonedDateTime('Europe/London').epochMilliseconds)
}

/** "8 December 2026" */
export function dayInWords(at: Date): string {
  return Temporal.PlainDate.from(londonDate(at)).toLocaleString('en-GB', { dateStyle: 'long' })
}

/**
 * When the time is over to object to a decision, for those who have not done so. Each author has six months from what takes
 * something from them; who complained has them from the first decision, and a month at least after a later one.
 */
export function objectUntil(side: Side, { round, at }: { round: number; at: Date }, first: Date): Date {
  if (side === 'author' || round === 1) return months(at, 6)
  return new Date(Math.max(months(first, 6).getTime(), at.getTime() + days(AFTER_APPEAL)))
}
