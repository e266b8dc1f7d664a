import '../support/env.ts'
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { takeNumber } from '../../src/database/numbers.ts'
import { closeTestDatabase, openTestDatabase } from '../support/database.ts'

before(openTestDatabase)
after(closeTestDatabase)

test('two hundred takers at once get the numbers 1 to 200, each once', async () => {
  const taken = await Promise.all(Array.from({ length: 200 }, () => takeNumber('topic')))
  assert.deepEqual(
    taken.sort((a, b) => a - b),
    Array.from({ length: 200 }, (_, index) => index + 1),
  )
})

test('sequences count apart', async () => {
  assert.equal(await takeNumber('report'), 1)
  assert.equal(await takeNumber('report'), 2)
})
