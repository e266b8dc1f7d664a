import '../support/env.ts'
import assert from 'node:assert/strict'
import { afterEach, test } from 'node:test'
import { hours, minutes, moveClock, resetClock } from '../../src/clock.ts'
import { config } from '../../src/config.ts'
import { Disclosures, disclosuresAbout } from '../../src/disclosure/disclosure.ts'
import { Notifications } from '../../src/notifications/notification.ts'
import { completeTalks } from '../../src/support/complete.ts'
import { SupportMessages } from '../../src/support/message.ts'
import { Threads } from '../../src/support/thread.ts'
import { mailsTo, signedInAgent } from '../support/accounts.ts'
import { forumSite } from '../support/forum-site.ts'
import { json, talkers, textsOf } from './talking.ts'

const here = forumSite()
const { visitor, staff, writes, chats, answers, reads } = talkers(here)
afterEach(resetClock)

test('N12, T12.1: a contact form and the answer to it are one conversation with both texts and both times', async () => {
  const { email, ref, key, place, agent } = await writes({ name: 'Ann Example', subject: 'My name' })
  assert.match(ref, /^T-\d{4,}$/)
  const desk = await staff()
  await answers(desk.agent, ref, 'Under “Settings”.').expect(201)
  const { body } = await reads(agent, place, key).expect(200)
  assert.deepEqual(textsOf(body), ['visitor: How do I change my name?', 'staff: Under “Settings”.'])
  assert.ok(body.messages.every(({ at }: { at: string }) => !Number.isNaN(Date.parse(at))))
  assert.equal(body.subject, 'My name')
  assert.equal(body.state, 'answered')
  assert.match(body.kept, new RegExp(config.retention.contact_thread.words))
  const stored = await Threads.findOne({ ref }).lean()
  assert.equal(stored?.name, 'Ann Example')
  assert.equal(stored?.email, email)
})

test('N12: the form without JavaScript: a page with the private link, what is kept and until when', async () => {
  const agent = visitor()
  const form = await agent.get('/talk').expect(200)
  assert.match(form.text, /<form[^>]*action="\/talk"/)
  assert.match(form.text, /footer[\s\S]*href="\/talk">Talk to us/)
  const sent = await agent
    .post('/talk')
    .type('form')
    .send({ email: 'bo@example.org', text: 'Hello?' })
    .expect(303)
  assert.match(sent.headers.location ?? '', /^\/talk\/T-\d+\?key=[\w-]{43}$/)
  const page = await agent.get(String(sent.headers.location)).expect(200)
  assert.match(
    page.text,
    /We keep this conversation, with your name and address, for 24 months after the last message/,
  )
  assert.match(page.text, /Nobody from the team is here right now/)
  assert.equal(page.headers['referrer-policy'], 'no-referrer')
  assert.match(page.text, /name="robots" content="noindex"/)
  assert.deepEqual(sent.headers['set-cookie'], undefined)
  assert.deepEqual(page.headers['set-cookie'], undefined)
})

test('N12: the receipt and the answer come by mail, once each, from a role, through the gate of disclosure', async () => {
  const { email, ref, key } = await writes({
    name: 'SPAM http://evil.example',
    subject: 'BUY',
    text: 'Buy now',
  })
  const desk = await staff({ name: 'Wilhelmina Desk' })
  const clientId = 'a'.repeat(22)
  await Promise.all([1, 2, 3].map(() => answers(desk.agent, ref, 'We look into it.', { clientId })))
  const mails = await mailsTo(email)
  assert.deepEqual(
    mails.map(({ subject }) => subject),
    [`We have your message ${ref}`, `Our answer to your message ${ref}`],
  )
  const [receipt, reply] = mails
  assert.ok(reply?.text.includes('We look into it.'))
  for (const mail of [receipt, reply]) {
    assert.ok(mail?.links.some((link) => link.endsWith(`/talk/${ref}?key=${key}`)))
    assert.match(mail?.text ?? '', /Support of Parley/)
    assert.doesNotMatch(mail?.text ?? '', /Wilhelmina|evil|BUY|Buy now/)
  }
  const left = await Disclosures.find({ clause: 'N12', kind: 'disclosure', channel: 'mail' }).lean()
  assert.ok(left.some(({ purpose, fields }) => /answer/.test(purpose) && fields.includes('reply')))
})

