import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  cutPage,
  idQuery,
  lastAtBefore,
  numberQuery,
  place,
  placeQuery,
  writePlace,
} from '../../src/forum/cursor.ts'

test('a place survives its way through an address', () => {
  const at = new Date('2026-11-22T10:00:00.123Z')
  const text = writePlace(at, 17)
  assert.match(text, /^[\w.-]{1,64}$/)
  assert.deepEqual(place.parse(text), { value: at.getTime(), id: 17 })
})

test('a forged or broken cursor is a fault of input, whatever it is made of', () => {
  const broken = [
    '',
    'x',
    '.',
    '1.',
    '.1',
    '1.2.3',
    '1.-2',
    'zzzzzzzzzzzz.1',
    '{"$gt":""}',
    '1.1\n',
    'é.1',
    '9'.repeat(99),
  ]
  for (const before of broken) {
    assert.equal(placeQuery.safeParse({ before }).success, false, before)
    assert.equal(idQuery.safeParse({ before }).success, false, before)
  }
  for (const before of ['0', '-1', '1e9', '9999999999', '1.5'])
    assert.equal(numberQuery.safeParse({ before }).success, false, before)
  for (const before of [['1.1', '1.1'], { $gt: '' }, 7])
    assert.equal(placeQuery.safeParse({ before }).success, false)
})

test('every place that parses is a moment that exists', () => {
  const farthest = place.parse('zzzzzzzzz.999999999')
  const { lastAt } = lastAtBefore(farthest) as { lastAt: { $lte: Date } }
  assert.ok(!Number.isNaN(lastAt.$lte.getTime()))
})

test('a page has a next one only where one more was found', () => {
  const cursor = (n: number) => String(n)
  assert.deepEqual(cutPage([1, 2, 3], 2, cursor), { items: [1, 2], next: '2' })
  assert.deepEqual(cutPage([1, 2], 2, cursor), { items: [1, 2], next: undefined })
  assert.deepEqual(cutPage([], 2, cursor), { items: [], next: undefined })
})
