import { bankHolidays } from './bank-holidays.ts'
import type { ClockName, ClockRule, ClockStart } from './clock-rules.ts'
import { type KindName, kinds } from './kinds.ts'

const london = 'Europe/London'

export interface Clock {
  name: ClockName
  due: Date
  isLaw: boolean
  /** Only the time of working days counts. */
  isWorkingTime: boolean
}

function inLondon(at: Date): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(london)
}

function asDate(at: Temporal.ZonedDateTime): Date {
  return new Date(at.epochMilliseconds)
}

function startOf(day: Temporal.PlainDate): Date {
  return asDate(day.toZonedDateTime(london))
}

interface Day {
  date: Temporal.PlainDate
  /** Milliseconds; the end is the start of the next one. */
  start: number
  end: number
  isWorking: boolean
  next?: Day
}

function makeDay(date: Temporal.PlainDate): Day {
  const [start, end] = [date, date.add({ days: 1 })].map((day) => startOf(day).getTime()) as [number, number]
  return { date, start, end, isWorking: date.dayOfWeek <= 5 && !bankHolidays.has(date.toString()) }
}

/** Most of what is asked is about one day, today, and those after it: a calendar is slow to ask for each complaint. */
let asked: Day | undefined

function dayOf(at: Date): Day {
  const time = at.getTime()
  if (!asked || time < asked.start || time >= asked.end) asked = makeDay(inLondon(at).toPlainDate())
  return asked
}

function nextDay(day: Day): Day {
  day.next ??= makeDay(day.date.add({ days: 1 }))
  return day.next
}

/** The clock changes on Sundays only, so a working day has 24 hours; the Regulations of 2013, reg 1(3), count it whole. */
export function addWorkingHours(at: Date, hours: number): Date {
  let left = hours * 3_600_000
  let time = at.getTime()
  for (let day = dayOf(at); ; day = nextDay(day)) {
    if (day.isWorking) {
      if (left <= day.end - time) return new Date(time + left)
      left -= day.end - time
    }
    time = day.end
  }
}

/** The same time of day, so many working days later; from a day off on, the end of the last of them. */
export function addWorkingDays(at: Date, days: number): Date {
  return addWorkingHours(at, days * 24)
}

/** Midnight in London at the end of the day `days` calendar days after the London day of `sent`. */
export function endOfDayAfter(sent: Date, days: number): Date {
  return startOf(
    inLondon(sent)
      .toPlainDate()
      .add({ days: days + 1 }),
  )
}

/** Milliseconds of working days between the two; 0 if `until` is not later. */
function workingTime(from: Date, until: Date): number {
  let sum = 0
  let time = from.getTime()
  for (let day = dayOf(from); time < until.getTime(); day = nextDay(day)) {
    const end = Math.min(day.end, until.getTime())
    if (day.isWorking) sum += end - time
    time = end
  }
  return sum
}

function dueOf({ unit, count }: ClockRule, at: Date): Date {
  switch (unit) {
    case 'hours':
      return new Date(at.getTime() + count * 3_600_000)
    case 'working-hours':
      return addWorkingHours(at, count)
    case 'working-days':
      return addWorkingDays(at, count)
    case 'days':
      return asDate(inLondon(at).add({ days: count }))
    case 'months':
      return endOfDayAfter(asDate(inLondon(at).add({ months: count })), 0)
    case 'end-of-day':
      return endOfDayAfter(at, count)
  }
}

/** The clocks that start at `at` because of `starts`, the law's and our own. */
export function clocksFor(kind: KindName, at: Date, starts: ClockStart = 'received'): Clock[] {
  return kinds[kind].clocks
    .filter((rule) => rule.starts === starts)
    .map((rule) => ({
      name: rule.name,
      due: dueOf(rule, at),
      isLaw: rule.isLaw,
      isWorkingTime: rule.unit.startsWith('working'),
    }))
}

/** How much of the time is gone: 0 at `at`, 1 when due, more when late, so that a weekend rings no alarm on working time. */
export function share(clock: Clock, at: Date, now: Date): number {
  const [start, due, time] = [at.getTime(), clock.due.getTime(), now.getTime()]
  if (time <= start) return due <= start && time === start ? 1 : 0
  if (due <= start) return 1
  const isLate = time >= due
  if (!clock.isWorkingTime || isLate) return (time - start) / (due - start)
  const whole = workingTime(at, clock.due)
  return whole === 0 ? 0 : workingTime(at, now) / whole
}

const alarms = [100, 80, 50] as const

/** The highest alarm passed since the last look; none rings twice. */
export function alarmDue(shareBefore: number, shareNow: number): (typeof alarms)[number] | undefined {
  return alarms.find((alarm) => shareBefore < alarm / 100 && shareNow >= alarm / 100)
}
