import '../support/env.ts'

import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import fc from 'fast-check'
import request from 'supertest'
import { hours, moveClock, resetClock } from '../../src/clock.ts'
import { closeQuarter, Quarters, quarterAt } from '../../src/reports/quarter.ts'
import { showTable } from '../../src/reports/suppression.ts'
import { report } from '../support/complaints.ts'
import { makeTopic } from '../support/forum.ts'
import { forumSite } from '../support/forum-site.ts'

const here = forumSite()
after(resetClock)

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