test('N12: who types a stranger’s address again and again does not fill their letter box', async () => {
  const email = 'stranger@example.org'
  for (let n = 0; n < 8; n += 1) await writes({ email, text: `Number ${n}` })
  assert.equal((await mailsTo(email)).length, 5)
})

test('N12: a member writes without any cookie of the chat, finds the answer under the bell, and by mail once', async () => {
  const { agent, account } = await signedInAgent(here.site)
  const sent = await agent.post('/talk').type('form').send({ text: 'Where are my posts?' }).expect(303)
  const place = String(sent.headers.location)
  assert.match(place, /^\/talk\/T-\d+$/)
  assert.equal(sent.headers['set-cookie'], undefined)
  const ref = place.slice(6)
  const desk = await staff()
  await answers(desk.agent, ref, 'On your profile.').expect(201)
  const [told] = await Notifications.find({ account: account._id, kind: 'request' }).lean()
  assert.equal(told?.href, place)
  const mails = (await mailsTo(account.email)).filter(({ subject }) => subject.includes(ref))
  assert.equal(mails.length, 1)
  assert.match(mails[0]?.text ?? '', /On your profile\./)
  assert.deepEqual(textsOf((await reads(agent, place)).body), [
    'visitor: Where are my posts?',
    'staff: On your profile.',
  ])
  assert.match((await agent.get('/talk')).text, new RegExp(`href="${place}"`))
  assert.ok((await disclosuresAbout(String(account._id))).some(({ clause }) => clause === 'N12'))
  const stored = await Threads.findOne({ ref }).lean()
  assert.equal(stored?.email, '', 'the address stays with the account alone')
})

test('N12: an answer that was read on the page is not mailed, one that was not is mailed when the page is closed', async () => {
  const { email, ref, key, agent, place } = await writes()
  await Threads.collection.updateOne({ ref }, { $set: { liveUntil: new Date(Date.now() + minutes(2)) } })
  const desk = await staff()
  await answers(desk.agent, ref, 'One.').expect(201)
  await reads(agent, place, key).expect(200)
  await answers(desk.agent, ref, 'Two.').expect(201)
  const ours = async () => (await mailsTo(email)).filter(({ subject }) => subject.startsWith('Our answer'))
  assert.equal((await ours()).length, 0)
  moveClock(minutes(5))
  await completeTalks()
  await completeTalks()
  const mails = await ours()
  assert.equal(mails.length, 1)
  assert.match(mails[0]?.text ?? '', /Two\./)
  assert.equal(await SupportMessages.countDocuments({ settledAt: null }), 0)
})

test('N12: staff hear the bell once for a new conversation, and once for all that follows an answer', async () => {
  const desk = await staff()
  const mine = () => Notifications.countDocuments({ account: desk.account._id, kind: 'support' })
  const { ref, key, agent, place } = await writes()
  const more = (text: string) =>
    agent
      .post(`${place}/messages`)
      .set(...json)
      .send({ text, key })
      .expect(201)
  await more('And one more thing.')
  assert.equal(await mine(), 1)
  await answers(desk.agent, ref, 'Yes?').expect(201)
  await more('This.')
  await more('And this.')
  assert.equal(await mine(), 2)
})

