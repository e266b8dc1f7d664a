import '../support/env.ts'
import assert from 'node:assert/strict'
import { afterEach, test } from 'node:test'
import request from 'supertest'
import { findPasswordHash } from '../../src/auth/account.ts'
import { DecisionKeys } from '../../src/auth/decision-key.ts'
import { endOverSanctions, sanction } from '../../src/auth/sanction.ts'
import { Sessions } from '../../src/auth/session.ts'
import { days, moveClock, now, resetClock } from '../../src/clock.ts'
import { Posts } from '../../src/forum/post.ts'
import { decide } from '../../src/reports/deciding.ts'
import { mailsTo, makeAccount, passwordOfAll, signedInAgent, signIn } from '../support/accounts.ts'
import { findings, rules } from '../support/complaints.ts'
import { makePost, makeTopic } from '../support/forum.ts'
import { forumSite } from '../support/forum-site.ts'
import { complained, giveBack, inDays, restrict } from '../support/measures.ts'

const here = forumSite()
rules()
afterEach(resetClock)

const json = ['Accept', 'application/json'] as const
const guest = () => request.agent(here.site.server).set('Sec-Fetch-Site', 'same-origin')
const form = (username: string, more = {}) => ({
  login: username,
  password: passwordOfAll,
  allowSignInCookie: 'yes',
  ...more,
})

async function signedInWorld() {
  const world = await complained()
  const agent = guest()
  await signIn(agent, world.author)
  return { ...world, agent }
}

const tellNobody = async () => {}

test('N9: a suspended member signs in to their rights alone: the reasons, the objection, their posts', async () => {
  const { agent: open, ...world } = await signedInWorld()
  const { ref } = await restrict(world, ['suspend'])
  const { username } = world.author
  await open.get('/').expect(403)

  const agent = guest()
  const signed = await agent
    .post('/session')
    .type('form')
    .send(form(username, { next: '/latest' }))
    .expect(303)
  assert.equal(signed.headers.location, '/my/rights')
  const mailed = await guest()
    .post('/session')
    .type('form')
    .send(form(username, { next: `/decisions/${ref}` }))
  assert.equal(mailed.headers.location, `/decisions/${ref}`)
  const page = await agent.get('/my/rights').expect(200)
  assert.match(page.text, new RegExp(`/decisions/${ref}`))
  assert.match(page.text, new RegExp(`/posts/${world.topic.post._id}/delete`))
  assert.match(page.text, /Sign out/)

  const reasons = await agent.get(`/decisions/${ref}`).expect(200)
  assert.match(reasons.text, /The account is suspended until/)
  assert.match(reasons.text, /What we found: It attacks people\./)
  await agent
    .post(`/decisions/${ref}/appeals`)
    .set(...json)
    .send({ argument: 'A joke.' })
    .expect(201)
  const deleted = await agent.delete(`/posts/${world.topic.post._id}`).expect(303)
  assert.equal(deleted.headers.location, '/my/rights')
  assert.equal((await Posts.findById(world.topic.post._id).lean())?.removedBy, 'author')

  await decide(world.other, world.ref, findings({ ...giveBack, second: world.fourth }))
  await agent.get('/').expect(200)
  await open.get('/latest').expect(200)
})

test('N9: the day it is over, everything is open again before anybody wrote that down', async () => {
  const { agent, ...world } = await signedInWorld()
  await restrict(world, ['suspend'], { until: inDays(1) })
  await agent.get('/latest').expect(403)
  moveClock(days(1) + 1000)
  await agent.get('/latest').expect(200)
  await endOverSanctions(tellNobody)
  await agent.get('/latest').expect(200)
})

test('N9: whoever signs in to a closed account learns why, and reads and objects by a link for them alone', async () => {
  const { agent: open, ...world } = await signedInWorld()
  const { ref } = await restrict(world, ['close'])
  const { username, email } = world.author
  assert.equal(await Sessions.countDocuments({ 'session.account': world.author._id }), 0)
  await open.get('/my/settings').expect(303)

  const wrong = await guest()
    .post('/session')
    .set(...json)
    .send(form(username, { password: 'not this one at all' }))
  assert.equal(wrong.status, 422, 'without the password nothing is told')
  const refused = await guest()
    .post('/session')
    .set(...json)
    .send(form(username))
    .expect(403)
  assert.equal(refused.body.decision, ref)
  const page = await guest().post('/session').type('form').send(form(username)).expect(403)
  assert.match(page.text, /This account is closed/)
  assert.equal(page.headers['set-cookie'], undefined)
  assert.equal(await Sessions.countDocuments({ 'session.account': world.author._id }), 0)

  const mail = (await mailsTo(email)).at(-1)
  const mailed = new URL(mail?.links.find((link) => link.includes('?key=')) ?? 'http://no.link')
  const path = mailed.pathname + mailed.search
  for (const link of [refused.body.href, path]) {
    const reasons = await guest().get(link).expect(200)
    assert.match(reasons.text, /What we found: It attacks people\./)
    assert.equal(reasons.headers['referrer-policy'], 'no-referrer')
    assert.match(reasons.text, /name="key"/)
  }
  const stored = JSON.stringify(await DecisionKeys.find().lean())
  assert.ok(!stored.includes(mailed.searchParams.get('key') ?? ''), 'only a hash is kept')

  const key = mailed.searchParams.get('key') ?? ''
  const objection = { argument: 'It was a joke.', key }
  const sent = await guest().post(`/decisions/${ref}/appeals`).type('form').send(objection).expect(303)
  assert.equal(sent.headers.location, path)
  await guest()
    .post(`/decisions/${ref}/appeals`)
    .set(...json)
    .send(objection)
    .expect(409)

  await decide(world.other, world.ref, findings({ ...giveBack, second: world.fourth }))
  const back = guest()
  await signIn(back, world.author)
  await back.get('/my/settings').expect(200)
  assert.ok(await findPasswordHash(String(world.author._id)))
})

