import '../support/env.ts'

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AuditLines } from '../../src/auth/audit.ts'
import { changeRole } from '../../src/auth/role-change.ts'
import { editPost } from '../../src/forum/edit.ts'
import { Mails } from '../../src/mail/mail.ts'
import { stopOutbox } from '../../src/mail/outbox.ts'
import { Notifications } from '../../src/notifications/notification.ts'
import { Cases } from '../../src/reports/case.ts'
import { Decisions } from '../../src/reports/decision.ts'
import { LogLines } from '../../src/reports/log-line.ts'
import { Proposals } from '../../src/reports/proposal.ts'
import { saveRules } from '../../src/reports/rule.ts'
import { rulesInForce } from '../../src/reports/rules-in-force.ts'
import { judgement, report, rules } from '../support/complaints.ts'
import { forumSite } from '../support/forum-site.ts'
import { before } from '../support/hooks.ts'
import { type Agent, decideOn, reviewers } from '../support/reviewers.ts'

const here = forumSite()
rules()
// What waits in the outbox can be counted.
before(stopOutbox)
const json = ['Accept', 'application/json'] as const
const { staff, nobody, complaint } = reviewers(here)

const free = { outcome: 'no_basis', measures: 'none', yields: 'complainant' }
const harsh = { measures: 'suspend', until: '2030-01-01' }

const answer = (agent: Agent, place: string, ref: string, given: object = { answer: 'agree' }) =>
  agent
    .put(`${place}/proposals/${ref}/answer`)
    .set(...json)
    .send(given)

const withdraw = (agent: Agent, place: string, ref: string) =>
  agent.delete(`${place}/proposals/${ref}`).set(...json)

const pageOf = (agent: Agent, place: string) => agent.get(place).set(...json)

async function proposed(different: object = harsh) {
  const made = await complaint()
  const [first, second] = await Promise.all([staff(), staff()])
  const { body } = await decideOn(first.agent, made.place, different).expect(202)
  return { ...made, first, second, proposal: body.ref as string, why: body.why as string }
}

type Made = Awaited<ReturnType<typeof proposed>>

/** Everything that anybody beside the staff was told, and every trace that a decision leaves. */
async function traces({ ref, author, party }: Pick<Made, 'ref' | 'author' | 'party'>) {
  const people = [author.account._id, party.account._id]
  return {
    decisions: await Decisions.countDocuments({ case: ref }),
    bells: await Notifications.countDocuments({ account: { $in: people } }),
    mails: await Mails.countDocuments({ subject: /decided|restricted/, about: { $in: people.map(String) } }),
    lines: await LogLines.countDocuments({ decision: ref }),
    state: (await Cases.findOne({ ref }).lean())?.state,
  }
}

test('N9: what takes two people waits as a proposal; nothing happens and nobody is told before the second agrees', async () => {
  const made = await complaint()
  const before = await traces(made)
  const [first, second] = await Promise.all([staff(), staff()])
  const { body } = await decideOn(first.agent, made.place, { ...harsh, reason: 'Wombat words.' }).expect(202)
  assert.match(body.ref, /^P-\d+$/)
  assert.deepEqual([body.state, /second person/.test(body.why)], ['waiting', true])
  assert.deepEqual(await traces(made), before)
  const { proposal } = (await pageOf(second.agent, made.place).expect(200)).body
  assert.deepEqual([proposal.ref, proposal.isMine, proposal.whyNot], [body.ref, false, undefined])
  const page = (await second.agent.get(made.place).expect(200)).text
  assert.match(page, /It waits for a second person/)
  assert.match(page, /A measure against an account needs a second person\./)
  assert.match(page, /Wombat words\./)
  const { decision } = (await answer(second.agent, made.place, body.ref).expect(200)).body
  const stored = await Decisions.findOne({ ref: decision.ref }).lean()
  assert.ok(stored?.by.equals(first.account._id) && stored.second?.equals(second.account._id))
  assert.ok(stored?.carriedOutAt)
  assert.equal((await Cases.findOne({ ref: made.ref }).lean())?.state.name, 'notified')
  const after = await traces(made)
  assert.ok(after.decisions === 1 && after.bells > before.bells && after.mails > before.mails)
  assert.equal(await AuditLines.countDocuments({ caseRef: made.ref, act: /^proposal:/ }), 2)
  const { history } = (await pageOf(second.agent, made.place)).body
  for (const act of ['proposed', 'agreed', 'decided'])
    assert.equal(history.filter((entry: { act: string }) => entry.act === act).length, 1, act)
})

