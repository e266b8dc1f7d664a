import '../support/env.ts'

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Posts } from '../../src/forum/post.ts'
import { Cases } from '../../src/reports/case.ts'
import { LogLines, verifyLines } from '../../src/reports/log-line.ts'
import { logOrders } from '../../src/reports/order.ts'
import { closeQuarter, Quarters, quarterAt } from '../../src/reports/quarter.ts'
import { signedInAgent } from '../support/accounts.ts'
import { report, rules } from '../support/complaints.ts'
import { makePost, makeTopic } from '../support/forum.ts'
import { forumSite } from '../support/forum-site.ts'
import { decideOn, reviewers } from '../support/reviewers.ts'

const here = forumSite()
rules()
const json = ['Accept', 'application/json'] as const
const { staff } = reviewers(here)

const order = {
  origin: 'order',
  kind: 'illegal',
  details: 'Came by post this morning.',
  authority: 'Magistrates’ Court of Maidstone',
  reference: 'MC-12',
  date: '2026-01-20',
  law: 'section 5 of an Act',
}

async function post() {
  const { agent, account } = await signedInAgent(here.site)
  const topic = await makeTopic()
  const made = await makePost({ topic: topic.id, author: account, body: 'Something unlawful.' })
  return { agent, id: String(made._id), about: `/posts/${made._id}` }
}

test('N9: an order opens a case that the law requires, and its author learns who ordered it', async () => {
  const { agent: author, id, about } = await post()
  const { agent } = await staff()
  const { ref } = (
    await agent
      .post('/review')
      .set(...json)
      .send({ ...order, about })
      .expect(201)
  ).body
  const found = await Cases.findOne({ ref }).lean()
  assert.deepEqual([found?.origin, found?.state.isRequiredByLaw, found?.reports], ['order', true, 0])
  assert.match(
    (await agent.get(`/review/${ref}`)).text,
    /An authority orders it: Magistrates’ Court of Maidstone/,
  )
  const line = await LogLines.findOne({ event: 'ordered', decision: ref }).lean()
  assert.ok(line && !JSON.stringify(line).includes('Maidstone'))
  await logOrders()
  assert.equal(await LogLines.countDocuments({ event: 'ordered', decision: ref }), 1)
  assert.equal((await verifyLines()).fault, undefined)
  // To leave it up takes a second person; to hide it does not.
  const may = { outcome: 'not_upheld', measures: 'none', yields: 'complainant' }
  const { body: waits } = await decideOn(agent, `/review/${ref}`, may).expect(202)
  await agent.delete(`/review/${ref}/proposals/${waits.ref}`).expect(303)
  const { body: decision } = await decideOn(agent, `/review/${ref}`).expect(201)
  assert.equal((await Posts.findById(id).lean())?.hiddenBy, decision.ref)
  const statement = (await author.get(`/decisions/${decision.ref}`)).text
  assert.match(statement, /an order of an authority: Magistrates’ Court of Maidstone, of 20 January 2026/)
  assert.doesNotMatch(statement, /Came by post/)
  await author
    .post(`/decisions/${decision.ref}/appeals`)
    .send({ argument: 'It was a quotation.' })
    .expect(303)
  await decideOn(agent, `/review/${ref}`).expect(403)
  await decideOn((await staff()).agent, `/review/${ref}`).expect(201)
})

test('N9: whoever brought a finding up hears no appeal in it, even if somebody else decided', async () => {
  const { agent: author, about } = await post()
  const finder = await staff()
  const finding = { about, kind: 'rules', details: 'I came across this.' }
  const { ref } = (
    await finder.agent
      .post('/review')
      .set(...json)
      .send(finding)
      .expect(201)
  ).body
  await finder.agent.delete(`/review/${ref}/assignee`).expect(303)
  const { body: decision } = await decideOn((await staff()).agent, `/review/${ref}`).expect(201)
  await author.post(`/decisions/${decision.ref}/appeals`).send({ argument: 'It was a joke.' }).expect(303)
  const refused = await decideOn(finder.agent, `/review/${ref}`).expect(403)
  assert.match(refused.body.detail, /brought it up/)
})

test('an order about what somebody reported goes into their case, and the law wants it gone from then on', async () => {
  const { about, id } = await post()
  await report(here.site, { about })
  const { agent } = await staff()
  const { ref } = (
    await agent
      .post('/review')
      .set(...json)
      .send({ ...order, about })
      .expect(201)
  ).body
  const found = await Cases.findOne({ subject: `post:${id}` }).lean()
  assert.deepEqual([found?.ref, found?.origin, found?.state.isRequiredByLaw], [ref, 'report', true])
  assert.equal(await LogLines.countDocuments({ event: 'ordered', decision: ref }), 1)
})

test('an order without authority, number or date comes back with what was typed', async () => {
  const { about } = await post()
  const { agent } = await staff()
  const before = await Cases.countDocuments()
  for (const missing of ['authority', 'reference', 'date']) {
    const form = await agent
      .post('/review')
      .type('form')
      .send({ ...order, about, [missing]: '' })
      .expect(422)
    assert.ok(form.text.includes(`href="#f-${missing}"`), missing)
    assert.ok(form.text.includes('Came by post this morning.'))
    assert.ok(form.text.includes(about))
  }
  await agent
    .post('/review')
    .set(...json)
    .send({ ...order, about, date: '2999-01-01' })
    .expect(422)
  assert.equal(await Cases.countDocuments(), before)
})

test('N13: the numbers of a quarter count the orders of authorities', async () => {
  const span = quarterAt(new Date(quarterAt(new Date()).from.getTime() - 1))
  const { about } = await post()
  const { agent } = await staff()
  const { ref } = (
    await agent
      .post('/review')
      .set(...json)
      .send({ ...order, about })
      .expect(201)
  ).body
  await Cases.collection.updateOne({ ref }, { $set: { 'orders.0.at': span.from, openedAt: span.from } })
  await closeQuarter()
  const quarter = await Quarters.findOne({ name: span.name }).lean()
  assert.equal(quarter?.counts.orders?.illegal, 1)
  assert.match((await agent.get('/transparency')).text, /Orders of authorities/)
})
