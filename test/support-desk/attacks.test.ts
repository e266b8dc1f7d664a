import '../support/env.ts'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { makeSecret } from '../../src/auth/secret-hash.ts'
import { SupportMessages } from '../../src/support/message.ts'
import { Threads } from '../../src/support/thread.ts'
import { mailsTo, signedInAgent } from '../support/accounts.ts'
import { forumSite } from '../support/forum-site.ts'
import { json, someone, talkers, textsOf } from './talking.ts'

const here = forumSite()
const { visitor, staff, writes, chats, answers, reads } = talkers(here)

const doors = (place: string, key?: string) =>
  [
    ['get', place, undefined],
    ['post', `${place}/messages`, { text: 'I am in.' }],
    ['put', `${place}/closure`, { seen: 99 }],
    ['put', `${place}/address`, { email: 'evil@example.org' }],
  ].map(([method, path, body]) => ({
    method: method as 'get' | 'post' | 'put',
    path: method === 'get' && key ? `${path}?key=${key}` : String(path),
    body: body ? { ...(body as object), key } : undefined,
  }))

test('somebody else’s conversation is not there: by its reference, a guessed key, another’s key, cookie or account', async () => {
  const [form, chat, own] = [
    await writes({ text: 'quokka form' }),
    await chats({ text: 'quokka chat' }),
    await writes(),
  ]
  const member = await signedInAgent(here.site)
  const { body } = await member.agent
    .post('/talk')
    .set(...json)
    .send({ text: 'quokka member' })
    .expect(201)
  const others = [
    visitor(),
    own.agent,
    (await chats()).agent,
    (await signedInAgent(here.site)).agent,
    (await staff()).agent,
  ]
  const before = await Threads.find({ ref: { $in: [form.ref, chat.ref, body.ref] } }).lean()
  for (const place of [form.place, chat.place, `/talk/${body.ref}`])
    for (const key of [undefined, makeSecret(), own.key, 'x', 'T-1000'])
      for (const agent of others)
        for (const { method, path, body: sent } of doors(place, key)) {
          const answer = await (sent
            ? agent[method](path)
                .set(...json)
                .send(sent)
            : agent.get(path).set(...json))
          assert.equal(answer.status, 404, `${method} ${path}`)
          assert.doesNotMatch(answer.text, /quokka/)
          assert.equal(answer.headers['set-cookie'], undefined)
        }
  assert.deepEqual(await Threads.find({ ref: { $in: [form.ref, chat.ref, body.ref] } }).lean(), before)
  assert.equal((await mailsTo('evil@example.org')).length, 0)
})

test('a cookie that is forged, planted twice, or sent without the permission opens nothing', async () => {
  const { place, ref } = await chats()
  const { chat } = (await Threads.findOne({ ref }).lean()) ?? {}
  for (const cookie of [
    `chat=${chat?.hash}`,
    `choice=chat~1.2~${'a'.repeat(22)}; chat=${chat?.hash}`,
    `choice=chat~1.2~${'a'.repeat(22)}; chat=${makeSecret()}`,
    'choice=chat; chat={"$ne":""}',
    `choice=chat~1.2~${'a'.repeat(22)}; chat=`,
  ])
    await visitor().get(place).set('Cookie', cookie).expect(404)
})

const hostile = `</script></textarea>--><img src=x onerror=q1()>"'><svg/onload=q1()>{{q1}}\${q1} javascript:q1() https://a.example/"onmouseover=q1()`

