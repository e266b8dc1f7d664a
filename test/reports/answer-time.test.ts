import '../support/env.ts'

import assert from 'node:assert/strict'
import { test } from 'node:test'
import request from 'supertest'
import { Mails } from '../../src/mail/mail.ts'
import { stopOutbox } from '../../src/mail/outbox.ts'
import { answerTime } from '../../src/reports/answer-time.ts'
import { Cases } from '../../src/reports/case.ts'
import { decide } from '../../src/reports/deciding.ts'
import { fileReport, settleReports } from '../../src/reports/filing.ts'
import { kindNames } from '../../src/reports/kinds.ts'
import { Reports } from '../../src/reports/report.ts'
import { makeAccount } from '../support/accounts.ts'
import { killedAfter } from '../support/broken-writes.ts'
import { complaint, findings, rules } from '../support/complaints.ts'
import { forumSite } from '../support/forum-site.ts'
import { before } from '../support/hooks.ts'

const here = forumSite()
rules()
before(stopOutbox)

const plain = (html: string) => html.replaceAll(/<[^>]*>/g, '').replaceAll(/\s+/g, ' ')
const page = async (ref: string, secret: string) =>
  plain((await request(here.site.server).get(`/reports/${ref}?key=${secret}`).expect(200)).text)

test('N9: each kind says when its reporter hears from us, by the law’s clock where there is one', () => {
  const usual = 'Usually you hear from us within five working days, and within fifteen at most.'
  const sameDay = 'We look at reports like this one first, and you hear from us on the day it comes in.'
  const own: Partial<Record<(typeof kindNames)[number], string>> = {
    'intimate-image': 'You hear from us within 48 hours, also at weekends, as the law asks.',
    'child-abuse': sameDay,
    danger: sameDay,
    defamation: 'You hear from us within 48 hours, as the law asks; weekends and bank holidays do not count.',
  }
  for (const kind of kindNames) assert.equal(answerTime(kind), own[kind] ?? usual, kind)
})

test('N9: the page and the receipt say the time of their kind; the target is no promise', async () => {
  const email = 'eva@example.org'
  const danger = await fileReport(undefined, complaint('/a-page/1', { kind: 'danger', email }))
  const first = await page(danger.ref, danger.secret)
  assert.match(first, /on the day it comes in/)
  assert.doesNotMatch(first, /five working days|at the latest/)
  const { text } = (await Mails.findOne({ to: email }).lean()) ?? assert.fail('there is a receipt')
  assert.match(String(text), /on the day it comes in/)
  const usual = await fileReport(undefined, complaint('/a-page/2'))
  const second = await page(usual.ref, usual.secret)
  assert.match(second, /We aim to decide by .{5,40}, and by .{5,40} at the latest\./)
})

test('N13: a receipt that a killed process did not send is sent later, with a link that opens', async () => {
  for (let count = 0, isThrough = false; !isThrough; count += 1) {
    assert.ok(count < 50, 'it came through')
    const email = `killed${count}@example.org`
    isThrough = await killedAfter(count, () =>
      fileReport(undefined, complaint(`/killed/${count}`, { email })),
    )
    await settleReports()
    await settleReports()
    const report = await Reports.findOne({ email }).lean()
    const sent = await Mails.find({ to: email, subject: /^We have/ }).lean()
    assert.equal(sent.length, report ? 1 : 0, `killed after ${count} writes`)
    if (!report) continue
    const link = /\/reports\/(R-\d+)\?key=([\w-]{43})/.exec(String(sent[0]?.text))
    assert.match(await page(String(link?.[1]), String(link?.[2])), /Keep the address of this page/)
  }
})

test('N13: where no receipt went the outcome brings the link, and the page says neither', async () => {
  const email = 'full@example.org'
  const taken = []
  for (let n = 0; n < 11; n += 1) taken.push(await fileReport(undefined, complaint(`/full/${n}`, { email })))
  const [first, last] = [taken[0] ?? assert.fail(), taken[10] ?? assert.fail()]
  // A stranger who typed the address must not learn how much went there.
  for (const { ref, secret } of [first, last])
    assert.match(await page(ref, secret), /We mail it to you, too, unless/)
  const judge = await makeAccount({ role: 'moderator' })
  const mild = findings({ outcome: 'not_upheld', measures: ['none'], yields: 'complainant' })
  for (const { report } of [first, last]) {
    const found = await Cases.findOne({ ref: report.case }).lean()
    await decide(judge, found?.ref ?? assert.fail(), mild)
  }
  const letter = async (ref: string) =>
    String((await Mails.findOne({ to: email, subject: `Your report ${ref} is decided` }).lean())?.text)
  assert.match(await letter(first.ref), /is in the first mail we sent you/)
  assert.ok((await letter(last.ref)).includes(`/reports/${last.ref}?key=${last.secret}`))
})
