import '../support/env.ts'
import assert from 'node:assert/strict'
import { afterEach, test } from 'node:test'
import { hours, moveClock, resetClock } from '../../src/clock.ts'
import { Consents } from '../../src/consent/ledger.ts'
import { wordsShown } from '../../src/consent/purposes.ts'
import { Threads } from '../../src/support/thread.ts'
import { forumSite } from '../support/forum-site.ts'
import { json, talkers, textsOf } from './talking.ts'

const here = forumSite()
const { visitor, staff, writes, chats, answers, reads } = talkers(here)
afterEach(resetClock)

const cookiesOf = (answer: { headers: Record<string, unknown> }) =>
  (answer.headers['set-cookie'] ?? []) as unknown as string[]

test('N15: the page asks for the chat cookie by itself, in words that the ledger keeps; both answers are one click', async () => {
  const agent = visitor()
  const { text } = await agent.get('/talk').expect(200)
  assert.ok(text.includes(wordsShown('chat', 'talk')))
  const buttons = [...text.matchAll(/<button class="([^"]+)" type="submit" name="allow" value="(\w+)"/g)]
  assert.deepEqual(buttons.map(([, , value]) => value).sort(), ['no', 'yes'])
  assert.equal(new Set(buttons.map(([, classes]) => classes)).size, 1)
  const allowed = await agent.post('/talk/cookie?_method=PUT').type('form').send({ allow: 'yes' }).expect(303)
  assert.deepEqual(
    cookiesOf(allowed).map((cookie) => cookie.split('~')[0]),
    ['choice=chat'],
  )
  const [row] = await Consents.find({ how: 'talk' }).sort({ _id: -1 }).lean()
  assert.equal(row?.state, 'given')
  assert.equal(row?.purpose, 'chat')
  assert.equal(row?.shown, wordsShown('chat', 'talk'))
  assert.match((await agent.get('/talk')).text, /Begin a live chat/)
})

test('N15: after a no there is no cookie but the choice, no live chat, and the form works', async () => {
  const agent = visitor()
  const refused = await agent
    .put('/talk/cookie')
    .set(...json)
    .send({ allow: 'no' })
    .expect(200)
  assert.equal(cookiesOf(refused).length, 1)
  assert.match(cookiesOf(refused)[0] ?? '', /^choice=no; Max-Age=/)
  const again = await agent
    .put('/talk/cookie')
    .set(...json)
    .send({ allow: 'no' })
    .expect(200)
  assert.deepEqual(cookiesOf(again), [])
  const tried = await agent
    .post('/talk')
    .set(...json)
    .send({ way: 'chat', text: 'Hello?' })
    .expect(422)
  assert.deepEqual(cookiesOf(tried), [])
  const { key, place } = await writes({}, agent)
  for (const path of ['/talk', `${place}?key=${key}`, '/talk/links'])
    assert.deepEqual(cookiesOf(await agent.get(path).expect(200)), [], path)
  const sent = await agent
    .post(`${place}/messages`)
    .set(...json)
    .send({ key, text: 'More.' })
    .expect(201)
  assert.deepEqual(cookiesOf(sent), [])
  const row = await Consents.findOne({ how: 'talk', state: 'refused' }).lean()
  assert.equal(row?.account, null)
  assert.equal(row?.receipt, null)
})

test('N15: a no takes back what was allowed, and leaves the other uses alone', async () => {
  const { agent, place } = await chats()
  await agent
    .put('/privacy/choices')
    .set(...json)
    .send({ chat: 'yes', seen: 'yes' })
  const refused = await agent
    .put('/talk/cookie')
    .set(...json)
    .send({ allow: 'no' })
    .expect(200)
  assert.deepEqual(
    cookiesOf(refused).map((cookie) => cookie.split(/[~;]/)[0]),
    ['choice=seen', 'chat='],
  )
  assert.match(cookiesOf(refused)[1] ?? '', /Max-Age=0/)
  await reads(agent, place).expect(404)
})

