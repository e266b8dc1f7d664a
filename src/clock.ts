/** Every deadline and every retention period reads this clock, so that tests can move it. */
let offset = 0

export function now(): Date {
  return new Date(Date.now() + offset)
}

/** Milliseconds since 1970, moved like `now()`. */
export function nowMs(): number {
  return Date.now() + offset
}

/** For tests: moves the clock by so many milliseconds from where it stands; 0 changes nothing. */
export function moveClock(milliseconds: number): void {
  offset += milliseconds
}

/** For tests: back to the time of the machine. */
export function resetClock(): void {
  offset = 0
}

export const seconds = (n: number) => n * 1000
export const minutes = (n: number) => n * 60_000
export const hours = (n: number) => n * 3_600_000
export const days = (n: number) => n * 86_400_000

/** The calendar date in London at that moment, as "2026-11-22". */
export function londonDate(at: Date = now()): string {
  return Temporal.Instant.fromEpochMilliseconds(at.getTime())
    .toZonedDateTimeISO('Europe/London')
    .toPlainDate()
    .toString()
}