test('a form goes on to the case, where the proposal stands; what one person may decide is decided at once', async () => {
  const { place } = await complaint()
  const first = await staff()
  assert.match((await decideOn(first.agent, place).expect(201)).body.ref, /^D-/)
  const other = await complaint()
  const sent = await first.agent
    .post(`${other.place}/decisions`)
    .type('form')
    .send(judgement(free))
    .expect(303)
  assert.equal(sent.headers.location, `${other.place}#proposal`)
  const page = (await first.agent.get(other.place)).text
  assert.match(page, /You proposed it/)
  assert.match(page, /“No basis” needs a second person\./)
  assert.match(page, /Withdraw it/)
  assert.doesNotMatch(page, /name="answer"/)
})

test('faults of input and of state are told before anything is proposed', async () => {
  const { place, ref } = await complaint()
  const { agent } = await staff()
  await decideOn(agent, place, { ...harsh, reason: '' }).expect(422)
  await decideOn(agent, place, { measures: 'suspend' }).expect(422)
  await decideOn(agent, place, { ...harsh, groundRef: '99' }).expect(422)
  await decideOn(agent, place, { ...harsh, revision: '2' }).expect(409)
  const other = await staff()
  await other.agent
    .put(`${place}/assignee`)
    .set(...json)
    .expect(200)
  await decideOn(agent, place, harsh).expect(409)
  assert.equal(await Proposals.countDocuments({ case: ref }), 0)
})

test('only somebody else on the staff answers, and only once', async () => {
  const made = await proposed()
  const { place, proposal, first, second, author, party } = made
  const member = await staff({ role: 'member' })
  const unconfirmed = await staff({ confirmedAt: null })
  for (const { agent } of [first, author, party, member, unconfirmed]) {
    await answer(agent, place, proposal).expect(403)
    await answer(agent, place, proposal, { answer: 'decline', reason: 'No.' }).expect(403)
  }
  for (const { agent } of [second, author, party, member]) await withdraw(agent, place, proposal).expect(403)
  assert.ok([303, 401].includes((await answer(nobody(), place, proposal)).status))
  await answer(second.agent, place, 'P-999999').expect(404)
  await answer(second.agent, (await complaint()).place, proposal).expect(404)
  await answer(second.agent, place, proposal, { answer: 'perhaps' }).expect(422)
  assert.equal((await traces(made)).decisions, 0)
  await answer(second.agent, place, proposal).expect(200)
  await answer(second.agent, place, proposal).expect(409)
  await answer((await staff()).agent, place, proposal, { answer: 'decline', reason: 'No.' }).expect(409)
  await withdraw(first.agent, place, proposal).expect(409)
  assert.equal((await traces(made)).decisions, 1)
})

test('N9: declined with a reason, the case goes on; the reason is in its history, and who proposed it is told', async () => {
  const made = await proposed()
  const { place, proposal, first, second } = made
  const fault = await answer(second.agent, place, proposal, { answer: 'decline', reason: ' ' }).expect(422)
  assert.ok(JSON.stringify(fault.body).includes('reason'))
  const before = await traces(made)
  const html = await second.agent
    .put(`${place}/proposals/${proposal}/answer`)
    .type('form')
    .send({ answer: 'decline', reason: '' })
  assert.deepEqual([html.status, /Please say why you do not agree\./.test(html.text)], [422, true])
  await answer(second.agent, place, proposal, { answer: 'decline', reason: 'A warning is enough.' }).expect(
    200,
  )
  assert.deepEqual(await traces(made), before)
  assert.match((await first.agent.get(place)).text, /A warning is enough\./)
  assert.match((await first.agent.get('/notifications')).text, /what you proposed is declined/)
  await decideOn(first.agent, place, harsh).expect(202)
})

test('whoever proposed it withdraws it, and can propose something else', async () => {
  const { place, proposal, first, second } = await proposed()
  await decideOn(first.agent, place, free).expect(409)
  await decideOn(second.agent, place, free).expect(409)
  await withdraw(first.agent, place, proposal).expect(200)
  await answer(second.agent, place, proposal).expect(409)
  const again = (await decideOn(first.agent, place, free).expect(202)).body
  await answer(second.agent, place, again.ref).expect(200)
})

