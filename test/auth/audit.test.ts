import '../support/env.ts'

import assert from 'node:assert/strict'
import { after, beforeEach, test } from 'node:test'
import mongoose, { Types } from 'mongoose'
import { AuditLines, appendAct, verifyAudit } from '../../src/auth/audit.ts'
import { days } from '../../src/clock.ts'
import { closeTestDatabase, emptyTestDatabase, openTestDatabase } from '../support/database.ts'
import { before } from '../support/hooks.ts'

const grace = new Types.ObjectId()
const rosa = new Types.ObjectId()
const stored = () => mongoose.connection.collection('audit-lines')
const opened = (by = grace) => appendAct({ by, act: 'case:opened-page', caseRef: 'R-1' })

before(openTestDatabase)
beforeEach(emptyTestDatabase)
after(closeTestDatabase)

test('what staff do at the same time stands in one chain', async () => {
  await Promise.all(Array.from({ length: 30 }, (_, index) => opened(index % 2 ? grace : rosa)))
  assert.deepEqual(await verifyAudit(), { count: 30 })
})

test('an act that is told twice has one line, and its words are kept as nobody can read them', async () => {
  const act = { by: grace, act: 'case:decided', caseRef: 'R-1', once: `D-1 by ${grace}` }
  const [first, second] = await Promise.all([appendAct(act), appendAct(act)])
  const third = await appendAct(act)
  assert.deepEqual([second?.number, third.number], [first?.number, first?.number])
  assert.equal(await AuditLines.countDocuments(), 1)
  const { by, ...line } = (await AuditLines.findOne().lean()) ?? {}
  assert.equal(String(by), String(grace))
  assert.doesNotMatch(JSON.stringify(line), new RegExp(String(grace)))
})

test('N29: who did it can be erased, and the chain stays whole', async () => {
  const lines = [await opened(), await opened(rosa), await opened()]
  assert.equal(lines[0]?.who, lines[2]?.who)
  assert.notEqual(lines[0]?.who, lines[1]?.who)
  await AuditLines.collection.updateMany({ by: grace }, { $set: { by: null } })
  assert.deepEqual(await verifyAudit(), { count: 3 })
  assert.doesNotMatch(JSON.stringify(await AuditLines.find().lean()), new RegExp(String(grace)))
})

test('N29: the oldest lines go after six years, and the others stay one chain', async () => {
  for (let count = 0; count < 5; count += 1) await opened()
  const [line] = await AuditLines.find().lean()
  assert.equal((line?.deleteAt.getTime() ?? 0) - (line?.at.getTime() ?? 0), days(2190))
  await stored().deleteMany({ number: { $lte: 2 } })
  assert.deepEqual(await verifyAudit(), { count: 3 })
  await stored().deleteMany({})
  assert.deepEqual(await verifyAudit(), { count: 0 })
  assert.equal((await opened()).number, 6)
  assert.deepEqual(await verifyAudit(), { count: 1 })
})

test('an audit line that is altered, taken out or cut off is found', async () => {
  for (let count = 0; count < 5; count += 1) await opened()
  for (const change of [{ act: 'note:added' }, { who: 'x' }, { caseRef: 'R-2' }, { at: new Date(0) }]) {
    const line = await stored().findOne({ number: 3 })
    await stored().updateOne({ number: 3 }, { $set: change })
    assert.equal((await verifyAudit()).fault?.number, 3, JSON.stringify(change))
    await stored().replaceOne({ number: 3 }, line ?? {})
  }
  assert.deepEqual(await verifyAudit(), { count: 5 })
  await stored().deleteOne({ number: 5 })
  assert.deepEqual((await verifyAudit()).fault?.number, 5)
  await stored().deleteOne({ number: 3 })
  assert.equal((await verifyAudit()).fault?.number, 4)
})

test('what a line is about stands under its seal, and lines without stay whole', async () => {
  await opened()
  await appendAct({ by: grace, act: 'topic:pinned', about: 'topic:1' })
  assert.deepEqual(await verifyAudit(), { count: 2 })
  for (const change of [{ $set: { about: 'topic:2' } }, { $unset: { about: 1 } }]) {
    await stored().updateOne({ number: 2 }, change as never)
    assert.equal((await verifyAudit()).fault?.number, 2)
    await stored().updateOne({ number: 2 }, { $set: { about: 'topic:1' } })
  }
  await stored().updateOne({ number: 1 }, { $set: { about: 'topic:1' } })
  assert.equal((await verifyAudit()).fault?.number, 1)
})
