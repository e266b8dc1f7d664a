import '../support/env.ts'

import assert from 'node:assert/strict'
import { test } from 'node:test'
import request from 'supertest'
import { type Account, Accounts } from '../../src/auth/account.ts'
import { days, moveClock, resetClock } from '../../src/clock.ts'
import { Mails } from '../../src/mail/mail.ts'
import { Notifications } from '../../src/notifications/notification.ts'
import { Cases } from '../../src/reports/case.ts'
import { decide } from '../../src/reports/deciding.ts'
import { Evidences } from '../../src/reports/evidence.ts'
import { kindNames, kinds } from '../../src/reports/kinds.ts'
import { sendLetter, tellReporter } from '../../src/reports/letters.ts'
import { tellStep, tellSteps } from '../../src/reports/misuse-letters.ts'
import { nextStep } from '../../src/reports/misuse-rules.ts'
import { MisuseSteps } from '../../src/reports/misuse-step.ts'
import { Reports } from '../../src/reports/report.ts'
import { drawSample, Rereadings } from '../../src/reports/rereading.ts'
import { mailsTo, signedInAgent } from '../support/accounts.ts'
import { findings, report, rules } from '../support/complaints.ts'
import { makeTopic } from '../support/forum.ts'
import { forumSite } from '../support/forum-site.ts'
import { type Agent, reviewers } from '../support/reviewers.ts'

const here = forumSite()
rules()
const json = ['Accept', 'application/json'] as const
const { staff } = reviewers(here)
const words = { gravity: 'It kept us busy.', intention: 'They said so.', stepReason: 'It goes on.' }

/** A report that ends without basis, by two people. @returns its case and reference */
async function baseless(fields: Record<string, string>, agent?: Agent, outcome = 'no_basis') {
  const topic = await makeTopic()
  const { ref } = await report(here.site, { about: `/posts/${topic.post._id}`, ...fields }, agent)
  const about = fields.about?.split('/').at(-1) ?? topic.post._id
  const found = await Cases.findOne({ subject: `post:${about}` }).lean()
  const [judge, second] = [await staff(), await staff()]
  const judgement = findings({
    outcome: outcome as 'no_basis',
    measures: ['none'],
    yields: 'complainant',
    second: second.account,
  })
  await decide(judge.account, String(found?.ref), judgement)
  return { case: String(found?.ref), report: ref, judge, second }
}

const propose = (agent: Agent, one: { case: string; report: string }) =>
  agent
    .post(`/review/${one.case}/misuse`)
    .set(...json)
    .send({ report: one.report, ...words })
const answer = (agent: Agent, ref: string, agrees = 'yes') =>
  agent
    .put(`/misuse/${ref}/answer`)
    .set(...json)
    .send({ agrees, reason: 'I read all of them.' })

async function take(one: { case: string; report: string }) {
  const { ref, step } = (await propose((await staff()).agent, one).expect(201)).body
  await answer((await staff()).agent, ref).expect(200)
  return { ref, step }
}

/** Where chance did not draw it. */
async function drawn(ref: string) {
  const fresh = { verdict: null, by: null, reason: '', at: null, drawnAt: new Date() }
  await Rereadings.collection.updateOne(
    { case: ref },
    { $setOnInsert: { ...fresh, deleteAt: new Date(Date.now() + days(9)) } },
    { upsert: true },
  )
}

test('N9: the ladder begins with a warning, needs new reports without basis for each step, and ends at 90 days', () => {
  assert.equal(nextStep([], 1), undefined)
  assert.equal(nextStep([], 2), 'warning')
  assert.equal(nextStep(['warning'], 0), undefined)
  assert.equal(nextStep(['warning'], 1), '30')
  assert.equal(nextStep(['warning', '30'], 1), '90')
  assert.equal(nextStep(['warning', '30', '90'], 1), '90')
})

test('N9: after "no basis" no letter and no bell about that case reaches whoever complained, whoever sends it', async () => {
  const { agent, account } = await signedInAgent(here.site)
  const one = await baseless({ email: 'troll1@example.org', name: 'T' })
  const other = await baseless({}, agent)
  const letter = { account: null, subject: 'A question', purpose: 'to ask', paragraphs: ['Hello?'] }
  await sendLetter({ ...letter, to: 'troll1@example.org', case: one.case, once: 'late:1' })
  const told = { kind: 'report', title: 'Later', text: '', href: '/notifications', once: 'late:2' } as const
  await tellReporter(other.case, { ...told, account: String(account._id) })
  assert.deepEqual(
    (await mailsTo('troll1@example.org')).map(({ subject }) => subject),
    [`We have your report ${one.report}`],
  )
  assert.equal(await Notifications.countDocuments({ account: account._id }), 0)
  assert.match((await agent.get(`/reports/${other.report}`).expect(200)).text, /There was no basis/)
  // Any other case of theirs is another matter.
  await sendLetter({ ...letter, to: 'troll1@example.org', case: 'C-99999', once: 'late:3' })
  assert.equal((await mailsTo('troll1@example.org')).length, 2)
  assert.ok((await Mails.countDocuments()) > 0)
})

