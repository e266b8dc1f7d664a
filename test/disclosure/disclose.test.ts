import '../support/env.ts'

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, beforeEach, test } from 'node:test'
import mongoose from 'mongoose'
import { days } from '../../src/clock.ts'
import { disclosureClauses } from '../../src/disclosure/clauses.ts'
import { type DisclosureRequest, disclose, MayHaveLeft, NotDisclosed } from '../../src/disclosure/disclose.ts'
import { Disclosures, disclosuresAbout, verifyDisclosures } from '../../src/disclosure/disclosure.ts'
import { pseudonym } from '../../src/disclosure/pseudonym.ts'
import { closeTestDatabase, emptyTestDatabase, openTestDatabase } from '../support/database.ts'
import { before } from '../support/hooks.ts'

const ada = '6500000000000000000000aa'
const bob = '6500000000000000000000bb'

const request = (overrides: Partial<DisclosureRequest> = {}): DisclosureRequest => ({
  clause: 'N4',
  purpose: 'to confirm your address',
  recipient: 'Ada@example.org',
  recipientKind: 'self',
  fields: ['email'],
  about: ada,
  ...overrides,
})

async function refuses(overrides: Partial<DisclosureRequest>): Promise<void> {
  let hasLeft = false
  const send = async () => {
    hasLeft = true
  }
  await assert.rejects(disclose(request(overrides), send), NotDisclosed, JSON.stringify(overrides))
  assert.equal(hasLeft, false)
  assert.equal(await Disclosures.countDocuments(), 0)
}

before(openTestDatabase)
beforeEach(emptyTestDatabase)
after(closeTestDatabase)

test('N0: nothing leaves without an allowed clause, a purpose, a recipient and named fields', async () => {
  const everyClause = Array.from({ length: 32 }, (_, number) => `N${number}`).concat(
    'NB',
    '',
    '__proto__',
    'toString',
  )
  for (const clause of everyClause.filter((name) => !disclosureClauses.some((allowed) => allowed === name)))
    await refuses({ clause: clause as 'N4' })
  await refuses({ purpose: '  ' })
  await refuses({ recipient: '' })
  await refuses({ fields: [] })
  await refuses({ fields: ['email', ' '] })
})

test('N0: the clauses that let something out are those of the notice', () => {
  assert.deepEqual(disclosureClauses, ['N4', 'N5', 'N7', 'N8', 'N12', 'N13', 'N17', 'N19', 'N20', 'N21'])
})

test('N4: the service writes to the person themselves and to nobody else', async () => {
  for (const recipientKind of ['associate', 'authority', 'public', 'person', 'processor'] as const)
    await refuses({ recipientKind })
})

test('N5: an associate gets nothing without the consent it rests on', async () => {
  await refuses({ clause: 'N5', recipientKind: 'associate', recipient: 'Good Locks Ltd' })
})

test('N7, N13, N20: nothing leaves without a basis and two different people who agreed', async () => {
  const cases = [
    { clause: 'N7', recipientKind: 'authority' },
    { clause: 'N13', recipientKind: 'person' },
    { clause: 'N20', recipientKind: 'credit-agency' },
  ] as const
  for (const kind of cases) {
    await refuses({ ...kind, recipient: 'somebody', approvedBy: [ada, bob] })
    await refuses({ ...kind, recipient: 'somebody', basis: 'order 7' })
    await refuses({ ...kind, recipient: 'somebody', basis: 'order 7', approvedBy: [ada, ada] })
  }
  const allowed = { clause: 'N7', recipientKind: 'authority', recipient: 'Kent Police' } as const
  await disclose(request({ ...allowed, basis: 'order 7', approvedBy: [ada, bob] }), async () => undefined)
  const row = await Disclosures.findOne({ kind: 'disclosure' }).lean()
  assert.deepEqual([row?.recipient, row?.basis, row?.approvedBy], ['Kent Police', 'order 7', [ada, bob]])
})

