import '../support/env.ts'

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Cases } from '../../src/reports/case.ts'
import { decide } from '../../src/reports/deciding.ts'
import { makeAccount, signedInAgent } from '../support/accounts.ts'
import { findings, report, rules } from '../support/complaints.ts'
import { makeTopic } from '../support/forum.ts'
import { forumSite } from '../support/forum-site.ts'
import { type Agent, reviewers } from '../support/reviewers.ts'

const here = forumSite()
rules()
const json = ['Accept', 'application/json'] as const
const { staff, nobody } = reviewers(here)
const evil = '"><img src=x onerror=q1()><script>q1()</script>'
const isRun = /<img src=x|<script>q1/

async function assertCalm(agent: Agent, ...paths: string[]): Promise<void> {
  for (const path of paths) {
    const { text } = await agent.get(path).expect(200)
    assert.doesNotMatch(text, isRun, path)
  }
}

const somePost = async () => `/posts/${(await makeTopic({ author: await makeAccount() })).post._id}`
const send = (agent: Agent, method: 'post' | 'put' | 'delete', path: string, fields: object) =>
  agent[method](path)
    .set(...json)
    .send(fields)

test('markup in findings, orders, interim reasons, what is taken out and notes is shown, and never run', async () => {
  const { agent } = await staff()
  const about = [await somePost(), await somePost()]
  const order = { origin: 'order', authority: evil, reference: evil, date: '2026-01-05', law: evil }
  const { body } = await send(agent, 'post', '/review', {
    about,
    kind: 'illegal',
    details: evil,
    ...order,
  }).expect(201)
  const ordered = `/review/${body.ref}`
  const found = await send(agent, 'post', '/review', {
    about: [await somePost(), await somePost()],
    kind: 'rules',
    details: evil,
  }).expect(201)
  const place = `/review/${found.body.ref}`
  await send(agent, 'put', `${place}/interim`, {
    choice: 'hide',
    ground: 'appears_justified',
    reason: evil,
  }).expect(200)
  const [, second] = (await Cases.findOne({ ref: found.body.ref }).lean())?.subjects ?? []
  const thing = `${second?.kind}:${second?.id}@${second?.revision}`
  await send(agent, 'delete', `${place}/subjects`, { thing, whyOut: evil }).expect(200)
  await send(agent, 'post', `${place}/subjects`, { about: evil })
  await assertCalm(agent, '/review', ordered, place, '/log')
  assert.match((await agent.get(place)).text, /&lt;script&gt;q1/)
})

test('markup in forms that come back is shown, and never run', async () => {
  const { agent } = await staff()
  const { body } = await send(agent, 'post', '/review', {
    about: await somePost(),
    kind: 'rules',
    details: 'Rude.',
  })
  const place = `/review/${body.ref}`
  for (const [method, path, fields] of [
    [
      'post',
      '/review',
      { about: '', kind: 'rules', details: evil, origin: 'order', authority: evil, law: evil },
    ],
    ['put', `${place}/interim`, { choice: '', ground: evil, reason: evil }],
    [
      'post',
      `${place}/decision-previews`,
      { facts: evil, reason: evil, groundRef: evil, until: evil, phrase: evil },
    ],
    ['post', `${place}/question-previews`, { question: evil, whom: evil, email: evil }],
  ] as const) {
    const answer = await agent[method](path).type('form').send(fields)
    assert.equal(answer.status, 422, path)
    assert.doesNotMatch(answer.text, isRun, path)
  }
})

test('markup in steps against baseless reports, and in their rereading, is shown, and never run', async () => {
  const { agent: reporter } = await signedInAgent(here.site)
  const cases = []
  for (let n = 0; n < 2; n += 1) {
    const about = await somePost()
    const { ref } = await report(here.site, { about }, reporter)
    const found = await Cases.findOne({ subject: `post:${about.split('/').at(-1)}` }).lean()
    const [judge, second] = [
      await makeAccount({ role: 'moderator' }),
      await makeAccount({ role: 'moderator' }),
    ]
    const nothing = findings({ outcome: 'no_basis', measures: ['none'], yields: 'complainant', second })
    await decide(judge, String(found?.ref), nothing)
    cases.push({ case: String(found?.ref), report: ref })
  }
  const [one, other] = [await staff(), await staff()]
  const last = cases.at(-1)
  const texts = { gravity: evil, intention: evil, stepReason: evil }
  const { body } = await send(one.agent, 'post', `/review/${last?.case}/misuse`, {
    report: last?.report,
    ...texts,
  }).expect(201)
  await send(other.agent, 'put', `/misuse/${body.ref}/answer`, { agrees: 'yes', reason: evil }).expect(200)
  await send(reporter, 'post', `/misuse/${body.ref}/objection`, { argument: evil }).expect(201)
  await assertCalm(reporter, `/misuse/${body.ref}`, '/notifications')
  await assertCalm((await staff()).agent, `/misuse/${body.ref}`, `/review/${last?.case}`, '/review')
  await assertCalm(nobody(), '/log', '/transparency')
})