test('N9: a warning comes first, then 30 days without reports; protected kinds stay open, and nothing is stored', async () => {
  const { agent, account } = await signedInAgent(here.site)
  await baseless({}, agent)
  const second = await baseless({}, agent)
  const warned = await take(second)
  assert.equal(warned.step, 'warning')
  const bells = () => Notifications.find({ account: account._id }).lean()
  assert.deepEqual(
    (await bells()).map(({ title }) => title),
    ['A warning about your reports'],
  )
  await report(here.site, { about: '/rules' }, agent)
  await propose((await staff()).agent, second).expect(409)

  const third = await baseless({}, agent)
  const { ref, step } = await take(third)
  assert.equal(step, '30')
  await tellSteps()
  const found = await MisuseSteps.findOne({ ref }).lean()
  if (found) await tellStep(found)
  assert.equal((await bells()).length, 2, 'nobody is told twice')
  const counts = async () => [
    await Reports.countDocuments(),
    await Evidences.countDocuments(),
    await Cases.countDocuments(),
  ]
  const before = await counts()
  const about = `/posts/${(await makeTopic()).post._id}`
  const form = { about, kind: 'rules', rule: '1', details: 'I typed this.', goodFaith: 'yes' }
  const refused = await agent.post('/reports').type('form').send(form).expect(403)
  assert.match(refused.text, /Until \d+ \w+ \d{4} we do not take reports like this/)
  assert.match(refused.text, /I typed this\./)
  for (const kind of kindNames.filter((name) => kinds[name].isProtected))
    assert.ok(refused.text.includes(kinds[kind].label), kind)
  assert.deepEqual(await counts(), before)
  await report(here.site, { about, kind: 'danger' }, agent)
  await report(here.site, { about, kind: 'privacy' }, agent)
  moveClock(days(31))
  try {
    await report(here.site, { about, details: 'Again.' }, agent)
  } finally {
    resetClock()
  }
})

test('N9: a mail address is held by its own steps, and no account with the same address by them', async () => {
  const victim = await signedInAgent(here.site)
  const { email } = victim.account
  await baseless({ email })
  const warned = await take(await baseless({ email }))
  assert.equal(warned.step, 'warning')
  await take(await baseless({ email }))
  const about = `/posts/${(await makeTopic()).post._id}`
  const form = { about, kind: 'rules', rule: '1', details: 'Typed.', goodFaith: 'yes', email }
  await request(here.site.server)
    .post('/reports')
    .set(...json)
    .send(form)
    .expect(403)
  await report(here.site, { about }, victim.agent)
  await report(here.site, { about })
  const letter = (await mailsTo(email)).find(({ subject }) => /do not take your reports/.test(subject))
  const [, path = ''] = /http:\/\/[^/\s]+(\/misuse\/M-\d+\?key=[\w-]{43})/.exec(letter?.text ?? '') ?? []
  const guest = request(here.site.server)
  assert.match((await guest.get(path).expect(200)).text, /Objecting to it/)
  await guest.get(path.replace(/key=(.)/, (_, first) => `key=${first === '_' ? '-' : '_'}`)).expect(404)
  await guest.get(path.replace(/\?.*/, '')).expect(404)
})

test('N9: a step takes two people who are part of none of its cases', async () => {
  const troll = await staff()
  const first = await baseless({}, troll.agent)
  const second = await baseless({}, troll.agent)
  const proposer = await staff()
  const { ref } = (await propose(proposer.agent, second).expect(201)).body
  await propose((await staff()).agent, second).expect(409)
  await answer(proposer.agent, ref).expect(403)
  await answer(troll.agent, ref).expect(403)
  await answer((await signedInAgent(here.site)).agent, ref).expect(403)
  await troll.agent.get(`/misuse/${ref}`).expect(403)
  const waiting = async (agent: Agent) =>
    (await agent.get('/review').set(...json)).body.steps as { ref: string }[]
  assert.ok(!(await waiting(proposer.agent)).some((one) => one.ref === ref))
  assert.ok(!(await waiting(troll.agent)).some((one) => one.ref === ref))
  const other = await staff()
  assert.ok((await waiting(other.agent)).some((one) => one.ref === ref))
  assert.match((await other.agent.get(`/misuse/${ref}`)).text, /Do you agree\?/)
  const both = await Promise.all([answer(other.agent, ref), answer((await staff()).agent, ref, 'no')])
  assert.deepEqual(both.map(({ status }) => status).sort(), [200, 409])
  const record = await MisuseSteps.findOne({ ref }).lean()
  assert.deepEqual(record?.cases.toSorted(), [first.case, second.case].sort())
})

