import '../support/env.ts'

import assert from 'node:assert/strict'
import { afterEach, test } from 'node:test'
import { days, moveClock, resetClock } from '../../src/clock.ts'
import { Mails } from '../../src/mail/mail.ts'
import { stopOutbox } from '../../src/mail/outbox.ts'
import { decide } from '../../src/reports/deciding.ts'
import { fileReport } from '../../src/reports/filing.ts'
import { openReport } from '../../src/reports/opened-report.ts'
import { Reports } from '../../src/reports/report.ts'
import { showStatus } from '../../src/reports/status.view.ts'
import { makeAccount } from '../support/accounts.ts'
import { complaint, decideLate, findings, rules } from '../support/complaints.ts'
import { forumDatabase } from '../support/forum-site.ts'
import { before } from '../support/hooks.ts'

forumDatabase()
rules()
before(stopOutbox)
afterEach(resetClock)

const email = 'ann@example.org'
const mild = findings({ outcome: 'not_upheld', measures: ['none'], yields: 'complainant' })
const outcomes = (to = email) => Mails.countDocuments({ to, subject: /is decided/ })
const caseOf = async (report: { _id: unknown }) =>
  (await Reports.findById(report._id).lean())?.case ?? assert.fail('it has no case')

let count = 0
async function fileSome(number: number) {
  const taken = []
  for (let n = 0; n < number; n += 1) {
    count += 1
    taken.push(await fileReport(undefined, complaint(`/a-page/${count}`, { email })))
  }
  return taken
}

test('N13: a stranger’s address gets ten receipts and ten outcomes in a day; every page tells the outcome', async () => {
  const judge = await makeAccount({ role: 'moderator' })
  const taken = await fileSome(13)
  assert.equal(await Mails.countDocuments({ to: email, subject: /^We have/ }), 10)
  for (const { report } of taken) await decide(judge, await caseOf(report), mild)
  assert.equal(await outcomes(), 10)
  for (const { ref, secret } of taken) {
    const opened = (await openReport(ref, secret, undefined)) ?? assert.fail('its page is there')
    assert.ok(opened.report.answeredAt)
    assert.equal((await showStatus(opened, ref, secret)).outcome?.reason, mild.reason)
  }
  const [other] = [await fileReport(undefined, complaint('/a-page/other', { email: 'bob@example.org' }))]
  await decide(judge, await caseOf(other.report), mild)
  assert.equal(await outcomes('bob@example.org'), 1)
})

test('N13: the next day’s outcomes are mailed again', async () => {
  const judge = await makeAccount({ role: 'moderator' })
  const [one] = await fileSome(1)
  moveClock(days(1.1))
  const before = await outcomes()
  await decideLate(judge, await caseOf(one?.report ?? assert.fail()), mild)
  assert.equal(await outcomes(), before + 1)
})

test('N13: many reports of one thing in a stranger’s name are one flood, too', async () => {
  moveClock(days(3))
  const judge = await makeAccount({ role: 'moderator' })
  const kinds = ['rules', 'illegal', 'child-harm', 'rights', 'service', 'privacy'] as const
  const to = 'cat@example.org'
  const filing = []
  for (let n = 0; n < 130; n += 1)
    filing.push(fileReport(undefined, complaint('/flooded', { email: to, kind: kinds[n % 6] ?? 'rules' })))
  const [first] = await Promise.all(filing)
  const ref = await caseOf(first?.report ?? assert.fail())
  assert.ok((await Reports.countDocuments({ case: ref })) > 10)
  await decide(judge, ref, mild)
  assert.equal(await outcomes(to), 10)
  assert.equal(await Reports.countDocuments({ case: ref, answeredAt: null }), 0)
})
