import '../support/env.ts'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import mongoose from 'mongoose'
import { AuditLines } from '../../src/auth/audit.ts'
import { flushReadings } from '../../src/forum/reading.ts'
import { flushTails } from '../../src/forum/topic-tails.ts'
import { laterDone } from '../../src/live/later.ts'
import { runOutbox } from '../../src/mail/outbox.ts'
import { askingRoutes } from '../../src/reports/asking.routes.ts'
import { Cases } from '../../src/reports/case.ts'
import { decisionsRoutes } from '../../src/reports/decisions.routes.ts'
import { interimRenewalRoutes } from '../../src/reports/interim-renewal.routes.ts'
import { proposalsRoutes } from '../../src/reports/proposals.routes.ts'
import { questionsRoutes } from '../../src/reports/questions.routes.ts'
import { reportsRoutes } from '../../src/reports/reports.routes.ts'
import { reviewRoutes } from '../../src/reports/review.routes.ts'
import { secondsRoutes } from '../../src/reports/seconds.routes.ts'
import { signedInAgent } from '../support/accounts.ts'
import { judgement, rules } from '../support/complaints.ts'
import { forumSite } from '../support/forum-site.ts'
import { reviewRouters } from '../support/review-routers.ts'
import { type Agent, decideOn, filled, reviewers, routesOf } from '../support/reviewers.ts'

const here = forumSite()
rules()
const json = ['Accept', 'application/json'] as const
const { staff, nobody, complaint } = reviewers(here)

async function wholeDatabase(): Promise<string> {
  // What making the topics left in memory.
  await laterDone()
  await flushTails()
  await flushReadings()
  // Mails still on their way change their state by themselves, and the list of disclosures after it.
  await runOutbox()
  const kept: Record<string, unknown[]> = {}
  for (const collection of (await mongoose.connection.db?.collections()) ?? [])
    if (!['audit-lines', 'sessions', 'numbers', 'counters'].includes(collection.collectionName))
      kept[collection.collectionName] = await collection.find().sort({ _id: 1 }).toArray()
  return JSON.stringify(kept)
}

test('N13: every page of the reviewers is closed to visitors, members, the unconfirmed and the parties', async () => {
  const { author, party, ref, report: own } = await complaint()
  const people: [string, Agent, number[]][] = [
    ['a visitor', nobody(), [303, 401]],
    ['a member', (await signedInAgent(here.site)).agent, [403]],
    ['an unconfirmed member', (await signedInAgent(here.site, { confirmedAt: null })).agent, [403]],
    ['an unconfirmed moderator', (await staff({ confirmedAt: null })).agent, [403]],
    ['whose post it is', author.agent, [403]],
    ['who reported it', party.agent, [403]],
  ]
  const before = await Cases.findOne({ ref }).lean()
  const bodies = {
    ...judgement(),
    choice: 'hide',
    ground: 'appears_justified',
    note: 'A note.',
    about: '/x',
    kind: 'rules',
    details: 'Some words.',
    answer: 'agree',
    username: 'somebody',
    report: own.ref,
    gravity: 'Grave.',
    intention: 'Meant.',
    stepReason: 'It goes on.',
    verdict: 'wrong',
    why: 'It was right.',
    renewal: 'It takes longer.',
    lessons: 'Ask sooner.',
    whom: 'author',
    question: 'When?',
    approval: 'approve',
    thing: `post:${'0'.repeat(24)}@1`,
    whyOut: 'Nothing is wrong with it.',
  }
  const routes = routesOf(...reviewRouters, interimRenewalRoutes, askingRoutes).filter(({ path }) =>
    /^.(review|next-case)/.test(path),
  )
  assert.ok(routes.length >= 20)
  for (const { method, path } of routes)
    for (const [who, agent, statuses] of people) {
      const isParty = who.startsWith('who')
      if (isParty && !path.includes(':')) continue
      for (const accept of ['text/html', 'application/json']) {
        const refs = { case: ref, proposal: 'P-1', share: 'S-1' }
        const sending = agent[method](filled(path, refs)).set('Accept', accept)
        const answer = await (method === 'get'
          ? sending
          : sending.send({ ...bodies, ground: path.endsWith('interim') ? 'appears_justified' : 'rule' }))
        assert.ok(statuses.includes(answer.status), `${method} ${path} as ${who}: ${answer.status}`)
        for (const secret of ['fools', 'Ann Example', 'ann@example.org', own.key])
          assert.ok(!answer.text.includes(secret), `${path} tells ${who}`)
      }
    }
  assert.deepEqual(await Cases.findOne({ ref }).lean(), before)
  for (const { agent } of [author, party]) {
    const queue = await agent
      .get('/review')
      .set(...json)
      .expect(200)
    assert.ok(!JSON.stringify(queue.body.cases).includes(`"${ref}"`))
    await agent
      .post('/review')
      .send({ about: `/posts/${before?.subjects[0]?.id}`, kind: 'rules', details: 'A note of mine.' })
      .expect(({ status }) => assert.ok([403, 409].includes(status)))
  }
  assert.deepEqual(await Cases.findOne({ ref }).lean(), before)
})

test('opening a page changes nothing, whoever opens it; a case that is read leaves its line in the audit', async () => {
  const { author, party, about, place, ref, report: own } = await complaint()
  const judge = await staff()
  const { body: decision } = await decideOn(judge.agent, place).expect(201)
  const refs = { case: ref, 'reports:ref': own.ref, 'decisions:ref': decision.ref }
  const seen = [reportsRoutes, reviewRoutes, proposalsRoutes, secondsRoutes, askingRoutes, questionsRoutes]
  const paths = routesOf(...seen, decisionsRoutes).flatMap(({ method, path }) =>
    method === 'get' ? filled(path, refs) : [],
  )
  const asked = paths.flatMap((path) =>
    [
      '',
      `?key=${own.key}`,
      `?report=${own.ref}&key=${own.key}`,
      `?about=${about}&kind=rules`,
      '?_method=DELETE',
      '?_method=PUT',
      '?filter=done&skip=0',
    ].map((query) => path + query),
  )
  const member = await signedInAgent(here.site)
  const before = await wholeDatabase()
  assert.ok(before.includes(decision.ref))
  for (const agent of [nobody(), author.agent, party.agent, judge.agent, member.agent])
    for (const path of [
      ...asked,
      `${place}/decisions`,
      `${place}/assignee`,
      '/next-case',
      `/decisions/${decision.ref}/appeals`,
    ])
      for (const method of ['get', 'head'] as const) assert.ok((await agent[method](path)).status < 500, path)
  const [old, fresh] = [JSON.parse(before), JSON.parse(await wholeDatabase())]
  for (const name of Object.keys(fresh)) assert.deepEqual(fresh[name], old[name], name)
  assert.ok((await AuditLines.countDocuments({ by: judge.account._id, act: 'case:opened-page' })) > 0)
})