test('N9: a complaint that was only not upheld, or was misjudged, counts against nobody', async () => {
  const { agent } = await signedInAgent(here.site)
  await baseless({}, agent, 'not_upheld')
  const one = await baseless({}, agent)
  await propose((await staff()).agent, one).expect(409)
  const two = await baseless({}, agent)
  await drawSample()
  await drawSample()
  await drawn(one.case)
  const reread = (by: Agent) =>
    by
      .put(`/review/${one.case}/rereading`)
      .set(...json)
      .send({ verdict: 'wrong', why: 'There was something in it.' })
  await reread(one.judge.agent).expect(403)
  await reread(one.second.agent).expect(403)
  await reread(agent).expect(403)
  const reader = await staff()
  assert.match((await reader.agent.get('/review')).text, new RegExp(`/review/${one.case}#reread`))
  await reread(reader.agent).expect(200)
  await reread((await staff()).agent).expect(409)
  await propose((await staff()).agent, two).expect(409)
})

test('N9: whoever it is about may object once, and somebody with no part in it takes the step back', async () => {
  const { agent, account } = await signedInAgent(here.site)
  await baseless({}, agent)
  const one = await baseless({}, agent)
  const [proposer, second] = [await staff(), await staff()]
  const { ref } = (await propose(proposer.agent, one).expect(201)).body
  await agent.get(`/misuse/${ref}`).expect(404)
  const reviewer = await signedInAgent(here.site, { role: 'reviewer' })
  assert.match((await second.agent.get('/review')).text, new RegExp(`/misuse/${ref}"`))
  assert.doesNotMatch((await reviewer.agent.get('/review').expect(200)).text, new RegExp(`/misuse/${ref}"`))
  await answer(second.agent, ref).expect(200)
  const own = (await agent.get(`/misuse/${ref}`).expect(200)).text
  assert.ok(!own.includes(one.case) && !own.includes(proposer.account.username))
  const object = (by: Agent) =>
    by
      .post(`/misuse/${ref}/objection`)
      .set(...json)
      .send({ argument: 'I meant it.' })
  await object((await signedInAgent(here.site)).agent).expect(404)
  await object(agent).expect(201)
  await object(agent).expect(409)
  const review = (by: Agent) =>
    by
      .put(`/misuse/${ref}/review`)
      .set(...json)
      .send({ lift: 'yes', reason: 'They had read it wrongly.' })
  await review(proposer.agent).expect(403)
  await review(second.agent).expect(403)
  await review((await staff()).agent).expect(200)
  const told = await Notifications.find({ account: (account as Account)._id })
    .sort({ _id: 1 })
    .lean()
  assert.match(String(told.at(-1)?.title), /Your objection was right/)
  // Taken back, it is no step: the next one is a warning again.
  const page = (await (await staff()).agent.get(`/review/${one.case}`).set(...json)).body
  assert.deepEqual([page.misuse[0].taken, page.misuse[0].next], [[], 'a warning'])
})

test('N9: the policy page says the numbers that the code acts on', async () => {
  const page = (await request(here.site.server).get('/report/policy').expect(200)).text
  for (const words of [
    'After 2 reports without basis within 365 days',
    'for 30 days',
    'for 90 days',
    'Somebody is in danger',
    '24 November 2026: The first version.',
  ])
    assert.ok(page.includes(words), words)
  for (const path of ['/rules', '/report'])
    assert.match((await request(here.site.server).get(path)).text, /href="\/report\/policy"/)
})

interface Waiting {
  steps: { ref: string }[]
  again: { ref: string }[]
  withoutSecond: { ref: string }[]
}
const waitingOf = async (agent: Agent) => {
  const { steps, again, withoutSecond } = (await agent.get('/review').set(...json)).body as Waiting
  return [steps, again, withoutSecond].map((list) => list.map(({ ref }) => ref))
}
const give = (agent: Agent, ref: string, { username }: Account) =>
  agent
    .put(`/review/${ref}/second`)
    .set(...json)
    .send({ username })
    .expect(200)

/** Two cases without basis of one reporter, and nobody on the staff but one admin, who had no part in them. */
async function alone() {
  await Rereadings.collection.deleteMany({})
  const { agent } = await signedInAgent(here.site)
  const cases = [await baseless({}, agent), await baseless({}, agent)] as const
  await Accounts.collection.updateMany({}, { $set: { role: 'member' } })
  return { cases, only: await staff({ role: 'admin' }) }
}