test('something new makes a proposal stale: nobody can agree to it, and it can be made anew', async () => {
  const rulesChange = async () => {
    const { version, rules: old } = await rulesInForce()
    const admin = await staff({ role: 'admin' })
    const kept = old.map(({ number, title, text }) => ({ number, title, text: `${text} Always.` }))
    await saveRules(admin.account, { seenVersion: version, rules: kept })
  }
  const news: [string, (made: Made) => Promise<unknown>][] = [
    ['another report', ({ about }) => report(here.site, { about, email: 'ben@example.org' })],
    [
      'other words',
      async ({ author, topic, about }) => {
        await editPost(author.account, String(topic.post._id), { body: 'You are all kind.' })
        await report(here.site, { about, email: 'cleo@example.org' })
      },
    ],
    ['other rules', rulesChange],
  ]
  for (const [what, happen] of news) {
    const made = await proposed()
    const { place, proposal, first, second } = made
    await happen(made)
    const stale = await answer(second.agent, place, proposal)
    assert.equal(stale.status, 409, what)
    assert.match(stale.body.detail, /after it was proposed.*proposed anew/, what)
    assert.match((await first.agent.get(place)).text, /it can be proposed anew/, what)
    assert.equal((await traces(made)).decisions, 0, what)
    const { subject } = (await first.agent.get(place).set(...json)).body
    const again = { ...harsh, revision: String(subject.revision) }
    const anew = (await decideOn(first.agent, place, again).expect(202)).body
    assert.equal((await Proposals.findOne({ ref: proposal }).lean())?.state, 'overtaken', what)
    await answer(second.agent, place, anew.ref).expect(200)
  }
})

test('notes, and taking the case, leave a proposal as it is; a missed time has to be explained first', async () => {
  const { place, ref, proposal, second } = await proposed()
  await second.agent
    .post(`${place}/notes`)
    .set(...json)
    .send({ note: 'I am reading it.' })
    .expect(200)
  await second.agent
    .put(`${place}/assignee`)
    .set(...json)
    .expect(200)
  await Cases.collection.updateOne({ ref }, { $set: { 'state.unexplained': ['decide'] } })
  await answer(second.agent, place, proposal).expect(409)
  await second.agent
    .put(`${place}/clocks/decide`)
    .set(...json)
    .send({ reason: 'We were few.' })
    .expect(200)
  await answer(second.agent, place, proposal).expect(200)
})

test('whoever proposed it and became a member again, or part of the case, decides nothing by it', async () => {
  for (const leaving of [
    ({ first, about }: Made) => report(here.site, { about }, first.agent),
    async ({ first }: Made) => changeRole((await staff({ role: 'admin' })).account, first.account, 'member'),
  ]) {
    const made = await proposed()
    await leaving(made)
    await answer(made.second.agent, made.place, made.proposal).expect(409)
    assert.equal((await traces(made)).decisions, 0)
  }
})

test('decided otherwise, a proposal is overtaken', async () => {
  const { place, proposal, second } = await proposed()
  await decideOn(second.agent, place).expect(201)
  await answer((await staff()).agent, place, proposal).expect(409)
  assert.equal((await Proposals.findOne({ ref: proposal }).lean())?.state, 'overtaken')
})

test('two who agree at the same moment, and one who withdraws: one of them wins', async () => {
  for (let n = 0; n < 4; n += 1) {
    const made = await proposed()
    const { place, proposal, first, second } = made
    const third = await staff()
    const answers = await Promise.all([
      answer(second.agent, place, proposal),
      answer(third.agent, place, proposal),
      withdraw(first.agent, place, proposal),
    ])
    const statuses = answers.map(({ status }) => status).sort()
    assert.deepEqual(statuses, [200, 409, 409])
    const { state } = (await Proposals.findOne({ ref: proposal }).lean()) ?? {}
    assert.equal((await traces(made)).decisions, state === 'agreed' ? 1 : 0)
  }
  const { place, ref } = await complaint()
  const people = await Promise.all([staff(), staff(), staff()])
  const both = await Promise.all(people.map(({ agent }) => decideOn(agent, place, harsh)))
  assert.deepEqual(both.map(({ status }) => status).sort(), [202, 409, 409])
  assert.equal(await Proposals.countDocuments({ case: ref, state: 'waiting' }), 1)
})

test('an appeal that would be harder than the decision takes two who had no part in it', async () => {
  const { place, author, party, ref: caseRef } = await complaint()
  const [first, second, third] = await Promise.all([staff(), staff(), staff()])
  const decision = (await decideOn(first.agent, place).expect(201)).body
  await party.agent
    .post(`/decisions/${decision.ref}/appeals`)
    .set(...json)
    .send({ argument: 'It is not enough.' })
    .expect(201)
  await decideOn(first.agent, place, harsh).expect(403)
  const { ref } = (await decideOn(second.agent, place, harsh).expect(202)).body
  await answer(first.agent, place, ref).expect(403)
  // The other side's objection is something new.
  await author.agent
    .post(`/decisions/${decision.ref}/appeals`)
    .set(...json)
    .send({ argument: 'It was a joke.' })
    .expect(201)
  await answer(third.agent, place, ref).expect(409)
  const again = (await decideOn(second.agent, place, harsh).expect(202)).body
  await answer(third.agent, place, again.ref).expect(200)
  const decided = await Decisions.findOne({ case: caseRef, round: 2 }).lean()
  assert.ok(decided?.by.equals(second.account._id) && decided.second?.equals(third.account._id))
})