test('N12: the reference and the address of the conversation bring a link by mail; the answer tells nothing else', async () => {
  const { email, ref, key } = await writes()
  const ask = (fields: object) => visitor().post('/talk/links').type('form').send(fields)
  const right = await ask({ ref: ref.toLowerCase(), email: email.toUpperCase() }).expect(200)
  const wrong = await ask({ ref, email: 'other@example.org' }).expect(200)
  const none = await ask({ ref: 'T-999999', email }).expect(200)
  assert.equal(right.text, wrong.text)
  assert.equal(right.text, none.text)
  await ask({ ref, email })
  const links = (await mailsTo(email)).filter(({ subject }) => subject.startsWith('The link to'))
  assert.equal(links.length, 1, 'once in a quarter of an hour')
  assert.ok(links[0]?.links.some((link) => link.endsWith(`?key=${key}`)))
  assert.equal((await mailsTo('other@example.org')).length, 0)
  moveClock(hours(1))
  await ask({ ref, email })
  assert.equal((await mailsTo(email)).filter(({ subject }) => subject.startsWith('The link to')).length, 2)
})

test('N12: a closed conversation is opened again by writing on', async () => {
  const { ref, key, agent, place } = await writes()
  const desk = await staff()
  await answers(desk.agent, ref, 'Done.').expect(201)
  await desk.agent
    .put(`/support/${ref}/closure`)
    .set(...json)
    .send({ seen: 2 })
    .expect(200)
  assert.equal((await reads(agent, place, key)).body.state, 'closed')
  await agent.post(`${place}/messages`).type('form').send({ key, text: 'Not quite.' }).expect(303)
  const { body } = await reads(agent, place, key)
  assert.equal(body.state, 'open')
  assert.equal(body.closedAt, null)
  assert.equal(body.messages.length, 3)
})

test('a live chat is told where to leave an address, and the link comes there once', async () => {
  const { agent, ref, place } = await chats()
  const page = await agent.get(place).expect(200)
  assert.match(page.text, /Nobody from the team is here right now/)
  const email = 'later@example.org'
  await agent
    .put(`${place}/address`)
    .set(...json)
    .send({ email })
    .expect(200)
  await agent
    .put(`${place}/address`)
    .set(...json)
    .send({ email: 'evil@example.org' })
    .expect(409)
  await answers((await staff()).agent, ref, 'Here we are.').expect(201)
  const subjects = (await mailsTo(email)).map(({ subject }) => subject)
  assert.deepEqual(subjects, [`The link to your conversation ${ref}`, `Our answer to your message ${ref}`])
  assert.equal((await mailsTo('evil@example.org')).length, 0)
})

test('a browser that fetches in advance has shown nothing to anybody: the answer is mailed', async () => {
  const { email, ref, key, agent, place } = await writes()
  await Threads.collection.updateOne({ ref }, { $set: { liveUntil: new Date(Date.now() + minutes(2)) } })
  await answers((await staff()).agent, ref, 'Unseen.').expect(201)
  await agent.get(`${place}?key=${key}`).set('Sec-Purpose', 'prefetch').expect(200)
  await agent.head(`${place}?key=${key}`).expect(200)
  await agent.post(`${place}/messages`).type('form').send({ key, text: '' }).expect(422)
  moveClock(minutes(5))
  await completeTalks()
  assert.ok((await mailsTo(email)).some(({ text }) => text.includes('Unseen.')))
})

test('whoever opens a member’s conversation by its link, signed out, is told where the answer will come', async () => {
  const { agent, account } = await signedInAgent(here.site)
  const { ref } = await writes({}, agent)
  await visitor().post('/talk/links').type('form').send({ ref, email: account.email }).expect(200)
  const mail = (await mailsTo(account.email)).find(({ subject }) => subject.startsWith('The link to'))
  const { pathname, search } = new URL(mail?.links[0] ?? '')
  const page = await visitor()
    .get(pathname + search)
    .expect(200)
  assert.match(
    page.text,
    /Nobody from the team is here right now\. Our answer comes here, and by mail to your account\./,
  )
  assert.doesNotMatch(page.text, new RegExp(account.email))
})