test('N9: a step that nobody else could answer is said to be stuck; a second reviewer who has its cases answers it', async () => {
  const { cases, only } = await alone()
  const { ref } = (await propose(only.agent, cases[1]).expect(201)).body
  assert.deepEqual(await waitingOf(only.agent), [[], [], [ref]])
  const page = (await only.agent.get('/review')).text
  assert.match(page, /nobody who could be one/)
  assert.match(page, /href="\/reviewers">Invite a second reviewer/)
  const [reviewer, other] = [
    await signedInAgent(here.site, { role: 'reviewer' }),
    await signedInAgent(here.site, { role: 'reviewer' }),
  ]
  assert.deepEqual(await waitingOf(only.agent), [[], [], []])
  assert.match((await only.agent.get(`/review/${cases[0].case}`)).text, /Ask for their opinion/)
  await give(only.agent, cases[0].case, reviewer.account)
  await answer(reviewer.agent, ref).expect(404)
  await give(only.agent, cases[1].case, reviewer.account)
  assert.deepEqual(await waitingOf(reviewer.agent), [[ref], [], []])
  await answer(other.agent, ref).expect(404)
  assert.match((await reviewer.agent.get(`/misuse/${ref}`).expect(200)).text, /Do you agree\?/)
  await answer(reviewer.agent, ref).expect(200)
  assert.ok((await MisuseSteps.findOne({ ref }).lean())?.second?.equals(reviewer.account._id))
})

test('N9: a case that nobody else could read again is said to be stuck; a second reviewer who has it reads it', async () => {
  const { cases, only } = await alone()
  await Accounts.collection.updateOne({ _id: cases[0].judge.account._id }, { $set: { role: 'moderator' } })
  await Accounts.collection.updateOne({ _id: only.account._id }, { $set: { role: 'member' } })
  const { agent } = cases[0].judge
  const { case: ref } = cases[0]
  await drawn(ref)
  assert.deepEqual(await waitingOf(agent), [[], [], [ref]])
  const reviewer = await signedInAgent(here.site, { role: 'reviewer' })
  assert.deepEqual(await waitingOf(agent), [[], [], []])
  const reread = (by: Agent) =>
    by
      .put(`/review/${ref}/rereading`)
      .set(...json)
      .send({ verdict: 'right', why: 'I see nothing in it.' })
  await reread(reviewer.agent).expect(404)
  await give(agent, ref, reviewer.account)
  assert.deepEqual(await waitingOf(reviewer.agent), [[], [ref], []])
  assert.match((await reviewer.agent.get(`/review/${ref}`).expect(200)).text, /Please read it again/)
  await reread(reviewer.agent).expect(200)
  assert.deepEqual(await waitingOf(reviewer.agent), [[], [], []])
})

test('N13: no step against misuse, and no word about it, names anybody else who reported the same', async () => {
  const troll = await signedInAgent(here.site, { name: 'Tom Troll' })
  await baseless({}, troll.agent)
  const about = `/posts/${(await makeTopic()).post._id}`
  await report(here.site, { about, name: 'Quentin Quokka', email: 'quentin@example.org' })
  const one = await baseless({ about }, troll.agent)
  const { agent } = await staff()
  const named = { report: one.report, ...words, stepReason: 'Unlike Quentin Quokka they knew it.' }
  const refused = await agent
    .post(`/review/${one.case}/misuse`)
    .set(...json)
    .send(named)
    .expect(422)
  assert.match(refused.body.errors.stepReason, /“Quentin Quokka”/)
  const own = { ...named, stepReason: 'Tom Troll knew it.' }
  const { ref } = (
    await agent
      .post(`/review/${one.case}/misuse`)
      .set(...json)
      .send(own)
      .expect(201)
  ).body
  const second = (await staff()).agent
  const say = (by: Agent, what: string, fields: object) =>
    by
      .put(`/misuse/${ref}/${what}`)
      .set(...json)
      .send(fields)
  await say(second, 'answer', { agrees: 'yes', reason: 'As Quentin Quokka says.' }).expect(422)
  await say(second, 'answer', { agrees: 'yes', reason: 'Tom Troll knew it.' }).expect(200)
  await troll.agent.post(`/misuse/${ref}/objection`).send({ argument: 'No.' }).expect(303)
  const third = (await staff()).agent
  await say(third, 'review', { lift: 'no', reason: 'Quentin Quokka was right.' }).expect(422)
  await say(third, 'review', { lift: 'no', reason: 'It stands.' }).expect(200)
})
