import '../support/own-models.ts'
import '../support/env.ts'

import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { model, Schema, Types } from 'mongoose'
import { change, insertion, writeInOrder } from '../../src/database/in-order.ts'
import { impersonal } from '../../src/database/personal.ts'
import { killedAfter } from '../support/broken-writes.ts'
import { closeTestDatabase, openTestDatabase } from '../support/database.ts'
import { before } from '../support/hooks.ts'

interface Row {
  _id: Types.ObjectId
  name: string
}

const plain = impersonal('a thing of a test', 'settings')
const rows = (name: string) => {
  const schema = new Schema<Row>({
    _id: { type: Schema.Types.ObjectId, personal: plain },
    name: { type: String, personal: plain },
  })
  schema.index({ name: 1 }, { unique: true })
  return model<Row>(name, schema, name)
}
const [First, Second] = [rows('in-order-first'), rows('in-order-second')]
const row = (name: string): Row => ({ _id: new Types.ObjectId(), name })
const counts = async (name: RegExp) => Promise.all([First, Second].map((one) => one.countDocuments({ name })))

before(openTestDatabase)
after(closeTestDatabase)

test('several writes to several collections are all done, in their order', async () => {
  const one = row('a 1')
  const done = await writeInOrder([
    insertion(First, one),
    insertion(Second, row('a 2')),
    change(First, { _id: one._id }, { $set: { name: 'a 3' } }),
  ])
  assert.equal(done, 3)
  assert.deepEqual(await counts(/^a/), [1, 1])
  assert.equal((await First.findById(one._id).lean())?.name, 'a 3')
})

test('none is done after the first that is there already, and the count says which', async () => {
  await writeInOrder([insertion(Second, row('taken'))])
  const taken = insertion(Second, row('taken'))
  assert.equal(await writeInOrder([insertion(First, row('b 1')), taken, insertion(First, row('b 2'))]), 1)
  assert.equal(await writeInOrder([taken, insertion(First, row('b 3'))]), 0)
  assert.deepEqual(await counts(/^b/), [1, 0])
})

test('two hundred at once: each hears of its own duplicate, and all others are stored', async () => {
  const names = Array.from({ length: 200 }, (_, n) => `c ${n % 150}`)
  const done = await Promise.all(
    names.map((name) => writeInOrder([insertion(First, row(name)), insertion(Second, row(name))])),
  )
  assert.deepEqual(
    [done.filter((count) => count === 2).length, done.filter((count) => count === 0).length],
    [150, 50],
  )
  assert.deepEqual(await counts(/^c/), [150, 150])
})

test('a fault of the database is thrown, and not taken for a duplicate', async () => {
  const wrong = change(First, { name: 'd' }, { $set: { _id: new Types.ObjectId() } })
  await writeInOrder([insertion(First, row('d'))])
  await assert.rejects(writeInOrder([wrong, insertion(First, row('d 2'))]), /immutable|_id/)
  assert.deepEqual(await counts(/^d 2/), [0, 0])
})

test('killed in between, the first ones stand', async () => {
  for (const count of [0, 1, 2]) {
    const writes = [insertion(First, row(`e ${count}`)), insertion(Second, row(`e ${count}`))]
    assert.equal(await killedAfter(count, () => writeInOrder(writes)), count === 2)
    assert.deepEqual(await counts(new RegExp(`^e ${count}$`)), [Math.min(count, 1), Math.max(0, count - 1)])
  }
})
