import '../support/env.ts'
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { takeNumber, takeQuickly } from '../../src/database/numbers.ts'
import { closeTestDatabase, openTestDatabase } from '../support/database.ts'
import { before } from '../support/hooks.ts'

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

test('those who take quickly, many at once, get each number once, and nobody else gets it', async () => {
  const taken = await Promise.all(Array.from({ length: 95 }, () => takeQuickly('case')))
  assert.equal(new Set(taken).size, 95)
  assert.deepEqual([Math.min(...taken), Math.max(...taken)], [1, 95])
  assert.equal(await takeNumber('case'), 101)
  assert.deepEqual([await takeQuickly('case'), await takeQuickly('case')], [96, 97])
})
