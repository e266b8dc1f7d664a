import '../support/env.ts'

import assert from 'node:assert/strict'
import { test } from 'node:test'
import request from 'supertest'
import { editPost } from '../../src/forum/edit.ts'
import { Cases } from '../../src/reports/case.ts'
import { LogLines, verifyLines } from '../../src/reports/log-line.ts'
import { makeAccount, signedInAgent } from '../support/accounts.ts'
import { judgement, report, rules } from '../support/complaints.ts'
import { makePost, makeTopic } from '../support/forum.ts'
import { forumSite } from '../support/forum-site.ts'

const here = forumSite()
rules()
const guest = () => request(here.site.server)
const json = ['Accept', 'application/json'] as const

let count = 0

/** Somebody's post in a topic of its own. */
async function post(words = 'You are all fools.') {
  const { agent: author, account } = await signedInAgent(here.site)
  count += 1
  const topic = await makeTopic({ title: `Talk number ${count} of the day` })
  const made = await makePost({ topic: topic.id, author: account, body: words })
  return { author, account, topic, id: String(made._id), about: `/posts/${made._id}` }
}

test('N9, N13, N28: from a report to the second decision, everybody learns their part and nothing else', async () => {
  const { author, account, topic, id, about } = await post()
  const first = await signedInAgent(here.site, { role: 'moderator' })
  const second = await signedInAgent(here.site, { role: 'moderator' })

  const { ref, key } = await report(here.site, {
    about,
    details: 'This is an insult.',
    email: 'ann@example.org',
    name: 'Ann Example',
  })
  const mine = await guest().get(`/reports/${ref}?key=${key}`).expect(200)
  assert.match(mine.text, /This is an insult\./)
  await guest().get(`/reports/${ref}`).expect(404)
  await guest()
    .get(`/reports/${ref}?key=${'x'.repeat(43)}`)
    .expect(404)

  const queue = (
    await first.agent
      .get('/review')
      .set(...json)
      .expect(200)
  ).body
  const found = queue.cases.find((one: { title: string }) => one.title.includes(topic.topic.title))
  assert.ok(found, 'the case is in the queue')
  const place = found.href
  await first.agent
    .put(`${place}/assignee`)
    .set(...json)
    .expect(200)
  await second.agent
    .put(`${place}/assignee`)
    .set(...json)
    .expect(409)

  await first.agent
    .put(`${place}/interim`)
    .set(...json)
    .send({ choice: 'hide', reason: 'It is rude.' })
    .expect(422)
  await first.agent
    .put(`${place}/interim`)
    .set(...json)
    .send({ choice: 'hide', ground: 'appears_justified', reason: 'It is rude.' })
    .expect(200)
  const hidden = (await guest().get(topic.path).expect(200)).text
  assert.match(hidden, /Hidden while a complaint is looked into/)
  assert.doesNotMatch(hidden, /You are all fools/)
  await guest().get(about).expect(410)

  const decided = (
    await first.agent
      .post(`${place}/decisions`)
      .set(...json)
      .send(judgement())
      .expect(201)
  ).body
  assert.match(
    (await guest().get(topic.path)).text,
    new RegExp(`Removed after a complaint <a href="/decisions/${decided.ref}"`),
  )
  const bell = (
    await author
      .get('/notifications')
      .set(...json)
      .expect(200)
  ).body
  const told = JSON.stringify(bell)
  assert.match(told, /restricted/)
  const statement = (await author.get(`/decisions/${decided.ref}`).expect(200)).text
  assert.match(statement, /It attacks people\./)
  for (const secret of ['Ann Example', 'ann@example.org', 'This is an insult', ref, key]) {
    assert.ok(!told.includes(secret), secret)
    assert.ok(!statement.includes(secret), secret)
  }
  const open = (await guest().get(`/decisions/${decided.ref}`).expect(200)).text
  assert.doesNotMatch(open, /It attacks people\./)
  assert.match((await guest().get(`/reports/${ref}?key=${key}`)).text, /It is decided/)

  await guest()
    .post(`/decisions/${decided.ref}/appeals`)
    .set(...json)
    .send({ argument: 'x' })
    .expect(403)
  await author
    .post(`/decisions/${decided.ref}/appeals`)
    .set(...json)
    .send({ argument: 'It was a joke among friends.' })
    .expect(201)
  await author
    .post(`/decisions/${decided.ref}/appeals`)
    .set(...json)
    .send({ argument: 'Again.' })
    .expect(409)
  await first.agent
    .post(`${place}/decisions`)
    .set(...json)
    .send(judgement({ outcome: 'not_upheld', measures: 'none' }))
    .expect(403)
  await second.agent
    .post(`${place}/decisions`)
    .set(...json)
    .send(judgement({ outcome: 'not_upheld', measures: 'none', yields: 'complainant' }))
    .expect(201)

  assert.match((await guest().get(topic.path).expect(200)).text, /You are all fools/)
  await guest().get(about).expect(303)
  assert.match(JSON.stringify((await author.get('/notifications').set(...json)).body), /visible again/)
  const lines = await LogLines.find({}).sort({ number: 1 }).lean()
  assert.deepEqual(
    lines.map(({ event }) => event),
    ['interim', 'decided', 'appeal-decided'],
  )
  assert.equal((await verifyLines()).fault, undefined)
  assert.ok(!JSON.stringify(lines).includes(id) && !JSON.stringify(lines).includes(account.username))
})

