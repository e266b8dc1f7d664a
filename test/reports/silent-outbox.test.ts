import '../support/env.ts'

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Mails } from '../../src/mail/mail.ts'
import { runOutbox, startOutbox, stopOutbox } from '../../src/mail/outbox.ts'
import { Cases } from '../../src/reports/case.ts'
import { decide } from '../../src/reports/deciding.ts'
import { fileReport } from '../../src/reports/filing.ts'
import { sendLetter, tellReporter } from '../../src/reports/letters.ts'
import { makeAccount } from '../support/accounts.ts'
import { complaint, findings, rules } from '../support/complaints.ts'
import { forumDatabase } from '../support/forum-site.ts'
import { before } from '../support/hooks.ts'

forumDatabase()
rules()
before(stopOutbox)

async function waiting(email: string, about: string) {
  const member = await makeAccount()
  await fileReport(member, complaint(about))
  const { report } = await fileReport(undefined, complaint(about, { email }))
  const ref = report.case ?? assert.fail('it is in a case')
  const found = await Cases.findOne({ ref }).lean()
  const to = { account: null, subject: 'How it stands', purpose: 'to say how it stands' }
  await sendLetter({
    ...to,
    to: email,
    case: found?.ref ?? '',
    paragraphs: ['It waits.'],
    once: `a:${email}`,
  })
  const mail = {
    subject: 'How it stands',
    paragraphs: ['It waits.'],
    clause: 'N13',
    purpose: to.purpose,
  } as const
  const news = { title: 'How it stands', text: 'It waits.', href: '/reports/R-1', once: `b:${email}`, mail }
  await tellReporter(ref, { ...news, account: String(member._id), kind: 'report' })
  return { ref, member }
}

test('N9, N13: what waited in the outbox when "no basis" was decided does not leave; other cases’ mails do', async () => {
  const silent = await waiting('ann@example.org', '/a-page/1')
  const other = await waiting('bob@example.org', '/a-page/2')
  const mine = { subject: 'How it stands' }
  assert.equal(await Mails.countDocuments({ ...mine, state: 'queued' }), 4)
  const [judge, second] = [await makeAccount({ role: 'moderator' }), await makeAccount({ role: 'moderator' })]
  const baseless = { outcome: 'no_basis', measures: ['none'], yields: 'complainant' } as const
  await decide(judge, silent.ref, findings({ ...baseless, measures: ['none'], second }))
  startOutbox()
  await runOutbox()
  await stopOutbox()
  assert.equal(await Mails.countDocuments({ matter: silent.ref }), 0)
  assert.equal(await Mails.countDocuments({ matter: other.ref, state: 'sent' }), 2)
  assert.equal(await Mails.countDocuments({ state: 'queued' }), 0)
})
