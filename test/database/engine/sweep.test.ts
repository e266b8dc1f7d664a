import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { MongoClient } from 'mongodb'
import { type RunCommand, sweepDatabase } from '../../../src/database/engine/sweep.ts'
import { startTestEngine, type TestEngine } from '../../support/engine.ts'
import { before } from '../../support/hooks.ts'

let running: TestEngine
let client: MongoClient
const at = new Date('2026-11-22T12:00:00Z')
const ago = (seconds: number) => new Date(at.getTime() - seconds * 1000)

before(async () => {
  running = await startTestEngine()
  client = await new MongoClient(running.engine.uri).connect()
})
after(async () => {
  await client.close()
  await running.stop()
})

test('what its TTL index says is over goes, to the second, in every database', async () => {
  for (const name of ['forum', 'other']) {
    const sessions = client.db(name).collection<{ _id: string; seen: unknown }>('sessions')
    await sessions.createIndex({ seen: 1 }, { expireAfterSeconds: 60 })
    await sessions.insertMany([
      { _id: 'over', seen: ago(61) },
      { _id: 'over in a list', seen: [ago(1), ago(90)] },
      { _id: 'not yet', seen: ago(59) },
      { _id: 'no date', seen: 'long ago' },
      { _id: 'nothing', seen: null },
    ])
  }
  assert.equal(await running.engine.sweep(at), 4)
  for (const name of ['forum', 'other']) {
    const left = await client.db(name).collection<{ _id: string }>('sessions').find().toArray()
    assert.deepEqual(left.map((row) => row._id).sort(), ['no date', 'not yet', 'nothing'])
  }
  assert.equal(await running.engine.sweep(at), 0)
})

test('a partial index takes only its own, a hidden one works, an ordinary one deletes nothing', async () => {
  const database = client.db('kinds')
  const add = async (name: string, options: Record<string, unknown>) => {
    await database.collection(name).createIndex({ endsAt: 1 }, options)
    await database.collection(name).insertMany([
      { endsAt: ago(5), done: true },
      { endsAt: ago(5), done: false },
    ])
  }
  await add('partial', { expireAfterSeconds: 0, partialFilterExpression: { done: true } })
  await add('hidden', { expireAfterSeconds: 0, hidden: true })
  await add('ordinary', {})
  await running.engine.sweep(at)
  const counts = await Promise.all(
    ['partial', 'hidden', 'ordinary'].map((name) => database.collection(name).countDocuments()),
  )
  assert.deepEqual(counts, [1, 0, 2])
})

test('lists that come in several batches are read to their end', async () => {
  const database = client.db('many')
  for (const name of ['a', 'b', 'c', 'd', 'e']) {
    await database.collection(name).createIndex({ endsAt: 1 }, { expireAfterSeconds: 0 })
    await database.collection(name).insertOne({ endsAt: ago(1) })
  }
  const inSmallBatches: RunCommand = (name, command) =>
    client.db(name).command('cursor' in command ? { ...command, cursor: { batchSize: 2 } } : command)
  assert.equal(await sweepDatabase(inSmallBatches, 'many', at), 5)
})
