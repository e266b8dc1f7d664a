import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Invalid } from '../../src/errors.ts'
import { boxKey, makeBox } from '../../src/media/tag-box.ts'

test('a box lies inside the picture; what rounding adds is cut off', () => {
  assert.deepEqual(makeBox({ x: 0.1, y: 0.2, w: 0.3, h: 0.4 }), { x: 0.1, y: 0.2, w: 0.3, h: 0.4 })
  assert.deepEqual(makeBox({ x: -0.001, y: 0.5, w: 0.25, h: 0.501 }), { x: 0, y: 0.5, w: 0.25, h: 0.5 })
  assert.equal(makeBox({}), undefined)
})

test('boxes outside the picture, of no size, or not whole are refused', () => {
  const bad = [
    { x: 0.9, y: 0, w: 0.2, h: 0.1 },
    { x: 0, y: 0.9, w: 0.1, h: 0.2 },
    { x: -0.1, y: 0, w: 0.2, h: 0.1 },
    { x: 2, y: 2, w: 0.1, h: 0.1 },
    { x: 0, y: 0, w: 0, h: 0.1 },
    { x: 0, y: 0, w: 0.1, h: 0.00001 },
    { x: 0.5, y: 0.5, w: -0.2, h: 0.1 },
    { x: 1, y: 1, w: 0.001, h: 0.001 },
    { x: Number.NaN, y: 0, w: 0.1, h: 0.1 },
    { x: 0, y: 0, w: Number.POSITIVE_INFINITY, h: 0.1 },
    { x: 0, y: 0, w: 0.1 },
  ]
  for (const box of bad) assert.throws(() => makeBox(box), Invalid, JSON.stringify(box))
})

test('boxes that nobody could tell apart have the same key', () => {
  assert.equal(
    boxKey({ x: 0.1, y: 0.1, w: 0.2, h: 0.2 }),
    boxKey({ x: 0.1001, y: 0.1, w: 0.2001, h: 0.1999 }),
  )
  assert.notEqual(boxKey(undefined), boxKey({ x: 0, y: 0, w: 1, h: 1 }))
})
