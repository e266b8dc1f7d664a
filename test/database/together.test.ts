import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { together } from '../../src/database/together.ts'

/** Calls that end when told to. */
function heldCalls() {
  const calls: { items: number[]; key: string; end(answers: (number | Error)[]): void }[] = []
  const ask = together<number, number>((items, key) => {
    const { promise, resolve } = Promise.withResolvers<(number | Error)[]>()
    calls.push({ items, key, end: resolve })
    return promise
  })
  const nth = async (n: number) => {
    while (!calls[n]) await wait(1)
    return calls[n]
  }
  return { ask, nth, calls }
}

test('what is asked for at once, or meanwhile, goes together, in order, and each gets its own answer', async () => {
  const { ask, nth, calls } = heldCalls()
  const first = [ask(1), ask(2)]
  const one = await nth(0)
  const second = [ask(3), ask(4), ask(5)]
  assert.deepEqual([one.items, calls.length], [[1, 2], 1])
  one.end([10, 20])
  assert.deepEqual(await Promise.all(first), [10, 20])
  const two = await nth(1)
  assert.deepEqual(two.items, [3, 4, 5])
  two.end([30, new Error('four'), 50])
  const answers = await Promise.allSettled(second)
  assert.deepEqual(
    answers.map((answer) => (answer.status === 'fulfilled' ? answer.value : answer.reason.message)),
    [30, 'four', 50],
  )
})

test('what is asked under another key waits for nobody', async () => {
  const { ask, nth } = heldCalls()
  const slow = ask(1, 'a')
  const held = await nth(0)
  const quick = ask(2, 'b')
  const other = await nth(1)
  assert.deepEqual([held.key, other.key], ['a', 'b'])
  other.end([2])
  assert.equal(await quick, 2)
  held.end([1])
  assert.equal(await slow, 1)
})

test('a call that fails fails those who were in it, and nobody after them', async () => {
  let calls = 0
  const ask = together<number, number>(async (items) => {
    calls += 1
    if (items.includes(1)) throw new Error('broken')
    return items
  })
  const failing = await Promise.allSettled([ask(1), ask(2)])
  assert.deepEqual(
    failing.map(({ status }) => status),
    ['rejected', 'rejected'],
  )
  assert.equal(await ask(3), 3)
  assert.equal(calls, 2)
})

test('five hundred at once are a handful of calls, none of them too long', async () => {
  const sizes: number[] = []
  const ask = together<number, number>(async (items) => {
    sizes.push(items.length)
    return items
  })
  const numbers = Array.from({ length: 500 }, (_, n) => n)
  assert.deepEqual(await Promise.all(numbers.map((n) => ask(n))), numbers)
  assert.deepEqual(sizes, [100, 100, 100, 100, 100])
})
