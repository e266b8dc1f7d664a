import '../support/env.ts'

import assert from 'node:assert/strict'
import { after, beforeEach, test } from 'node:test'
import mongoose from 'mongoose'
import { sealOf } from '../../src/database/chain.ts'
import { appendLine, type LogLine, LogLines, sealedNames, verifyLines } from '../../src/reports/log-line.ts'
import { closeTestDatabase, emptyTestDatabase, openTestDatabase } from '../support/database.ts'
import { before } from '../support/hooks.ts'
import { makeLines, someLine } from './making.ts'

const stored = () => mongoose.connection.collection('log-lines')
const alter = (number: unknown, $set: object) => stored().updateOne({ number }, { $set })

async function isCaughtAt(number: number, why: RegExp, what = ''): Promise<void> {
  const { fault } = await verifyLines()
  assert.equal(fault?.number, number, `${what} ${fault?.why}`)
  assert.match(fault?.why ?? '', why, what)
}

before(openTestDatabase)
beforeEach(async () => {
  await emptyTestDatabase()
  await makeLines(6)
  assert.deepEqual(await verifyLines(), { count: 6 })
})
after(closeTestDatabase)

test('N9: a line of the log that is altered in any of its facts is found', async () => {
  const other: Record<string, unknown> = {
    at: '2020-01-01',
    decision: 'D-0',
    event: 'restored',
    kind: 'privacy',
    subjectKind: 'image',
    outcome: null,
    measures: ['hide', 'close'],
    ground: { kind: 'law', ref: 'Be kind' },
    automated: true,
    previous: 'x',
    hash: 'x',
  }
  assert.deepEqual(
    [...sealedNames, 'hash'].filter((name) => !(name in other)),
    ['number'],
  )
  const line = await LogLines.findOne({ number: 3 }).lean()
  for (const [name, value] of Object.entries(other)) {
    await alter(3, { [name]: value })
    await isCaughtAt(3, /altered|does not name/, name)
    await alter(3, { [name]: line?.[name as keyof LogLine] })
    assert.deepEqual(await verifyLines(), { count: 6 }, name)
  }
  await stored().updateOne({ number: 3 }, { $unset: { measures: 1 } })
  await isCaughtAt(3, /altered/)
})

test('N9: a line that is taken out is missed, wherever it stood', async () => {
  await stored().deleteOne({ number: 4 })
  await isCaughtAt(5, /number 4, which came before it, is missing/)
  await stored().deleteOne({ number: 1 })
  await isCaughtAt(2, /number 1, which came before it, is missing/)
})

test('N9: lines that change places are found', async () => {
  await alter(2, { number: 99 })
  await alter(5, { number: 2 })
  await alter(99, { number: 5 })
  await isCaughtAt(2, /does not name the hash/)
})

test('N9: a line that is put in is found', async () => {
  const { _id, ...line } = (await LogLines.findOne({ number: 3 }).lean()) as LogLine
  const put = (fields: object) => stored().insertOne({ ...line, ...fields })
  await put({ number: 3.5, once: 'put in' })
  await isCaughtAt(4, /its number is no number/)
  await stored().deleteOne({ once: 'put in' })
  await put({ number: 7, once: 'put in' })
  await isCaughtAt(7, /does not name the hash/)
  await stored().deleteOne({ once: 'put in' })
  for (const number of ['7', null, -1, Number.NaN]) {
    await put({ number, once: 'put in' })
    assert.notEqual((await verifyLines()).fault, undefined, String(number))
    await stored().deleteOne({ once: 'put in' })
  }
  assert.deepEqual(await verifyLines(), { count: 6 })
})

test('N9: an end that is cut off is missed, and stays to be seen when the log goes on', async () => {
  await stored().deleteMany({ number: { $gte: 5 } })
  await isCaughtAt(5, /missing at the end: there were 6 once/)
  assert.equal((await appendLine(someLine())).number, 7)
  await isCaughtAt(7, /number 5, which came before it, is missing/)
  await stored().deleteMany({})
  await isCaughtAt(1, /there were 7 once/)
  await appendLine(someLine())
  await isCaughtAt(8, /number 1, which came before it, is missing/)
})

test('an event told again after a crash brings the counter up to its line', async () => {
  const line = someLine()
  await appendLine(line)
  await mongoose.connection.collection('counters').deleteMany({})
  await appendLine(line)
  await stored().deleteOne({ number: 7 })
  await isCaughtAt(7, /there were 7 once/)
})

test('a log written anew to its end shows only beside a hash that was noted before, as the page says', async () => {
  const noted = await LogLines.findOne({ number: 6 }).lean()
  let previous = ''
  for (const line of await LogLines.find().sort({ number: 1 }).lean()) {
    const forged = { ...line, previous, kind: line.number === 3 ? 'privacy' : line.kind }
    previous = sealOf<LogLine>(sealedNames, forged)
    await stored().replaceOne({ number: line.number }, { ...forged, hash: previous })
  }
  assert.deepEqual(await verifyLines(), { count: 6 })
  assert.notEqual(previous, noted?.hash)
})
