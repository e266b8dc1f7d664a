import '../support/env.ts'

import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { Accounts } from '../../src/auth/account.ts'
import { Notifications } from '../../src/notifications/notification.ts'
import { Cases } from '../../src/reports/case.ts'
import { tellOfUnled } from '../../src/reports/unled.ts'
import { makeAccount, signedInAgent } from '../support/accounts.ts'
import { report, rules } from '../support/complaints.ts'
import { makeTopic } from '../support/forum.ts'
import { forumSite } from '../support/forum-site.ts'
import { type Agent, decideOn, reviewers } from '../support/reviewers.ts'

const here = forumSite()
rules()
const json = ['Accept', 'application/json'] as const
const { staff, complaint } = reviewers(here)

// Whoever the other tests made would be a second person here.
beforeEach(() => Accounts.collection.updateMany({}, { $set: { role: 'member' } }))

const harsh = { measures: 'suspend', until: '2030-01-01' }

interface Queue {
  cases: { ref: string; left: { words: string; level: string }; isStuck: boolean }[]
  stuck: { ref: string }[]
  unled: number
  tabs: { label: string; count: number }[]
}

const queueOf = async (agent: Agent, filter: string): Promise<Queue> =>
  (await agent.get(`/review?filter=${filter}`).set(...json)).body

/** A case and the only one on the staff: author and reporter are members. */
async function alone(role: 'admin' | 'moderator' = 'admin') {
  const made = await complaint()
  await Accounts.collection.updateMany({}, { $set: { role: 'member' } })
  return { ...made, only: await signedInAgent(here.site, { role }) }
}

async function assertStuck(agent: Agent, ref: string, isStuck: boolean) {
  const all = await queueOf(agent, 'waiting')
  const overdue = await queueOf(agent, 'overdue')
  const rows = all.cases.filter((row) => row.ref === ref)
  assert.deepEqual(
    rows.map((row) => [row.isStuck, row.left.level === 'late']),
    [[isStuck, isStuck]],
  )
  for (const list of [all.stuck, overdue.cases])
    assert.equal(
      list.some((row) => row.ref === ref),
      isStuck,
    )
  const count = overdue.tabs.find(({ label }) => label === 'Overdue')?.count ?? 0
  assert.equal(count, overdue.cases.length)
}

test('N9: a proposal that nobody can answer counts as overdue, and the queue says so and how to invite somebody', async () => {
  const { only, place, ref } = await alone()
  await assertStuck(only.agent, ref, false)
  await decideOn(only.agent, place, harsh).expect(202)
  await assertStuck(only.agent, ref, true)
  for (const path of ['/review', place]) {
    const page = (await only.agent.get(path)).text
    assert.match(page, /as overdue/)
    assert.match(page, /href="\/reviewers">Invite a second reviewer/)
  }
  await signedInAgent(here.site, { role: 'reviewer' })
  await assertStuck(only.agent, ref, false)
  assert.doesNotMatch((await only.agent.get('/review')).text, /as overdue/)
})

test('N9: an appeal that only those could hear who decided before is overdue; a moderator sees whom to ask', async () => {
  const { only, place, ref, author } = await alone('moderator')
  const { body } = await decideOn(only.agent, place).expect(201)
  await author.agent
    .post(`/decisions/${body.ref}/appeals`)
    .set(...json)
    .send({ argument: 'A joke.' })
    .expect(201)
  await assertStuck(only.agent, ref, true)
  assert.match((await only.agent.get('/review')).text, /See whom to ask/)
  // Neither of these could decide it.
  await Accounts.collection.updateOne({ _id: author.account._id }, { $set: { role: 'moderator' } })
  await signedInAgent(here.site, { role: 'moderator', confirmedAt: null })
  await assertStuck(only.agent, ref, true)
  const other = await staff()
  await assertStuck(only.agent, ref, false)
  await decideOn(other.agent, place, { outcome: 'not_upheld', measures: 'none' }).expect(201)
})

test('whoever is part of the case hears nothing of it in the notice either', async () => {
  const { only, place, ref, party } = await alone()
  await decideOn(only.agent, place, harsh).expect(202)
  await Accounts.collection.updateOne({ _id: party.account._id }, { $set: { role: 'admin' } })
  await assertStuck(only.agent, ref, true)
  const queue = await queueOf(party.agent, 'overdue')
  assert.ok(Array.isArray(queue.cases) && Array.isArray(queue.stuck))
  assert.ok(!JSON.stringify(queue).includes(`"${ref}"`))
})