test('N9: a link opens one decision, and nothing without its secret or after its time', async () => {
  const [one, two] = [await complained(), await complained()]
  const [first, second] = [await restrict(one, ['close']), await restrict(two, ['close'])]
  const { body } = await guest()
    .post('/session')
    .set(...json)
    .send(form(one.author.username))
    .expect(403)
  const secret = new URL(body.href, 'http://x').search
  const statement = /What we found/
  for (const path of [
    `/decisions/${second.ref}${secret}`,
    `/decisions/${first.ref}?key=${'x'.repeat(43)}`,
    `/decisions/${first.ref}?key[$ne]=`,
  ])
    assert.doesNotMatch((await guest().get(path)).text, statement, path)
  const argument = 'Not mine.'
  const key = secret.slice(5)
  await guest()
    .post(`/decisions/${second.ref}/appeals`)
    .set(...json)
    .send({ argument, key })
    .expect(403)
  assert.match((await guest().get(body.href)).text, statement)
  moveClock(days(2))
  assert.doesNotMatch((await guest().get(body.href)).text, statement)
})

test('a session that begins while the account is being closed opens nothing', async () => {
  const { agent, account } = await signedInAgent(here.site)
  const kept = await Sessions.find({ 'session.account': account._id }).lean()
  await sanction(String(account._id), { by: 'D-1', kinds: ['close'], since: now(), until: null })
  await Sessions.collection.insertMany(kept as never[])
  await agent
    .get('/my/settings')
    .set(...json)
    .expect(401)
})

test('nothing about a measure shows in public but that an account is closed; its name and its posts stay', async () => {
  const account = await makeAccount({ bio: 'I mend walls.' })
  const topic = await makeTopic({ author: account })
  await makePost({ topic: topic.id, author: account, body: 'Lime breathes.' })
  const path = `/u/${account.username}`
  const before = (
    await guest()
      .get(path)
      .set(...json)
      .expect(200)
  ).body
  for (const kind of ['limit', 'suspend'] as const) {
    await sanction(String(account._id), { by: 'D-1', kinds: [kind], since: now(), until: inDays(9) })
    assert.deepEqual(
      (
        await guest()
          .get(path)
          .set(...json)
          .expect(200)
      ).body,
      before,
    )
    assert.doesNotMatch((await guest().get(path)).text, /suspended|limited|D-1/)
  }
  await sanction(String(account._id), { by: 'D-2', kinds: ['close'], since: now(), until: null })
  for (const gone of [path, `${path}/pictures`]) {
    const page = await guest().get(gone).expect(410)
    assert.match(page.text, /This account is closed/)
    assert.doesNotMatch(page.text, /mend walls|D-2/)
  }
  const shown = await guest().get(topic.path).expect(200)
  assert.match(shown.text, /Lime breathes\./)
  assert.match(shown.text, new RegExp(account.name))
  await assert.rejects(
    makeAccount({ username: account.username }),
    /duplicate|E11000/,
    'the name stays taken',
  )
})

test('admins see who is restricted, until when and by which decision', async () => {
  const { agent } = await signedInAgent(here.site, { role: 'admin' })
  const member = await makeAccount()
  const until = new Date('2999-03-03T23:59:59Z')
  await sanction(String(member._id), { by: 'D-9', kinds: ['suspend'], since: now(), until })
  const address = `/admin/members?q=${member.username}`
  const { body } = await agent
    .get(address)
    .set(...json)
    .expect(200)
  const [row] = body.members
  assert.deepEqual(
    [row.state, row.restriction.kind, row.restriction.decision],
    ['suspended', 'suspend', 'D-9'],
  )
  assert.match(
    (await agent.get(address)).text,
    /suspended until 3 March 2999 by <a href="\/decisions\/D-9">D-9/,
  )
})
