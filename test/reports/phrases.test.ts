import '../support/env.ts'

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AuditLines } from '../../src/auth/audit.ts'
import { completeReports } from '../../src/reports/completing.ts'
import { Decisions } from '../../src/reports/decision.ts'
import { loadPhrases, savePhrases } from '../../src/reports/phrase.ts'
import { makeAccount, signedInAgent } from '../support/accounts.ts'
import { killedAfter } from '../support/broken-writes.ts'
import { judgement, rules } from '../support/complaints.ts'
import { forumSite } from '../support/forum-site.ts'
import { reviewers } from '../support/reviewers.ts'

const here = forumSite()
rules()
const json = ['Accept', 'application/json'] as const
const { staff, complaint } = reviewers(here)
const advert = 'It advertises something that has nothing to do with the subject.'

test('without scripts a ticked phrase goes before the typed reason, and stays ticked in a form that comes back', async () => {
  const { place, ref } = await complaint()
  const { agent } = await staff()
  const form = { ...judgement({ reason: 'It was the third one.' }), phrase: [advert] }
  const again = await agent
    .post(`${place}/decisions`)
    .type('form')
    .send({ ...form, facts: '' })
    .expect(422)
  assert.match(again.text, new RegExp(`value="${advert}" checked`))
  assert.match(again.text, />\nIt was the third one\.<\/textarea>/)
  await agent.post(`${place}/decisions`).type('form').send(form).expect(303)
  assert.equal((await Decisions.findOne({ case: ref }).lean())?.reason, `${advert}\nIt was the third one.`)
})

test('admins write the phrases, one a line; of two who save at once the later one sees what stands there', async () => {
  const { agent, account } = await signedInAgent(here.site, { role: 'admin' })
  const moderator = await staff()
  await moderator.agent.get('/admin/phrases').expect(403)
  const { version } = (await agent.get('/admin/phrases').set(...json)).body
  const save = (phrases: unknown, seen = version, by = agent) =>
    by
      .put('/admin/phrases')
      .set(...json)
      .send({ phrases, version: seen })
  await save('Mine.', version, moderator.agent).expect(403)
  const saved = await save('It names  a person.\n\nIt <b>shouts</b>.\nIt names a person.').expect(200)
  assert.deepEqual(saved.body.phrases, ['It names a person.', 'It <b>shouts</b>.'])
  const lines = () => AuditLines.countDocuments({ by: account._id, act: 'phrases:changed' })
  await save('It names a person.\nIt <b>shouts</b>.').expect(200)
  assert.equal(await lines(), 1, 'sent twice, it was done once')
  await save('Another one.').expect(409)
  await save('x'.repeat(301), saved.body.version).expect(422)
  await save(
    Array(31)
      .fill(0)
      .map((_, n) => `Sentence ${n}.`),
    saved.body.version,
  ).expect(422)
  const { place } = await complaint()
  const page = (await moderator.agent.get(place)).text
  assert.ok(page.includes('value="It &lt;b&gt;shouts&lt;/b&gt;."'))
  assert.ok(!page.includes(advert))
  const empty = await save('', saved.body.version).expect(200)
  assert.deepEqual([empty.body.phrases, await lines()], [[], 2])
})

test('N9: killed before the line of new phrases, it is theirs who wrote them after the start, and once', async () => {
  const [admin, other] = [await makeAccount({ role: 'admin' }), await makeAccount({ role: 'admin' })]
  const phrases = ['It is a quote.']
  const { version } = await loadPhrases()
  assert.equal(await killedAfter(1, () => savePhrases(admin, { phrases, version })), false)
  assert.deepEqual((await loadPhrases()).phrases, phrases)
  const lines = () => AuditLines.find({ act: 'phrases:changed', by: { $in: [admin._id, other._id] } }).lean()
  assert.equal((await lines()).length, 0)
  await completeReports()
  await completeReports()
  await savePhrases(other, { phrases, version })
  assert.deepEqual(
    (await lines()).map(({ by }) => String(by)),
    [String(admin._id)],
  )
})
