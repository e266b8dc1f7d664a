import '../support/env.ts'
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, beforeEach, test } from 'node:test'
import { Types } from 'mongoose'
import { days, moveClock, now, resetClock } from '../../src/clock.ts'
import { config } from '../../src/config.ts'
import { allowPurpose, answerChoice } from '../../src/consent/choice.ts'
import { type ChoiceMade, Consents, recordChoice } from '../../src/consent/ledger.ts'
import { noticeInForce } from '../../src/consent/notice-version.ts'
import { type Purpose, purposeNames, wordsShown } from '../../src/consent/purposes.ts'
import { personalEntry } from '../../src/database/personal.ts'
import { closeTestDatabase, emptyTestDatabase, openTestDatabase } from '../support/database.ts'
import { before } from '../support/hooks.ts'

const { version: noticeVersion } = noticeInForce()

before(openTestDatabase)
beforeEach(async () => {
  resetClock()
  await emptyTestDatabase()
})
after(closeTestDatabase)

const rows = () => Consents.find().sort({ _id: 1 }).lean()

function choice(overrides: Partial<ChoiceMade> = {}): ChoiceMade {
  return {
    subject: { account: new Types.ObjectId().toHexString() },
    purpose: 'stay',
    given: true,
    how: 'sign-in',
    shown: 'Keep me signed in.',
    noticeVersion,
    ...overrides,
  }
}

/** What the browser holds after these `Set-Cookie` values. */
function cookieOf(cookies: string[]): string {
  return cookies
    .filter((cookie) => !cookie.includes('Max-Age=0'))
    .map((cookie) => cookie.split(';')[0])
    .join('; ')
}

test('N5: a record says who, what, when, how, which words and which version', async () => {
  const made = choice({ ageBand: '18+' })
  await recordChoice(made)
  const [row] = await rows()
  assert.ok(row)
  assert.equal(String(row.account), made.subject && 'account' in made.subject && made.subject.account)
  assert.equal(row.state, 'given')
  assert.equal(row.shown, made.shown)
  assert.equal(row.shownHash, createHash('sha256').update(made.shown).digest('hex'))
  assert.equal(row.noticeVersion, noticeVersion)
  assert.equal(row.controller, config.organisation.name)
  assert.equal(row.ageBand, '18+')
  assert.equal(row.expiresAt.getTime() - row.at.getTime(), days(config.retention.cookie_choice.days ?? 0))
  const kept = row.keepUntil.getTime() - row.expiresAt.getTime()
  assert.equal(kept, days(config.retention.consent_record.days ?? 0))
})

test('N5: the ledger only grows: no field of a row can be changed afterwards', async () => {
  await recordChoice(choice())
  const [before] = await rows()
  const attack = {
    purpose: 'use',
    state: 'refused',
    at: new Date(0),
    shown: '',
    noticeVersion: '9.9',
    account: null,
  }
  await Consents.updateMany({}, attack)
  await Consents.findOneAndUpdate({}, { $set: attack })
  assert.deepEqual(await rows(), [before])
})

test('N5: a change of mind is a new row, and a withdrawal ends at once', async () => {
  const account = new Types.ObjectId().toHexString()
  await recordChoice(choice({ subject: { account } }))
  moveClock(1000)
  await recordChoice(choice({ subject: { account }, given: false }))
  const [given, withdrawn] = await rows()
  assert.deepEqual([given?.state, withdrawn?.state], ['given', 'withdrawn'])
  assert.equal(withdrawn?.expiresAt.getTime(), withdrawn?.at.getTime())
  assert.ok(given && given.expiresAt > given.at)
})

test('N15: a refusal is recorded for nobody, member or not', async () => {
  const account = { id: new Types.ObjectId().toHexString(), ageBand: '18+' as const }
  await answerChoice({}, new Set(), { how: 'banner' })
  await answerChoice({}, new Set(), { how: 'choices', account })
  for (const row of await rows()) {
    assert.equal(row.state, 'refused')
    assert.equal(row.account, null)
    assert.equal(row.receipt, null)
  }
})

