import '../support/env.ts'

import assert from 'node:assert/strict'
import { afterEach, test } from 'node:test'
import fc from 'fast-check'
import request from 'supertest'
import { days, hours, moveClock, now, resetClock } from '../../src/clock.ts'
import { changed } from '../../src/live/bus.ts'
import { ringAlarms } from '../../src/reports/alarms.ts'
import { appeal } from '../../src/reports/appeal.ts'
import { Cases } from '../../src/reports/case.ts'
import { measures, outcomes } from '../../src/reports/case-state.ts'
import { decide } from '../../src/reports/deciding.ts'
import { fileReport } from '../../src/reports/filing.ts'
import { chooseInterim } from '../../src/reports/interim-choice.ts'
import { LogLines } from '../../src/reports/log-line.ts'
import { closeQuarter, Quarters, quarterAt } from '../../src/reports/quarter.ts'
import { Reports } from '../../src/reports/report.ts'
import { showTable } from '../../src/reports/suppression.ts'
import { makeAccount } from '../support/accounts.ts'
import { complaint, findings, report, rules } from '../support/complaints.ts'
import { makePost, makeTopic } from '../support/forum.ts'
import { forumSite } from '../support/forum-site.ts'

const here = forumSite()
rules()
afterEach(resetClock)

/** Every way of filling in what is hidden that fits the rest, cell by cell: the values each hidden one could have. */
function consistent(cells: readonly { count: number; shown: string }[], total: string): Set<number>[] {
  const ranges = cells.map(({ count, shown }) => {
    if (shown.startsWith('fewer')) return [1, 9] as const
    return shown === 'not told' ? ([10, 60] as const) : ([count, count] as const)
  })
  const found = cells.map(() => new Set<number>())
  const told = /about (\d+)/.exec(total)?.[1]
  const fill = (at: number, values: number[]): void => {
    if (at < ranges.length) {
      const [least, most] = ranges[at] ?? [0, 0]
      for (let n = least; n <= most; n += 1) fill(at + 1, [...values, n])
      return
    }
    const sum = values.reduce((all, n) => all + n, 0)
    if (told === undefined || Math.round(sum / 5) * 5 === Number(told))
      for (const [i, n] of values.entries()) found[i]?.add(n)
  }
  fill(0, [])
  return found
}

test('N13: whoever tries all numbers finds two at least that fit each hidden one', () => {
  const counts = fc.array(fc.oneof(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 0, max: 40 })), {
    minLength: 1,
    maxLength: 4,
  })
  fc.assert(
    fc.property(counts, (given) => {
      const table = showTable(given.map((count, n) => ({ name: String(n), count })))
      const cells = table.cells.map(({ shown }, at) => ({ shown, count: given[at] ?? 0 }))
      for (const [at, { shown, count }] of cells.entries()) {
        if (count > 0 && count < 10) assert.equal(shown, 'fewer than 10')
        if (!/^\d/.test(shown))
          assert.ok((consistent(cells, table.total)[at]?.size ?? 0) >= 2, JSON.stringify({ given, table }))
      }
    }),
    { numRuns: 300 },
  )
})

test('a quarter begins and ends by the London calendar', () => {
  assert.equal(quarterAt(new Date('2026-06-30T22:59:59Z')).name, '2026-Q2')
  assert.equal(quarterAt(new Date('2026-06-30T23:00:00Z')).name, '2026-Q3')
  assert.equal(quarterAt(new Date('2026-12-31T23:59:59Z')).name, '2026-Q4')
  assert.equal(quarterAt(new Date('2026-11-24T12:00:00Z')).from.toISOString(), '2026-09-30T23:00:00.000Z')
})

test('N13: nothing is told of a quarter that runs; when it is over it is counted once, and stays', async () => {
  const { post } = await makeTopic()
  for (let n = 0; n < 12; n += 1)
    await report(here.site, { about: `/posts/${post._id}`, email: `r${n}@example.org` })
  await closeQuarter()
  const page = () => request(here.site.server).get('/transparency').expect(200)
  const { name, until } = quarterAt(new Date())
  assert.ok(!(await page()).text.includes(name))
  moveClock(until.getTime() - Date.now() + hours(1))
  await Promise.all([closeQuarter(), closeQuarter()])
  assert.equal(await Quarters.countDocuments({ name }), 1)
  const { text } = await page()
  assert.ok(text.includes(name))
  assert.match(text, /It breaks the rules here<\/th><td>12</)
  assert.match(text, /Together<\/th><td>about 10</)
})

async function noCases(): Promise<void> {
  for (const each of [Quarters, Cases, Reports, LogLines]) await each.collection.deleteMany({})
}

