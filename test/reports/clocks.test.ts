import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { bankHolidays, lastYearOfHolidays } from '../../src/reports/bank-holidays.ts'
import {
  addWorkingDays,
  addWorkingHours,
  alarmDue,
  clocksFor,
  endOfDayAfter,
  share,
} from '../../src/reports/clocks.ts'
import { type KindName, kindNames, kinds } from '../../src/reports/kinds.ts'
import { timeLeft } from '../../src/reports/time-left.ts'

/** That time of day in London. */
function london(text: string): Date {
  return new Date(Temporal.PlainDateTime.from(text).toZonedDateTime('Europe/London').epochMilliseconds)
}

const same = (actual: Date, expected: string) =>
  assert.equal(actual.toISOString(), london(expected).toISOString())
const hour = 3_600_000

test('48 working hours from Friday 15:00 end on Tuesday 15:00', () => {
  same(addWorkingHours(london('2026-11-27T15:00'), 48), '2026-12-01T15:00')
})

test('48 working hours from 23 December 10:00 leave out Christmas, the weekend and the day in lieu', () => {
  same(addWorkingHours(london('2026-12-23T10:00'), 48), '2026-12-29T10:00')
  same(addWorkingHours(london('2027-12-23T10:00'), 48), '2027-12-29T10:00')
  same(addWorkingHours(london('2028-12-23T10:00'), 48), '2028-12-29T00:00')
})

test('48 working hours leave out Good Friday and Easter Monday', () => {
  same(addWorkingHours(london('2026-04-02T10:00'), 48), '2026-04-08T10:00')
  same(addWorkingHours(london('2028-04-13T10:00'), 48), '2028-04-19T10:00')
})

test('neither change of the clocks makes the working hours longer or shorter', () => {
  assert.equal(addWorkingHours(london('2026-03-27T15:00'), 48).toISOString(), '2026-03-31T14:00:00.000Z')
  assert.equal(addWorkingHours(london('2026-10-23T15:00'), 48).toISOString(), '2026-10-27T15:00:00.000Z')
  assert.equal(addWorkingHours(london('2027-03-25T10:00'), 48).toISOString(), '2027-03-31T09:00:00.000Z')
})

test('the day is that of London, not that of UTC', () => {
  const saturdayInLondon = new Date('2026-07-03T23:30:00Z')
  assert.equal(addWorkingHours(saturdayInLondon, 48).toISOString(), '2026-07-07T23:00:00.000Z')
  assert.equal(endOfDayAfter(new Date('2026-07-01T23:30:00Z'), 5).toISOString(), '2026-07-07T23:00:00.000Z')
})

test('hours that fill a working day end with it, and a report on a Sunday waits for Monday', () => {
  same(addWorkingHours(london('2026-11-27T15:00'), 9), '2026-11-28T00:00')
  same(addWorkingHours(london('2026-11-29T11:00'), 1), '2026-11-30T01:00')
})

test('working hours add up, are never shorter than hours, and never end within a day off', () => {
  const times = fc.date({ min: new Date('2026-01-01'), max: new Date('2028-12-01'), noInvalidDate: true })
  const counts = fc.integer({ min: 1, max: 100 })
  fc.assert(
    fc.property(times, counts, counts, (at, first, second) => {
      const due = addWorkingHours(at, first + second)
      assert.equal(due.getTime(), addWorkingHours(addWorkingHours(at, first), second).getTime())
      assert.ok(due.getTime() - at.getTime() >= (first + second) * hour)
      const lastMoment = Temporal.Instant.fromEpochMilliseconds(due.getTime() - 1)
      const day = lastMoment.toZonedDateTimeISO('Europe/London').toPlainDate()
      assert.ok(day.dayOfWeek <= 5 && !bankHolidays.has(day.toString()), day.toString())
    }),
    { numRuns: 1000 },
  )
})

test('working days keep the time of day in London', () => {
  same(addWorkingDays(london('2026-11-26T16:20'), 5), '2026-12-03T16:20')
  same(addWorkingDays(london('2026-12-23T10:00'), 5), '2027-01-04T10:00')
  same(addWorkingDays(london('2026-03-27T09:00'), 1), '2026-03-30T09:00')
  same(addWorkingDays(london('2026-10-23T09:00'), 1), '2026-10-26T09:00')
})

test('working days from a day off on are whole days', () => {
  same(addWorkingDays(london('2026-11-28T10:00'), 1), '2026-12-01T00:00')
  same(addWorkingDays(london('2026-12-20T00:00'), 4), '2026-12-25T00:00')
})