test('nobody sees or judges a case about their own words, or one that they reported', async () => {
  const { about, topic } = await post()
  const reporter = await signedInAgent(here.site, { role: 'moderator' })
  const { ref } = await report(here.site, { about }, reporter.agent)
  await reporter.agent.get(`/reports/${ref}`).expect(200)
  const queue = (await reporter.agent.get('/review').set(...json)).body
  assert.ok(!JSON.stringify(queue).includes(topic.topic.title))
  const other = await signedInAgent(here.site, { role: 'moderator' })
  const found = (await other.agent.get('/review').set(...json)).body.cases.find((one: { title: string }) =>
    one.title.includes(topic.topic.title),
  )
  await reporter.agent.get(found.href).expect(403)
  await reporter.agent
    .post(`${found.href}/decisions`)
    .set(...json)
    .send(judgement())
    .expect(403)
  const author = await makeAccount({ role: 'moderator' })
  assert.ok(author)
})

test('everybody’s reports about one thing are one case; the same person’s second one joins the first', async () => {
  const { about, topic } = await post()
  const { agent } = await signedInAgent(here.site)
  await report(here.site, { about }, agent)
  await report(here.site, { about, details: 'Once more.' }, agent)
  await Promise.all(
    Array.from({ length: 10 }, (_, n) => report(here.site, { about, email: `r${n}@example.org` })),
  )
  const one = await report(here.site, { about, email: 'r1@example.org', details: 'And another thing.' })
  const page = (await guest().get(`/reports/${one.ref}?key=${one.key}`)).text
  assert.match(page, /And another thing/)
  assert.doesNotMatch(page, /It is an insult/)
  const moderator = await signedInAgent(here.site, { role: 'moderator' })
  const cases = (await moderator.agent.get('/review').set(...json)).body.cases.filter(
    (row: { title: string }) => row.title.includes(topic.topic.title),
  )
  assert.equal(cases.length, 1)
  assert.equal(cases[0].reports, 11)
})

test('N9: a decision without ground, balance or reason is refused, and what was typed comes back', async () => {
  const { about, topic } = await post()
  await report(here.site, { about })
  const { agent } = await signedInAgent(here.site, { role: 'moderator' })
  const { href } = (await agent.get('/review').set(...json)).body.cases.find((row: { title: string }) =>
    row.title.includes(topic.topic.title),
  )
  for (const name of [
    'outcome',
    'measures',
    'ground',
    'groundRef',
    'facts',
    'complainantSide',
    'authorSide',
    'yields',
    'leastRestrictive',
    'reason',
  ]) {
    const fault = await agent
      .post(`${href}/decisions`)
      .set(...json)
      .send(judgement({ [name]: '' }))
      .expect(422)
    assert.ok(JSON.stringify(fault.body).includes(name), name)
  }
  const html = await agent
    .post(`${href}/decisions`)
    .type('form')
    .send(judgement({ reason: '', facts: 'Typed <b>facts</b>.' }))
    .expect(422)
  assert.match(html.text, /Typed &lt;b&gt;facts&lt;\/b&gt;\./)
  await agent
    .post(`${href}/decisions`)
    .set(...json)
    .send(judgement({ groundRef: '99' }))
    .expect(422)
  await agent
    .post(`${href}/decisions`)
    .set(...json)
    .send(judgement({ revision: '2' }))
    .expect(409)
})

