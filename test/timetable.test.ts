import './support/quiet.ts'

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { startTimetable } from '../src/timetable.ts'

const everySecond = '* * * * * *'

test('a run that throws is not the last one', async () => {
  let runs = 0
  const run = () => {
    runs += 1
    if (runs === 1) throw new Error('at once')
    return Promise.reject(new Error('later'))
  }
  const timetable = startTimetable([[everySecond, 'fail', run]])
  while (runs < 3) await wait(50)
  await timetable.stop()
})

test('a run is not overtaken by the next, and a stop waits for it', async () => {
  let underWay = 0
  let most = 0
  let ended = 0
  const run = async () => {
    underWay += 1
    most = Math.max(most, underWay)
    await wait(1500)
    underWay -= 1
    ended += 1
  }
  const timetable = startTimetable([[everySecond, 'take long', run]])
  while (ended === 0 || underWay === 0) await wait(50)
  await timetable.stop()
  assert.deepEqual({ most, underWay }, { most: 1, underWay: 0 })
  const before = ended
  await wait(1200)
  assert.equal(ended, before, 'nothing starts after the stop')
})

test('a stop leaves a run that never ends behind', async () => {
  let hasBegun = false
  const run = () => {
    hasBegun = true
    return new Promise(() => undefined)
  }
  const timetable = startTimetable([[everySecond, 'hang', run]])
  while (!hasBegun) await wait(50)
  // It comes back: to wait for the run would take for ever.
  await timetable.stop()
})