test('the writer has until midnight at the end of the fifth day after the sending', () => {
  same(endOfDayAfter(london('2026-11-24T00:00'), 5), '2026-11-30T00:00')
  same(endOfDayAfter(london('2026-11-24T23:59'), 5), '2026-11-30T00:00')
  assert.equal(endOfDayAfter(london('2026-10-22T12:00'), 5).toISOString(), '2026-10-28T00:00:00.000Z')
  assert.equal(endOfDayAfter(london('2026-03-26T12:00'), 5).toISOString(), '2026-03-31T23:00:00.000Z')
})

/** Written anew from the Act: Easter by the rule of the Gregorian calendar, Mondays, and days in lieu. */
function holidaysOf(year: number): string[] {
  const day = (month: number, date: number) => Temporal.PlainDate.from({ year, month, day: date })
  const [a, b, c] = [year % 19, Math.floor(year / 100), year % 100]
  const h = (19 * a + b - Math.floor(b / 4) - Math.floor((b - Math.floor((b + 8) / 25) + 1) / 3) + 15) % 30
  const l = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - h - (c % 4)) % 7
  const n = h + l - 7 * Math.floor((a + 11 * h + 22 * l) / 451) + 114
  const easter = day(Math.floor(n / 31), (n % 31) + 1)
  const monday = (date: Temporal.PlainDate) => date.add({ days: (8 - date.dayOfWeek) % 7 })
  const fixed: Temporal.PlainDate[] = []
  for (let date of [day(1, 1), day(12, 25), day(12, 26)]) {
    while (date.dayOfWeek > 5 || fixed.some((other) => other.equals(date))) date = date.add({ days: 1 })
    fixed.push(date)
  }
  const moving = [easter.subtract({ days: 2 }), easter.add({ days: 1 }), monday(day(5, 1))]
  return [...fixed, ...moving, monday(day(5, 25)), monday(day(8, 25))].map(String).sort()
}

test('the table of bank holidays is that of the Act', () => {
  const expected = [2026, 2027, 2028].flatMap(holidaysOf)
  assert.deepEqual([...bankHolidays], expected)
  assert.equal(lastYearOfHolidays, 2028)
})

const received = london('2026-11-24T10:00')
const due = (kind: KindName, ...starts: [Parameters<typeof clocksFor>[2]?]) =>
  Object.fromEntries(
    clocksFor(kind, received, ...starts).map(({ name, due, isLaw }) => [
      name,
      `${Temporal.Instant.fromEpochMilliseconds(due.getTime()).toZonedDateTimeISO('Europe/London').toPlainDateTime()}${isLaw ? ' law' : ''}`,
    ]),
  )

test('N9: a usual report is sorted in a day and decided in five working days, fifteen at most', () => {
  assert.deepEqual(due('rules'), {
    acknowledge: '2026-11-24T10:00:00',
    triage: '2026-11-25T10:00:00',
    decide: '2026-12-01T10:00:00',
    'decide-latest': '2026-12-15T10:00:00',
    progress: '2026-12-08T10:00:00',
  })
})

test('N9: an intimate image has 48 hours by law, weekends too, and its appeal no longer', () => {
  const { triage, decide } = due('intimate-image')
  assert.deepEqual([triage, decide], ['2026-11-24T12:00:00', '2026-11-26T10:00:00 law'])
  const [friday] = clocksFor('intimate-image', london('2026-11-27T15:00')).filter(
    ({ name }) => name === 'decide',
  )
  same(friday?.due ?? new Date(0), '2026-11-29T15:00')
  assert.deepEqual(due('intimate-image', 'appealed'), { appeal: '2026-11-26T10:00:00' })
})

test('N9: danger and child abuse are looked at in two hours and decided the same day', () => {
  for (const kind of ['danger', 'child-abuse'] as const) {
    const { triage, decide } = due(kind)
    assert.deepEqual([triage, decide], ['2026-11-24T12:00:00', '2026-11-25T00:00:00'], kind)
  }
})

test('N9: defamation has its 48 working hours and the five days of the writer by law', () => {
  const clocks = due('defamation')
  assert.equal(clocks['acknowledge-latest'], '2026-11-26T10:00:00 law')
  assert.equal(clocks.decide, '2026-11-26T10:00:00 law')
  assert.deepEqual(due('defamation', 'asked'), { answer: '2026-11-30T00:00:00 law' })
})

test('N28: a complaint about personal data or about us is acknowledged within the 30 days of the law', () => {
  for (const kind of kindNames)
    assert.equal(
      due(kind)['acknowledge-latest'],
      kind === 'defamation'
        ? '2026-11-26T10:00:00 law'
        : ['privacy', 'service'].includes(kind)
          ? '2026-12-24T10:00:00 law'
          : undefined,
      kind,
    )
})

