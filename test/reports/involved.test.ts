import '../support/env.ts'

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Account } from '../../src/auth/account.ts'
import { react } from '../../src/forum/reacting.ts'
import { stopOutbox } from '../../src/mail/outbox.ts'
import { Notifications } from '../../src/notifications/notification.ts'
import { Cases } from '../../src/reports/case.ts'
import { releaseFormer } from '../../src/reports/claims.ts'
import { makeAccount } from '../support/accounts.ts'
import { report, rules } from '../support/complaints.ts'
import { makeTopic } from '../support/forum.ts'
import { forumSite } from '../support/forum-site.ts'
import { before } from '../support/hooks.ts'
import { type Agent, decideOn, reviewers } from '../support/reviewers.ts'

const here = forumSite()
rules()
before(stopOutbox)
const json = ['Accept', 'application/json'] as const
const { staff, complaint } = reviewers(here)

const caseAbout = async (subject: string) =>
  (await Cases.findOne({ subject }).sort({ _id: -1 }).lean()) ?? assert.fail(`no case about ${subject}`)
const isPartyOf = async (subject: string, { _id }: Account) =>
  (await caseAbout(subject)).parties.some((party) => party.equals(_id))
const add = (agent: Agent, ref: string, about: string) =>
  agent
    .post(`/review/${ref}/subjects`)
    .set(...json)
    .send({ about })

/** A decision that needed two people, and somebody who hid it before. */
async function decided() {
  const made = await complaint()
  const [first, second, hider] = [await staff(), await staff(), await staff()]
  await hider.agent
    .put(`${made.place}/interim`)
    .set(...json)
    .send({ choice: 'hide', ground: 'appears_justified', reason: 'It is rude.' })
    .expect(200)
  await hider.agent.delete(`${made.place}/assignee`).expect(303)
  const { body } = await decideOn(first.agent, made.place, { measures: 'limit', until: '2099-01-01' }).expect(
    202,
  )
  await second.agent
    .put(`${made.place}/proposals/${body.ref}/answer`)
    .set(...json)
    .send({ answer: 'agree' })
    .expect(200)
  const decision = (await Cases.findOne({ ref: made.ref }).lean())?.history.find(
    ({ act }) => act === 'decided',
  )
  return { ...made, first, second, hider, decision: String(decision?.words) }
}

test('N9, rule 2.3: a complaint about a decision is led by nobody who took it or hid it before', async () => {
  const { ref, first, second, hider, decision, report: reported } = await decided()
  assert.match(decision, /^D-/)
  for (const about of [
    `/decisions/${decision}`,
    `/Decisions/${decision}/`,
    `/review/${ref}`,
    `/reports/${reported.ref}`,
  ]) {
    await report(here.site, { about, kind: 'service', details: 'Unfair.' })
    const found = (await Cases.findOne({}).sort({ _id: -1 }).lean()) ?? assert.fail('no case')
    for (const { agent } of [first, second, hider]) {
      await agent.get(`/review/${found.ref}`).expect(403)
      await decideOn(agent, `/review/${found.ref}`, { measures: 'none' }).expect(403)
    }
    assert.deepEqual([found.state.owners, found.state.reporters], [[''], []])
    await (await staff()).agent.get(`/review/${found.ref}`).expect(200)
  }
  await first.agent
    .post('/review')
    .set(...json)
    .send({ about: `/decisions/${decision}`, kind: 'service', details: 'I was right.' })
    .expect(409)
})

test('N9: who decided gets no letter of an author about the complaint, and cannot object to what came of it', async () => {
  const { first, decision } = await decided()
  const bells = () => Notifications.countDocuments({ account: first.account._id })
  const before = await bells()
  await report(here.site, { about: `/decisions/${decision}`, kind: 'service', details: 'Unfair.' })
  const { ref } = await caseAbout(`page:/decisions/${decision}`)
  const other = await staff()
  const { body } = await decideOn(other.agent, `/review/${ref}`, { measures: 'none' }).expect(201)
  assert.equal(await bells(), before)
  await first.agent
    .post(`/decisions/${body.ref}/appeals`)
    .set(...json)
    .send({ argument: 'I was right.' })
    .expect(403)
})

test('N9: staff who reacted lead no case about the reactions, whether it opens, is joined or takes them in', async () => {
  const { post } = await makeTopic()
  const subject = `reactions:${post._id}`
  const about = `/posts/${post._id}/reactions`
  const [early, late, free] = [await staff(), await staff(), await staff()]
  const member = await makeAccount()
  for (const person of [early.account, member]) await react(person, String(post._id), 'disagree')
  await report(here.site, { about })
  assert.deepEqual([await isPartyOf(subject, early.account), await isPartyOf(subject, member)], [true, false])
  const { ref } = await caseAbout(subject)
  await late.agent
    .put(`/review/${ref}/assignee`)
    .set(...json)
    .expect(200)
  await react(late.account, String(post._id), 'agree')
  await report(here.site, { about, details: 'They go on.' })
  assert.ok(await isPartyOf(subject, late.account))
  await releaseFormer()
  assert.equal((await caseAbout(subject)).assignee, null)
  for (const { agent } of [early, late]) await decideOn(agent, `/review/${ref}`).expect(403)
  // With the second reaction the list is in its second version.
  await decideOn(free.agent, `/review/${ref}`, { revision: '2' }).expect(201)
})

test('N9: reactions that are put into a case shut out who reacted, and no more once they are out of it', async () => {
  const { about, ref, topic } = await complaint()
  const [fan, other] = [await staff(), await staff()]
  await react(fan.account, String(topic.post._id), 'agree')
  await fan.agent.get(`/review/${ref}`).expect(200)
  await add(fan.agent, ref, `${about}/reactions`).expect(409)
  await add(other.agent, ref, `${about}/reactions`).expect(201)
  await fan.agent.get(`/review/${ref}`).expect(403)
  await other.agent
    .delete(`/review/${ref}/subjects`)
    .set(...json)
    .send({ thing: `reactions:${topic.post._id}`, whyOut: 'Nothing is wrong with them.' })
    .expect(200)
  await fan.agent.get(`/review/${ref}`).expect(200)
})