test('N9: a decision that does not say which version was seen is refused, also once it was changed', async () => {
  const { about, id, account } = await post('You are all fools.')
  await report(here.site, { about })
  const { agent } = await signedInAgent(here.site, { role: 'moderator' })
  const found = await Cases.findOne({ subject: `post:${id}` }).lean()
  const place = `/review/${found?.ref}`
  const send = (path: string, different: Record<string, string>) =>
    agent
      .post(`${place}/${path}`)
      .set(...json)
      .send(judgement(different))
  const refused = async () => {
    for (const path of ['decisions', 'decision-previews']) {
      const { body } = await send(path, { revision: '' }).expect(422)
      assert.match(body.errors.revision, /open the page of the case again/)
    }
  }
  await refused()
  await editPost(account, id, { body: 'You are all kind.' })
  await refused()
  assert.equal((await Cases.findOne({ ref: found?.ref }).lean())?.isUndecided, true)
  await send('decisions', { revision: '1' }).expect(409)
  const { body } = await agent
    .get(place)
    .set(...json)
    .expect(200)
  await send('decisions', { revision: '', seen: body.seen }).expect(201)
})

test('N8, N9: deletion by the author leaves only the frozen copy, for those who lead the case', async () => {
  const { author, about, topic, id } = await post('Words that go.')
  await report(here.site, { about })
  await author
    .delete(`/posts/${id}`)
    .set(...json)
    .expect(200)
  await guest().get(about).expect(410)
  const { agent } = await signedInAgent(here.site, { role: 'moderator' })
  const { href } = (await agent.get('/review').set(...json)).body.cases.find((row: { title: string }) =>
    row.title.includes(topic.topic.title),
  )
  const page = (await agent.get(href).expect(200)).text
  assert.match(page, /Words that go\./)
  assert.match(page, /As it stood/)
  assert.match(page, /was it wrong, and does anything follow\?/)
  assert.match(page, /its author<\/span><span>deleted/)
  await author.get(href).expect(403)
  await guest().get(href).expect(303)
})

test('suspected child abuse is out of sight at once, by a rule that staff confirm or take back', async () => {
  const { about, topic } = await post('Something terrible.')
  await report(here.site, { about, kind: 'child-abuse' })
  assert.match((await guest().get(topic.path)).text, /Hidden while a complaint is looked into/)
  const { agent } = await signedInAgent(here.site, { role: 'moderator' })
  const { href } = (await agent.get('/review?filter=urgent').set(...json)).body.cases.find(
    (row: { title: string }) => row.title.includes(topic.topic.title),
  )
  const { interim } = (await agent.get(href).set(...json)).body
  assert.deepEqual([interim.decidedBy, interim.automated], ['rule', true])
  await agent
    .put(`${href}/interim`)
    .set(...json)
    .send({ choice: 'keep', reason: 'A drawing of a dog.' })
    .expect(200)
  assert.match((await guest().get(topic.path)).text, /Something terrible/)
})

test('two who decide at the same moment: one decision stands', async () => {
  const { about, topic } = await post()
  await report(here.site, { about })
  const people = await Promise.all([1, 2, 3].map(() => signedInAgent(here.site, { role: 'moderator' })))
  const { agent: first } = await signedInAgent(here.site, { role: 'moderator' })
  const { href } = (await first.get('/review').set(...json)).body.cases.find((row: { title: string }) =>
    row.title.includes(topic.topic.title),
  )
  const answers = await Promise.all(
    people.map(({ agent }) =>
      agent
        .post(`${href}/decisions`)
        .set(...json)
        .send(judgement()),
    ),
  )
  assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 409, 409])
})
