import assert from 'node:assert/strict'
import { test } from 'node:test'
import { days } from '../../src/clock.ts'
import { dueOf, firstClocks, leftIn } from '../../src/reports/due.ts'
import { freshCase } from '../../src/reports/opening.ts'

const opened = freshCase(
  { origin: 'report', kind: 'rules', subject: 'post:1', subjects: [], evidence: [], by: null, involved: [] },
  'C-1',
)
const after = (count: number) => new Date(opened.openedAt.getTime() + days(count))

test('the time for an objection is counted from the objection, however old the case is', () => {
  const at = after(100)
  const clocks = [...opened.clocks, ...firstClocks('rules', at, 'appealed')]
  const due = dueOf(firstClocks('rules', at, 'appealed'))
  const appealed = { ...opened, clocks, due }
  assert.equal(leftIn(appealed, after(101)).level, 'calm')
  assert.equal(leftIn(appealed, new Date(due.getTime() - 3_600_000)).level, 'soon')
  assert.equal(leftIn(appealed, new Date(due.getTime() + 3_600_000)).level, 'late')
})

test('clocks of cases from before their beginnings were kept began with them', () => {
  const clocks = opened.clocks.map(({ from: _, ...clock }) => clock)
  assert.deepEqual(leftIn({ ...opened, clocks }, after(1)), leftIn(opened, after(1)))
})