test('HTML in name, subject, text, note and reply is words, on every page and in every mail', async () => {
  const { ref, key, agent, place, email } = await writes({
    name: hostile.slice(0, 99),
    subject: hostile.slice(0, 119),
    text: hostile,
  })
  const desk = await staff()
  await answers(desk.agent, ref, hostile).expect(201)
  await desk.agent
    .post(`/support/${ref}/notes`)
    .set(...json)
    .send({ note: hostile })
    .expect(201)
  const faulty = agent.post(`${place}/messages`).type('form').send({ key, text: '', name: hostile })
  const pages = [
    await agent.get(`${place}?key=${key}`),
    await desk.agent.get(`/support/${ref}`),
    await desk.agent.get('/support?state=answered'),
    await agent
      .post('/talk')
      .type('form')
      .send({ way: 'form', text: hostile, name: hostile, subject: hostile, email: hostile }),
    await faulty,
  ]
  for (const { text } of pages) {
    assert.doesNotMatch(text, /<img src=x|<svg\/|<[^>]*\son(error|load|mouseover)\s*=/i)
    assert.doesNotMatch(text, /href="(?!\/|https?:|#|mailto:)/i)
  }
  for (const { html } of await mailsTo(email))
    assert.doesNotMatch(html, /<img src=x|<svg\/|onmouseover=q1\(\)">/)
})

test('N10: a payment number is taken out before anything is stored, and the page says so', async () => {
  const card = '4111 1111 1111 1111'
  const { ref, key, agent, place } = await writes({
    name: card,
    subject: card,
    text: `My card ${card} fails`,
  })
  const desk = await staff()
  await answers(desk.agent, ref, `Do not send ${card}`).expect(201)
  await desk.agent
    .post(`/support/${ref}/notes`)
    .set(...json)
    .send({ note: `${card}, 12-34-56 12345678` })
    .expect(201)
  await desk.agent
    .post('/support')
    .set(...json)
    .send({ channel: 'phone', text: card, reply: card })
    .expect(201)
  const stored = JSON.stringify([
    await Threads.find().lean(),
    await SupportMessages.find().lean(),
    await (await import('../../src/support/note.ts')).SupportNotes.find().lean(),
  ])
  assert.doesNotMatch(stored, /4111|12345678/)
  const page = await agent.get(`${place}?key=${key}`)
  assert.match(page.text, /looked like a card or bank number/)
})

test('a megabyte, nothing at all, and what is no text get an answer and store nothing', async () => {
  const { key, agent, place } = await writes()
  const before = await SupportMessages.countDocuments()
  const threads = await Threads.countDocuments()
  const texts = ['x'.repeat(1_000_000), '', '   \n ', '\u200b', { $ne: '' }, ['a'], 7, null, undefined]
  for (const text of texts) {
    const sent = await agent
      .post(`${place}/messages`)
      .set(...json)
      .send({ key, text })
    assert.equal(sent.status, 422, String(text).slice(0, 20))
    const begun = await agent
      .post('/talk')
      .set(...json)
      .send({ email: someone(), text })
    assert.equal(begun.status, 422, String(text).slice(0, 20))
  }
  for (const more of [
    { email: 'no' },
    { email: '' },
    { email: { $gt: '' } },
    { clientId: 'short' },
    { way: 'x' },
    { name: 'n'.repeat(200) },
  ])
    await agent
      .post('/talk')
      .set(...json)
      .send({ email: someone(), text: 'Hello', ...more })
      .expect(422)
  const huge = await agent
    .post('/talk')
    .set(...json)
    .send({ email: someone(), text: 'x'.repeat(3_000_000) })
  assert.equal(huge.status, 413)
  assert.equal(await SupportMessages.countDocuments(), before)
  assert.equal(await Threads.countDocuments(), threads)
})

test('what is typed comes back with its fault', async () => {
  const page = await visitor()
    .post('/talk')
    .type('form')
    .send({ way: 'form', text: 'My long story', email: 'no' })
    .expect(422)
  assert.match(page.text, /My long story/)
  assert.match(page.text, /This does not look like an e-mail address/)
  const { key, agent, place } = await writes()
  const again = await agent
    .post(`${place}/messages`)
    .type('form')
    .send({ key, text: 'y'.repeat(6000) })
    .expect(422)
  assert.match(again.text, /y{6000}/)
  assert.match(again.text, new RegExp(`name="key" value="${key}"`))
})

test('twenty times the same form at once is one conversation with one message and one receipt', async () => {
  const form = { email: someone(), text: 'Only once.', clientId: 'd'.repeat(22) }
  const agents = Array.from({ length: 20 }, visitor)
  const sent = await Promise.all(
    agents.map((agent) =>
      agent
        .post('/talk')
        .set(...json)
        .send(form),
    ),
  )
  assert.deepEqual(new Set(sent.map(({ status }) => status)), new Set([201]))
  assert.equal(new Set(sent.map(({ body }) => `${body.ref} ${body.key}`)).size, 1)
  assert.equal(await SupportMessages.countDocuments({ text: 'Only once.' }), 1)
  assert.equal((await mailsTo(form.email)).length, 1)
  // The id alone gives nothing of it to somebody else.
  const other = await visitor()
    .post('/talk')
    .set(...json)
    .send({ ...form, email: someone() })
    .expect(201)
  assert.notEqual(other.body.ref, sent[0]?.body.ref)
})

test('twenty messages at once from both sides have one order without a gap, and a resend adds nothing', async () => {
  const { ref, key, agent, place } = await writes()
  const desk = await staff()
  const ids = Array.from({ length: 10 }, (_, n) => `id-${n}-${'e'.repeat(20)}`)
  const say = (clientId: string) =>
    agent
      .post(`${place}/messages`)
      .set(...json)
      .send({ key, text: `mine ${clientId}`, clientId })
  const reply = (clientId: string) => answers(desk.agent, ref, `ours ${clientId}`, { clientId })
  const all = await Promise.all([...ids, ...ids].flatMap((id) => [say(id), reply(id)]))
  assert.deepEqual(new Set(all.map(({ status }) => status)), new Set([201]))
  const { body } = await reads(agent, place, key)
  const texts = textsOf(body)
  assert.equal(texts.length, 21)
  assert.equal(new Set(texts).size, 21)
  assert.deepEqual(
    body.messages.map(({ seq }: { seq: number }) => seq),
    Array.from({ length: 21 }, (_, n) => n + 1),
  )
  const stored = await Threads.findOne({ ref }).lean()
  assert.equal(stored?.seq, 21)
  assert.equal(stored?.state, texts.at(-1)?.startsWith('staff') ? 'answered' : 'open')
})

test('a form that another site sends with the cookie is refused', async () => {
  const { agent, place } = await chats()
  await agent
    .post(`${place}/messages`)
    .set('Sec-Fetch-Site', 'cross-site')
    .type('form')
    .send({ text: 'I am the visitor.' })
    .expect(403)
  assert.equal((await reads(agent, place)).body.messages.length, 1)
})

test('no name, address or subject adds a line to the head of a mail', async () => {
  const email = someone()
  const { ref } = await writes({
    email,
    name: 'Ann\r\nBcc: all@example.org',
    subject: 'Hello\r\nBcc: all@example.org\r\n\r\nBuy this',
  })
  for (const wrong of [
    `${email}\r\nBcc: all@example.org`,
    `a@b.org,${email}`,
    `"a\nb"@example.org`,
    `<${email}>`,
  ])
    await visitor()
      .post('/talk')
      .set(...json)
      .send({ email: wrong, text: 'Hello.' })
      .expect(422)
  const desk = await staff()
  await answers(desk.agent, ref, 'An answer.\r\nBcc: all@example.org\r\n.\r\nRCPT TO:<x@example.org>').expect(
    201,
  )
  const mails = await mailsTo(email)
  assert.ok(mails.length >= 2)
  for (const mail of mails)
    assert.doesNotMatch(JSON.stringify({ ...mail, text: '', html: '' }), /Bcc|all@example/i)
})
