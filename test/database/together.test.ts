import '../support/env.ts'
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { model, Schema, Types } from 'mongoose'
import { impersonal } from '../../src/database/personal.ts'
import { insertsTogether, together } from '../../src/database/together.ts'
import { killedAfter } from '../support/broken-writes.ts'
import { closeTestDatabase, openTestDatabase } from '../support/database.ts'

interface Row {
  _id: Types.ObjectId
  name: string
}

const plain = impersonal('a thing of a test', 'settings')
const schema = new Schema<Row>({
  _id: { type: Schema.Types.ObjectId, personal: plain },
  name: { type: String, personal: plain },
})
schema.index({ name: 1 }, { unique: true })
const Rows = model<Row>('TogetherRow', schema, 'together-rows')
const insert = insertsTogether(Rows)
const row = (name: string): Row => ({ _id: new Types.ObjectId(), name })

before(openTestDatabase)
after(closeTestDatabase)

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

test('two hundred who insert at once: each hears of its own duplicate, and all others are stored', async () => {
  await insert(row('taken'))
  const names = Array.from({ length: 200 }, (_, n) => (n % 20 === 0 ? 'taken' : `name ${n % 150}`))
  const ended = await Promise.allSettled(names.map((name) => insert(row(name))))
  const seen = new Set<string>(['taken'])
  for (const [n, { status, ...rest }] of ended.entries()) {
    const name = names[n] ?? ''
    assert.equal(status, seen.has(name) ? 'rejected' : 'fulfilled', `${n}: ${name}`)
    if ('reason' in rest) assert.equal(rest.reason.code, 11000)
    seen.add(name)
  }
  assert.equal(await Rows.countDocuments(), seen.size)
})

test('where the command itself fails, nobody is told that theirs is stored', async () => {
  const rows = Array.from({ length: 5 }, (_, n) => row(`lost ${n}`))
  assert.equal(await killedAfter(0, () => Promise.all(rows.map(insert))), false)
  assert.equal(await Rows.countDocuments({ name: /^lost/ }), 0)
  await insert(row('lost 0'))
})
