import { days, londonDate, now } from '../clock.ts'

/** Days for which a reporter may be told later that something was shared. */
export const LONGEST_DELAY = 90

interface Delay {
  delayReason: string
  /** A London day, "2026-12-24", or empty. */
  delayUntil?: string | undefined
}

/** What is wrong with it; undefined where nothing is. */
export function whyNotDelay({ delayReason, delayUntil = '' }: Delay): Record<string, string> {
  if (delayReason === '')
    return delayUntil === '' ? {} : { delayReason: 'Please say why they are told later.' }
  const last = londonDate(new Date(now().getTime() + days(LONGEST_DELAY)))
  if (delayUntil > londonDate(now()) && delayUntil <= last) return {}
  return { delayUntil: `Please give the day on which they are told: within ${LONGEST_DELAY} days from now.` }
}

/** The beginning of that day in London. */
export function delayEnd({ delayReason, delayUntil = '' }: Delay): Date | null {
  if (delayReason === '' || delayUntil === '') return null
  return new Date(Temporal.PlainDate.from(delayUntil).toZonedDateTime('Europe/London').epochMilliseconds)
}
