import '../support/own-models.ts'
import '../support/env.ts'

import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import mongoose, { model, Schema } from 'mongoose'
import { buildIndexes } from '../../src/database/indexes.ts'
import { closeTestDatabase, openTestDatabase } from '../support/database.ts'
import { before } from '../support/hooks.ts'

const schema = new Schema({ name: String, seen: Date, words: String })
schema.index({ name: 1 }, { unique: true })
schema.index({ seen: 1 }, { expireAfterSeconds: 60 })
schema.index({ words: 'text', name: 'text' }, { weights: { name: 5 } })
const Things = model('Thing', schema, 'things')

let describe = ''

before(async () => {
  const database = await openTestDatabase()
  describe = database.describe
})
after(closeTestDatabase)

async function indexNames(): Promise<string[]> {
  return (await Things.collection.indexes()).map((index) => index.name ?? '').sort()
}

test('every registered model has its collection and its indexes after connecting', async () => {
  assert.deepEqual(await indexNames(), ['_id_', 'name_1', 'seen_1', 'words_text_name_text'])
})

test('the start says in one sentence which database is in use, without a password', () => {
  assert.match(
    describe,
    /^The data is kept by MongoDB .* in the database "test-\d+-\w+" \(from MONGODB_URI\)\.$/,
  )
})

test('building the indexes again changes nothing; a changed option or a stray index is put right', async () => {
  const made = await Things.collection.indexes()
  await buildIndexes()
  assert.deepEqual(await Things.collection.indexes(), made)
  await Things.collection.dropIndex('seen_1')
  await Things.collection.createIndex({ seen: 1 }, { expireAfterSeconds: 999 })
  await Things.collection.createIndex({ stray: 1 }, { unique: true })
  await buildIndexes()
  const seen = (await Things.collection.indexes()).find((index) => index.name === 'seen_1')
  assert.equal(seen?.expireAfterSeconds, 60)
  assert.deepEqual(await indexNames(), ['_id_', 'name_1', 'seen_1', 'words_text_name_text'])
})

test('every write waits for the journal', () => {
  const client = mongoose.connection.getClient()
  assert.equal(client.options.writeConcern.j, true)
  assert.equal(client.db().collection('things').writeConcern?.j, true)
})
