import '../support/env.ts'

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Notifications } from '../../src/notifications/notification.ts'
import { Reports } from '../../src/reports/report.ts'
import { mailsTo, signedInAgent } from '../support/accounts.ts'
import { askAs, question } from '../support/asking.ts'
import { report, rules } from '../support/complaints.ts'
import { makeTopic } from '../support/forum.ts'
import { forumSite } from '../support/forum-site.ts'
import { decideOn, reviewers } from '../support/reviewers.ts'

const here = forumSite()
rules()
const json = ['Accept', 'application/json'] as const
const { staff, nobody } = reviewers(here)
const baseless = { outcome: 'no_basis', measures: 'none', yields: 'complainant' }

/** A report that ended without basis, to which whoever sent it objected. */
async function dismissed(fields: object, agent = nobody()) {
  const topic = await makeTopic({ body: 'A fine day.' })
  const sent = await report(here.site, { about: `/posts/${topic.post._id}`, ...fields }, agent)
  const ref = String((await Reports.findOne({ ref: sent.ref }).lean())?.case)
  const [judge, second, third] = [await staff(), await staff(), await staff()]
  const { body } = await decideOn(judge.agent, `/review/${ref}`, baseless).expect(202)
  const agreed = await second.agent
    .put(`/review/${ref}/proposals/${body.ref}/answer`)
    .set(...json)
    .send({ answer: 'agree' })
    .expect(200)
  const decision = agreed.body.decision.ref as string
  const object = () =>
    agent
      .post(`/decisions/${decision}/appeals`)
      .set(...json)
      .send({ argument: 'It has a basis.', report: sent.ref, key: sent.key })
      .expect(201)
  return { ref, place: `/review/${ref}`, sent, third, object }
}

test('N9, N13: after "no basis" no bell and no letter about that case comes, not even of their objection or a question', async () => {
  const member = await signedInAgent(here.site)
  const { place, sent, third, object } = await dismissed({}, member.agent)
  const bells = () => Notifications.countDocuments({ account: member.account._id })
  const before = [await bells(), (await mailsTo(member.account.email)).length]
  await object()
  const { body } = await askAs(third.agent, place, question({ whom: 'reporter' })).expect(201)
  assert.deepEqual([await bells(), (await mailsTo(member.account.email)).length], before)
  // When they look, the page tells.
  assert.match((await member.agent.get(`/reports/${sent.ref}`).expect(200)).text, /question/)
  await member.agent.get(`/questions/${body.ref}`).expect(200)
  // Where the second decision finds a basis, they hear of it.
  await decideOn(third.agent, place, { outcome: 'upheld', measures: 'hide' }).expect(201)
  assert.equal(await bells(), (before[0] ?? 0) + 1)
})

test('N9, N13: nor to an address without an account', async () => {
  const { place, third, object } = await dismissed({ email: 'zoe@example.org' })
  const before = (await mailsTo('zoe@example.org')).length
  await object()
  await askAs(third.agent, place, question({ whom: 'reporter' })).expect(201)
  assert.equal((await mailsTo('zoe@example.org')).length, before)
})
