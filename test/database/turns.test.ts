import assert from 'node:assert/strict'
import { test } from 'node:test'
import { takeTurns } from '../../src/database/turns.ts'
import { Unavailable } from '../../src/errors.ts'

function gate() {
  const { promise, resolve } = Promise.withResolvers<void>()
  return { promise, open: resolve }
}

test('two run at once, the third waits for its turn, in order', async () => {
  const inTurn = takeTurns(2, 5)
  const gates = [gate(), gate(), gate(), gate()]
  const begun: number[] = []
  const runs = gates.map(({ promise }, at) =>
    inTurn(async () => {
      begun.push(at)
      await promise
      return at
    }),
  )
  await new Promise(setImmediate)
  assert.deepEqual(begun, [0, 1])
  gates[1]?.open()
  await runs[1]
  await new Promise(setImmediate)
  assert.deepEqual(begun, [0, 1, 2])
  for (const { open } of gates) open()
  assert.deepEqual(await Promise.all(runs), [0, 1, 2, 3])
})

test('who waits too long is told so, and the place is not lost', async () => {
  const inTurn = takeTurns(1, 5, 20)
  const first = gate()
  const run = inTurn(() => first.promise)
  await assert.rejects(
    inTurn(async () => 'too late'),
    (error) => error instanceof Unavailable && /try again/.test(error.message),
  )
  first.open()
  await run
  assert.equal(await inTurn(async () => 'in time'), 'in time')
})

test('when the line is full, nobody else is let in', async () => {
  const inTurn = takeTurns(1, 1)
  const first = gate()
  const run = inTurn(() => first.promise)
  const second = inTurn(async () => 'second')
  await assert.rejects(
    inTurn(async () => 'third'),
    Unavailable,
  )
  first.open()
  assert.equal(await second, 'second')
  await run
})

test('a run that fails gives its place away', async () => {
  const inTurn = takeTurns(1, 1)
  await assert.rejects(
    inTurn(async () => Promise.reject(new Error('broken'))),
    /broken/,
  )
  assert.equal(await inTurn(async () => 'next'), 'next')
})