test('every kind has the clocks of what comes later', () => {
  for (const kind of kindNames) {
    assert.deepEqual(due(kind, 'hidden'), { interim: '2026-12-09T10:00:00' })
    assert.deepEqual(due(kind, 'triaged'), { investigate: '2026-11-25T10:00:00' })
    assert.deepEqual(due(kind, 'notified'), { 'appeal-window': '2027-05-25T00:00:00' })
    assert.deepEqual(due(kind, 'appeal-decided'), { close: '2026-12-24T10:00:00' })
    if (kind !== 'intimate-image') assert.deepEqual(due(kind, 'appealed'), { appeal: '2026-12-08T10:00:00' })
  }
})

test('every clock of every kind has a limit, and the law is in those that name it', () => {
  const law = kindNames.flatMap((name) =>
    kinds[name].clocks.filter(({ isLaw }) => isLaw).map((rule) => `${name} ${rule.name}`),
  )
  assert.deepEqual(law.sort(), [
    'defamation acknowledge-latest',
    'defamation answer',
    'defamation decide',
    'intimate-image decide',
    'privacy acknowledge-latest',
    'service acknowledge-latest',
  ])
})

test('N13: alarms ring at 50, 80 and 100 per cent, each once', () => {
  const table = [0, 0.3, 0.5, 0.6, 0.8, 0.99, 1, 1.5]
  const rung = table.map((now, at) => alarmDue(table[at - 1] ?? 0, now))
  assert.deepEqual(rung, [undefined, undefined, 50, undefined, 80, undefined, 100, undefined])
  assert.equal(alarmDue(0, 3), 100)
  assert.equal(alarmDue(0.5, 0.9), 80)
})

test('the share of working time stands still on a weekend, and goes on when late', () => {
  const friday = london('2026-11-27T15:00')
  const clock = clocksFor('defamation', friday).find(({ name }) => name === 'decide')
  assert.ok(clock)
  const at = (text: string) => share(clock, friday, london(text))
  assert.equal(at('2026-11-27T15:00'), 0)
  assert.equal(at('2026-11-28T12:00'), 9 / 48)
  assert.equal(at('2026-11-29T23:00'), 9 / 48)
  assert.equal(at('2026-11-30T15:00'), 0.5)
  assert.equal(at('2026-12-01T15:00'), 1)
  assert.ok(at('2026-12-01T16:00') > 1)
})

test('a share never goes back, and is 1 exactly when due', () => {
  const offsets = fc.integer({ min: 0, max: 40 * 24 })
  fc.assert(
    fc.property(fc.constantFrom(...kindNames), offsets, offsets, offsets, (kind, start, one, two) => {
      const at = new Date(received.getTime() + start * hour)
      for (const clock of clocksFor(kind, at)) {
        const [early, late] = [Math.min(one, two), Math.max(one, two)].map((n) =>
          share(clock, at, new Date(at.getTime() + n * hour)),
        )
        assert.ok((early ?? 0) <= (late ?? 0), clock.name)
        assert.equal(share(clock, at, clock.due), 1, clock.name)
        assert.ok(clock.due <= at || share(clock, at, new Date(clock.due.getTime() - 60_000)) < 1, clock.name)
      }
    }),
    { numRuns: 300 },
  )
})

test('what is due at once rings at once', () => {
  const [clock] = clocksFor('rules', received)
  assert.equal(clock?.name, 'acknowledge')
  assert.ok(clock)
  assert.equal(share(clock, received, received), 1)
  assert.equal(share(clock, received, new Date(received.getTime() + 1)), 1)
})

test('the time left is told in whole units, with how pressing it is', () => {
  const clock = {
    name: 'decide',
    due: london('2026-12-01T10:00'),
    isLaw: false,
    isWorkingTime: false,
  } as const
  const at = london('2026-11-24T10:00')
  const told = (text: string) => Object.values(timeLeft(clock, at, london(text)))
  assert.deepEqual(told('2026-11-28T10:00'), ['3 days left', 'calm'])
  assert.deepEqual(told('2026-11-29T10:00'), ['2 days left', 'calm'])
  assert.deepEqual(told('2026-11-29T11:00'), ['47 hours left', 'calm'])
  assert.deepEqual(told('2026-12-01T07:00'), ['3 hours left', 'soon'])
  assert.deepEqual(told('2026-12-01T09:00'), ['1 hour left', 'soon'])
  assert.deepEqual(told('2026-12-01T09:50'), ['10 minutes left', 'soon'])
  assert.deepEqual(told('2026-12-01T09:59:30'), ['less than a minute left', 'soon'])
  assert.deepEqual(told('2026-12-01T10:00'), ['overdue by less than a minute', 'late'])
  assert.deepEqual(told('2026-12-01T14:30'), ['overdue by 4 hours', 'late'])
  assert.deepEqual(told('2026-12-04T10:00'), ['overdue by 3 days', 'late'])
})