test('N9: an appeal is overdue, too, where the others brought up what it is about', async () => {
  const { only, place, ref, author } = await alone('moderator')
  const finder = await staff()
  const topic = await makeTopic({ author: author.account, body: 'Fools, I say.' })
  await finder.agent
    .post(`${place}/subjects`)
    .set(...json)
    .send({ about: `/posts/${topic.post._id}` })
    .expect(201)
  const { body } = await decideOn(only.agent, place).expect(201)
  await author.agent
    .post(`/decisions/${body.ref}/appeals`)
    .set(...json)
    .send({ argument: 'A joke.' })
    .expect(201)
  await assertStuck(only.agent, ref, true)
  await staff()
  await assertStuck(only.agent, ref, false)
})

/** The post of the only admin, which a stranger reports, and a member's, which the admin reports by its link. */
async function ownAndReported() {
  await Cases.collection.deleteMany({})
  const { agent, account } = await signedInAgent(here.site, { role: 'admin' })
  const own = await makeTopic({ author: account })
  const others = await makeTopic({ author: await makeAccount() })
  await report(here.site, { about: `/posts/${own.post._id}` })
  await report(here.site, { about: `/posts/${others.post._id}` }, agent)
  return { agent, account, titles: [own.topic.title, others.topic.title] }
}

const overdueCount = ({ tabs }: Queue) => tabs.find(({ label }) => label === 'Overdue')?.count

test('N9: cases that everybody on the staff is part of count as overdue, and admins hear no more than that', async () => {
  const { agent, account, titles } = await ownAndReported()
  const refs = (await Cases.find({}, 'ref').lean()).map(({ ref }) => ref)
  const queue = await queueOf(agent, 'overdue')
  assert.deepEqual([queue.unled, overdueCount(queue), queue.cases], [2, 2, []])
  const page = (await agent.get('/review').expect(200)).text
  assert.match(page, /2 cases wait that nobody here may lead/)
  assert.match(page, /Nothing waits here<[\s\S]{0,200}comes up in this list/)
  assert.match(page, /href="\/admin\/members">Make somebody else a moderator/)
  await tellOfUnled()
  await tellOfUnled()
  const bells = await Notifications.find({ account: account._id }).lean()
  assert.deepEqual(
    bells.map(({ title, href }) => [title, href]),
    Array(2).fill(['A case waits that nobody here may lead', '/admin/members']),
  )
  const told = JSON.stringify(bells.map(({ title, text, href }) => [title, text, href]))
  for (const secret of [...refs, ...titles]) assert.ok(!page.includes(secret) && !told.includes(secret))
})

test('N9: a second reviewer leads no case; somebody made a moderator finds it waiting', async () => {
  const { agent } = await ownAndReported()
  await signedInAgent(here.site, { role: 'reviewer' })
  await signedInAgent(here.site, { role: 'moderator', confirmedAt: null })
  assert.equal((await queueOf(agent, 'waiting')).unled, 2)
  const other = await staff()
  const queue = await queueOf(agent, 'overdue')
  assert.deepEqual([queue.unled, overdueCount(queue)], [0, 0])
  assert.doesNotMatch((await agent.get('/review')).text, /nobody here may lead/)
  assert.equal((await queueOf(other.agent, 'waiting')).cases.length, 2)
  await tellOfUnled()
  assert.equal(await Notifications.countDocuments({ account: other.account._id }), 0)
})

test('of ten thousand cases those that nobody may lead are found by who is part of them', async () => {
  const parties = [(await makeAccount())._id]
  const which = { isWaiting: true, parties: { $all: parties } }
  const { queryPlanner } = (await Cases.find(which).explain()) as unknown as {
    queryPlanner: { winningPlan: object }
  }
  assert.match(JSON.stringify(queryPlanner.winningPlan), /"parties_1_isWaiting_1"/)
})

test('who is on the staff reads before they report that somebody else leads it then; nobody else does', async () => {
  const { agent } = await staff()
  const words = /somebody else leads the case.*href="\/review#f-about"/
  assert.match((await agent.get('/report?about=/rules&kind=rules').expect(200)).text, words)
  const member = await signedInAgent(here.site)
  assert.doesNotMatch((await member.agent.get('/report?about=/rules&kind=rules').expect(200)).text, words)
  assert.match((await agent.get('/review')).text, /id="f-about"/)
})