test('N15: after a no there is one cookie, and it holds the refusal and nothing else', async () => {
  const cookies = await answerChoice({}, new Set(), { how: 'banner' })
  assert.equal(cookies.length, 1)
  assert.match(cookies[0] ?? '', /^choice=no; Max-Age=\d+; /)
})

test('N15: a yes is tied to its rows by a random receipt, and keeps it while it lasts', async () => {
  const first = await answerChoice({}, new Set<Purpose>(['stay']), { how: 'choices' })
  const second = await answerChoice({ cookie: cookieOf(first) }, new Set<Purpose>(['stay', 'seen']), {
    how: 'choices',
  })
  const receipts = (await rows()).filter((row) => row.state === 'given').map((row) => row.receipt)
  assert.equal(receipts.length, 3)
  assert.equal(new Set(receipts).size, 1)
  assert.ok(cookieOf(second).includes(String(receipts[0])))
})

test('N15, T15.4: taking a yes back expires the cookie of each purpose that was allowed', async () => {
  const all = await answerChoice({}, new Set(purposeNames), { how: 'banner' })
  const cookies = await answerChoice({ cookie: cookieOf(all) }, new Set(), { how: 'banner' })
  assert.equal(cookieOf(cookies), 'choice=no')
  for (const name of purposeNames)
    assert.ok(
      cookies.some((cookie) => cookie.startsWith(`${name}=; Max-Age=0; `)),
      name,
    )
  const states = (await rows()).slice(-purposeNames.length).map((row) => row.state)
  assert.deepEqual(new Set(states), new Set(['withdrawn']))
})

test('N15: a cookie whose purpose was never allowed goes as well', async () => {
  const cookies = await answerChoice({ cookie: 'stay=left-over' }, new Set(), { how: 'choices' })
  assert.ok(cookies.some((cookie) => cookie.startsWith('stay=; Max-Age=0; ')))
})

test('N5: the ledger keeps the words of the place where the answer was given', async () => {
  await answerChoice({}, new Set<Purpose>(['use']), { how: 'banner' })
  await answerChoice({}, new Set<Purpose>(['use']), { how: 'choices' })
  const shown = (await rows()).filter((row) => row.purpose === 'use').map((row) => row.shown)
  assert.deepEqual(shown, [wordsShown('use', 'banner'), wordsShown('use', 'choices')])
})

test('N15: saying yes to one purpose when it is needed leaves the others as they are', async () => {
  const refused = await answerChoice({}, new Set(), { how: 'banner' })
  const stay = await allowPurpose({ cookie: cookieOf(refused) }, 'stay', { how: 'sign-in' })
  assert.match(cookieOf(stay), /^choice=stay~/)
  const both = await allowPurpose({ cookie: cookieOf(stay) }, 'survey', { how: 'choices' })
  assert.match(cookieOf(both), /^choice=stay\.survey~/)
})

test('N15: yes at the moment of use counts although the browser signals no', async () => {
  const cookies = await allowPurpose({ 'sec-gpc': '1' }, 'stay', { how: 'sign-in' })
  assert.match(cookieOf(cookies), /^choice=stay~.*~signal$/)
})

test('N29: a record names the day on which it goes, and an index lets it go', async () => {
  const index = Consents.schema.indexes().find(([keys]) => 'keepUntil' in keys)
  assert.deepEqual(index?.[1], { expireAfterSeconds: 0 })
  await recordChoice(choice())
  const [row] = await rows()
  assert.ok(row && row.keepUntil > now())
})

test('every field of the ledger says why it is kept', () => {
  Consents.schema.eachPath((path, type) => {
    assert.doesNotThrow(() => personalEntry.parse(type.options.personal), path)
  })
})