test('N0: the row is stored before anything leaves, the outcome after it', async () => {
  const result = await disclose(request(), async () => {
    assert.equal(await Disclosures.countDocuments({ kind: 'disclosure' }), 1)
    assert.equal(await Disclosures.countDocuments({ kind: 'outcome' }), 0)
    return 'what send returned'
  })
  assert.equal(result, 'what send returned')
  const outcome = await Disclosures.findOne({ kind: 'outcome' }).lean()
  assert.deepEqual([outcome?.of, outcome?.outcome, outcome?.number], [1, 'sent', 2])
})

test('N0: when the row cannot be stored, nothing leaves', async () => {
  // The newest row has no usable number, so no next one can be made.
  await mongoose.connection.collection('disclosures').insertOne({ number: 'broken' })
  let hasLeft = false
  const send = async () => {
    hasLeft = true
  }
  await assert.rejects(disclose(request(), send))
  assert.equal(hasLeft, false)
})

test('a failure and a doubt are noted as such and reach the caller', async () => {
  const failure = new Error('no')
  await assert.rejects(
    disclose(request(), () => Promise.reject(failure)),
    failure,
  )
  await assert.rejects(
    disclose(request(), () => Promise.reject(new MayHaveLeft())),
    MayHaveLeft,
  )
  const outcomes = await Disclosures.find({ kind: 'outcome' }).sort({ number: 1 }).lean()
  assert.deepEqual(
    outcomes.map(({ outcome, of }) => [outcome, of]),
    [
      ['failed', 1],
      ['doubtful', 3],
    ],
  )
})

test('neither the address nor the account of the person stands in the row', async () => {
  await disclose(request(), async () => undefined)
  await disclose(request({ about: null }), async () => undefined)
  const rows = await Disclosures.find().lean()
  assert.doesNotMatch(JSON.stringify(rows), new RegExp(`ada@|${ada}`, 'i'))
  assert.equal(rows[0]?.recipient, rows[2]?.recipient, 'the same person is known again')
})

test('the person can be told what left about them', async () => {
  await disclose(request(), async () => undefined)
  await disclose(request({ about: [ada, bob], purpose: 'a mail to both' }), async () => undefined)
  assert.equal((await disclosuresAbout(ada)).length, 4)
  const aboutBob = await disclosuresAbout(bob)
  assert.deepEqual(
    aboutBob.map(({ purpose, outcome }) => [purpose, outcome]),
    [
      ['a mail to both', 'sent'],
      ['a mail to both', undefined],
    ],
  )
})

test('a hundred at once make one chain, and a changed or missing row shows', async () => {
  await Promise.all(Array.from({ length: 100 }, () => disclose(request(), async () => undefined)))
  assert.equal((await verifyDisclosures()).fault?.number, undefined)
  const collection = mongoose.connection.collection('disclosures')
  await collection.updateOne({ number: 50 }, { $set: { purpose: 'something else' } })
  assert.equal((await verifyDisclosures()).fault?.number, 50)
  await collection.updateOne({ number: 50 }, { $set: { purpose: 'to confirm your address' } })
  assert.equal((await verifyDisclosures()).fault?.number, undefined)
  await collection.deleteOne({ number: 70 })
  assert.equal((await verifyDisclosures()).fault?.number, 71)
})

test('N29: a row reaches the end of its time after six years, and the rest of the chain stays sound', async () => {
  await disclose(request(), async () => undefined)
  const row = await Disclosures.findOne({ number: 1 }).lean()
  assert.ok(row)
  assert.equal(row.deleteAt.getTime() - row.at.getTime(), days(2190))
  await mongoose.connection.collection('disclosures').deleteOne({ number: 1 })
  assert.equal((await verifyDisclosures()).fault?.number, undefined)
})

test('a pseudonym tells kinds apart and is not the plain hash of the address', async () => {
  assert.equal(pseudonym('address', 'a@b.example'), pseudonym('address', 'a@b.example'))
  assert.notEqual(pseudonym('address', 'a@b.example'), pseudonym('account', 'a@b.example'))
  const key = readFileSync(`${process.env.DATA_DIR}/pseudonym-key`)
  assert.equal(key.length, 32)
})