test('N15: the live chat is held together by one cookie of a random number, for 24 hours after the last message', async () => {
  const agent = visitor()
  await agent
    .put('/talk/cookie')
    .set(...json)
    .send({ allow: 'yes' })
    .expect(200)
  const begun = await agent
    .post('/talk')
    .set(...json)
    .send({ way: 'chat', text: 'Hello?' })
    .expect(201)
  assert.equal(begun.body.key, undefined)
  const [cookie = '', ...others] = cookiesOf(begun)
  assert.deepEqual(others, [])
  assert.match(cookie, /^chat=[\w-]{43}; Max-Age=86400; Path=\/; HttpOnly; SameSite=Lax$/)
  const value = cookie.slice(5, 48)
  assert.ok(!JSON.stringify(await Threads.find().lean()).includes(value), 'only its hash is stored')
  const place = `/talk/${begun.body.ref}`
  moveClock(hours(20))
  const on = await agent
    .post(`${place}/messages`)
    .set(...json)
    .send({ text: 'Still here.' })
    .expect(201)
  assert.match(cookiesOf(on)[0] ?? '', /^chat=[\w-]{43}; Max-Age=86400/)
  moveClock(hours(20))
  await reads(agent, place).expect(200)
  moveClock(hours(5))
  await reads(agent, place).expect(404)
})

test('N15: closing the conversation ends the cookie, here and there', async () => {
  const { agent, ref, place } = await chats()
  const closed = await agent.post(`${place}/closure?_method=PUT`).type('form').send({ seen: '1' }).expect(303)
  assert.equal(closed.headers.location, `/talk?closed=${ref}`)
  assert.match(cookiesOf(closed)[0] ?? '', /^chat=; Max-Age=0/)
  assert.match((await agent.get(`/talk?closed=${ref}`)).text, /is closed, and the chat cookie is gone/)
  assert.equal((await Threads.findOne({ ref }).lean())?.chat, undefined)
  assert.equal((await Threads.findOne({ ref }).lean())?.state, 'closed')
})

test('N15: a cookie that was allowed no more counts for nothing', async () => {
  const { agent, place } = await chats()
  await reads(agent, place).expect(200)
  await agent
    .put('/privacy/choices')
    .set(...json)
    .send({ seen: 'yes' })
    .expect(200)
  await reads(agent, place).expect(404)
})

test('one browser is in one live chat: what is sent from the first page again joins it', async () => {
  const { agent, ref, place } = await chats()
  const { body } = await agent
    .post('/talk')
    .set(...json)
    .send({ way: 'chat', text: 'Me again.' })
    .expect(201)
  assert.equal(body.ref, ref)
  assert.equal((await reads(agent, place)).body.messages.length, 2)
  assert.match((await agent.get('/talk')).text, /You are in a live chat/)
})

test('staff close, and the visitor still reads it and opens it again by writing on', async () => {
  const { agent, ref, place } = await chats()
  const desk = await staff()
  await answers(desk.agent, ref, 'That is all.').expect(201)
  await desk.agent
    .put(`/support/${ref}/closure`)
    .set(...json)
    .send({ seen: 2 })
    .expect(200)
  assert.equal((await reads(agent, place).expect(200)).body.state, 'closed')
  await agent
    .post(`${place}/messages`)
    .set(...json)
    .send({ text: 'No.' })
    .expect(201)
  assert.deepEqual(textsOf((await reads(agent, place)).body).at(-1), 'visitor: No.')
})

test('somebody of the staff is there while they look at the inbox, and a little longer', async () => {
  moveClock(hours(1))
  const desk = await staff()
  assert.equal((await reads(visitor(), '/talk')).body.isThere, false)
  await desk.agent.get('/support').expect(200)
  assert.equal((await reads(visitor(), '/talk')).body.isThere, true)
  assert.doesNotMatch((await visitor().get('/talk')).text, new RegExp(desk.account.username))
  moveClock(hours(1))
  assert.equal((await reads(visitor(), '/talk')).body.isThere, false)
})
