import '../support/own-models.ts'
import '../support/env.ts'

import assert from 'node:assert/strict'
import { after, beforeEach, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { minutes, moveClock, resetClock } from '../../src/clock.ts'
import { migrations } from '../../src/database/migrations/list.ts'
import { type Migration, Migrations, runMigrations } from '../../src/database/migrations.ts'
import { closeTestDatabase, emptyTestDatabase, openTestDatabase } from '../support/database.ts'
import { before } from '../support/hooks.ts'

before(openTestDatabase)
beforeEach(emptyTestDatabase)
after(closeTestDatabase)

function counting(number: number, made: number[]): Migration {
  return {
    number,
    name: `step-${number}`,
    run: async () => {
      await wait(30)
      made.push(number)
    },
  }
}

test('migrations are made once, in the order of their numbers', async () => {
  const made: number[] = []
  const list = [counting(2, made), counting(1, made), counting(10, made)]
  await runMigrations(list)
  await runMigrations(list)
  assert.deepEqual(made, [1, 2, 10])
})

test('five starts at once make each migration once, and all wait until it is made', async () => {
  const made: number[] = []
  const list = [counting(1, made), counting(2, made)]
  await Promise.all(
    Array.from({ length: 5 }, async () => {
      await runMigrations(list)
      assert.deepEqual(made, [1, 2])
    }),
  )
})

test('a migration that fails stops the start and is made at the next one', async () => {
  let tries = 0
  const shaky: Migration = {
    number: 1,
    name: 'shaky',
    run: async () => {
      tries++
      if (tries === 1) throw new Error('not today')
    },
  }
  await assert.rejects(runMigrations([shaky]), /not today/)
  await runMigrations([shaky])
  assert.equal(tries, 2)
})

test('what a dead process held is taken over when its time is up', async () => {
  const made: number[] = []
  const never: Migration = { number: 1, name: 'step-1', run: () => new Promise(() => {}) }
  void runMigrations([never])
  while (!(await Migrations.findById(1).lean())) await wait(10)
  moveClock(minutes(1))
  await runMigrations([counting(1, made)])
  resetClock()
  assert.deepEqual(made, [1])
})

test('a number that meant something else before is refused', async () => {
  await runMigrations([counting(1, [])])
  await assert.rejects(
    runMigrations([{ number: 1, name: 'other', run: async () => {} }]),
    /Migration 1 is "other" here but was "step-1"/,
  )
})

test('the numbers of the list rise and none is there twice', () => {
  const numbers = migrations.map((migration) => migration.number)
  assert.deepEqual(
    numbers,
    [...new Set(numbers)].sort((a, b) => a - b),
  )
})