async function everyLine() {
  const lines: { event: string; outcome: string | null; measures: string[] }[] = []
  for (let at: string | undefined = '/log'; at; ) {
    const { body }: { body: { lines: typeof lines; next?: string } } = await request(here.site.server)
      .get(at)
      .set('Accept', 'application/json')
      .expect(200)
    lines.push(...body.lines)
    at = body.next
  }
  return lines
}

test('N9, N13: whoever adds up the lines of the log comes to the numbers of the table', async () => {
  await noCases()
  const moderator = { role: 'moderator' } as const
  const [judge, second] = await Promise.all([makeAccount(moderator), makeAccount(moderator)])
  const author = await makeAccount()
  const topic = await makeTopic()
  const mild = findings({ outcome: 'not_upheld', measures: ['none'], yields: 'complainant' })
  for (let n = 0; n < 14; n += 1) {
    const { _id } = await makePost({ topic: topic.id, author })
    const { report: filed } = await fileReport(undefined, complaint(`/posts/${_id}`))
    const ref = (await Reports.findById(filed._id).lean())?.case ?? assert.fail('it has no case')
    const hide = { choice: 'hide', ground: 'appears_justified', reason: 'It insults.' } as const
    if (n < 11) await chooseInterim(judge, ref, hide)
    const decision = await decide(judge, ref, n < 12 ? findings() : mild)
    if (n > 0) continue
    await appeal(author, decision.ref, { argument: 'A joke.', link: undefined, at: now() })
    await decide(second, ref, mild)
  }
  moveClock(quarterAt(now()).until.getTime() - Date.now() + hours(1))
  await closeQuarter()
  const lines = await everyLine()
  const count = (is: (line: (typeof lines)[number]) => boolean) => lines.filter(is).length
  const first = (outcome: string) => count((line) => line.event === 'decided' && line.outcome === outcome)
  const decided = (measure: string) =>
    count(({ event, measures: all }) => /decided$/.test(event) && all.includes(measure))
  const { counts } = (await Quarters.findOne().lean()) ?? assert.fail('it is counted')
  assert.deepEqual(counts.decisions, Object.fromEntries(outcomes.map((name) => [name, first(name)])))
  assert.deepEqual(counts.measures, Object.fromEntries(measures.map((name) => [name, decided(name)])))
  assert.equal(
    counts.meanwhile?.hidden,
    count(({ event }) => event === 'interim'),
  )
  assert.deepEqual(counts.appeals, {
    unchanged: 0,
    changed: count(({ event }) => event === 'appeal-decided'),
  })
  assert.deepEqual([first('upheld'), first('not_upheld'), decided('none')], [12, 2, 3])
  const { text } = await request(here.site.server).get('/transparency').expect(200)
  assert.match(text, /The complaint was right<\/th><td>12</)
  assert.match(text, /It may stay<\/th><td>fewer than 10</)
})

test('N13: quarters in which nobody counted are counted later, each miss in the one in which it was noticed', async () => {
  await noCases()
  const { post } = await makeTopic()
  const begin = quarterAt(now())
  await fileReport(undefined, complaint(`/posts/${post._id}`))
  moveClock(quarterAt(begin.until).until.getTime() - Date.now() - hours(1))
  await ringAlarms()
  moveClock(days(100))
  await closeQuarter()
  const counted = await Quarters.find({}).sort({ name: 1 }).lean()
  assert.deepEqual(
    counted.map(({ name }) => name),
    [begin.name, quarterAt(begin.until).name, quarterAt(quarterAt(begin.until).until).name],
  )
  const late = (counts: Record<string, number> | undefined) => [
    counts?.triage,
    counts?.decide,
    counts?.['decide-latest'],
  ]
  assert.deepEqual(late(counted[0]?.counts.late), [0, 0, 0])
  assert.deepEqual(late(counted[1]?.counts.late), [1, 1, 1])
  assert.deepEqual(late(counted[2]?.counts.late), [0, 0, 0])
  moveClock(days(100))
  await closeQuarter()
  assert.equal(await Quarters.countDocuments(), 4)
})

test('a forum that never had a complaint counts none', async () => {
  await noCases()
  await closeQuarter()
  assert.equal(await Quarters.countDocuments(), 0)
})

test('quarters that were counted before there were other rows keep theirs, with words that say what they count', async () => {
  await noCases()
  const counts = {
    appeals: { 'decided again': 30, changed: 12 },
    late: { cases: 20 },
    meanwhile: { hidden: 11 },
  }
  await Quarters.create({ name: '2025-Q1', counts, countedAt: now() })
  await changed('quarters')
  const { text } = await request(here.site.server).get('/transparency').expect(200)
  const plain = text.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ')
  assert.match(plain, /All of them 30 The outcome changed 12/)
  assert.match(plain, /Cases that were not decided in time 20/)
  assert.doesNotMatch(plain, /decided again|\bcases 20/)
})
