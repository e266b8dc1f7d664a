import '../support/env.ts'
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { makeSecret } from '../../src/auth/secret-hash.ts'
import { completeTalks } from '../../src/support/complete.ts'
import { SupportMessages } from '../../src/support/message.ts'
import { Threads } from '../../src/support/thread.ts'
import { mailsTo, signedInAgent } from '../support/accounts.ts'
import { forumSite } from '../support/forum-site.ts'
import { cookiesIn, type Line, openLine } from './lines.ts'
import { type Agent, json, talkers } from './talking.ts'

const here = forumSite()
const { visitor, staff, writes, chats, answers } = talkers(here)
const lines: Line[] = []
after(() => {
  for (const { socket } of lines) socket.disconnect()
})
const line = (agent?: Agent) => openLine(here.site.url, agent ? cookiesIn(agent) : '', lines)

test('a message of either side appears on the other without a reload, and is acknowledged when it is stored', async () => {
  const { agent, ref } = await chats()
  const desk = await staff({ name: 'Wilhelmina Desk' })
  const [mine, theirs, inbox] = [await line(agent), await line(desk.agent), await line(desk.agent)]
  assert.ok((await mine.join(`talk:${ref}`, 1)).ok)
  assert.ok((await theirs.join(`support:${ref}`, 1)).ok)
  assert.ok((await inbox.join('support:inbox')).ok)
  const sent = await mine.say(`talk:${ref}`, 'send', { text: 'Live <b>hello</b>', clientId: 'h'.repeat(20) })
  assert.ok(sent.ok)
  assert.equal(await SupportMessages.countDocuments({ text: 'Live <b>hello</b>' }), 1)
  const heard = (await theirs.hears('talk', ({ message }) => message !== undefined)) as {
    room: string
    message: { seq: number; html: string }
  }
  assert.equal(heard.room, `support:${ref}`)
  assert.match(heard.message.html, /Live &lt;b&gt;hello/)
  await theirs.say(`support:${ref}`, 'send', { text: 'Live answer', clientId: 'i'.repeat(20) })
  const answer = (await mine.hears('talk', ({ state }) => state === 'answered')) as {
    message: { html: string }
  }
  assert.match(answer.message.html, /Support of Parley[\s\S]*Live answer/)
  assert.doesNotMatch(JSON.stringify(mine.heard), /Wilhelmina/)
  assert.match(
    JSON.stringify(await inbox.hears('inbox', ({ state }) => state === 'answered')),
    new RegExp(ref),
  )
})

test('a resend after a lost acknowledgement is one message, on the socket and by the form alike', async () => {
  const { agent, ref, place } = await chats()
  const mine = await line(agent)
  await mine.join(`talk:${ref}`)
  const words = { text: 'Only once, please.', clientId: 'j'.repeat(20) }
  const all = await Promise.all([
    ...[1, 2, 3].map(() => mine.say(`talk:${ref}`, 'send', words)),
    ...[1, 2, 3].map(() =>
      agent
        .post(`${place}/messages`)
        .set(...json)
        .send(words)
        .expect(201),
    ),
  ])
  assert.ok(all.slice(0, 3).every((given) => (given as { ok: boolean }).ok))
  assert.equal(await SupportMessages.countDocuments({ text: words.text }), 1)
})

test('who was away hears on joining what was missed, once and in order', async () => {
  const { agent, ref } = await chats()
  const desk = await staff()
  for (const text of ['One.', 'Two.', 'Three.']) await answers(desk.agent, ref, text).expect(201)
  const mine = await line(agent)
  const joined = (await mine.join(`talk:${ref}`, 2)) as unknown as {
    missed: { state: string; messages: { seq: number; html: string }[] }
  }
  assert.deepEqual(
    joined.missed.messages.map(({ seq }) => seq),
    [3, 4],
  )
  assert.equal(joined.missed.state, 'answered')
})

test('that somebody writes is told to the other side, never what, and of the staff not who', async () => {
  const { agent, ref } = await chats({ name: 'Ann' })
  const desk = await staff({ name: 'Wilhelmina Desk' })
  const [mine, theirs] = [await line(agent), await line(desk.agent)]
  await mine.join(`talk:${ref}`)
  await theirs.join(`support:${ref}`)
  assert.ok((await mine.say(`talk:${ref}`, 'typing', {})).ok)
  assert.deepEqual(await theirs.hears('typing'), { room: `support:${ref}`, name: 'Ann', username: 'visitor' })
  await theirs.say(`support:${ref}`, 'typing', {})
  assert.deepEqual(await mine.hears('typing'), {
    room: `talk:${ref}`,
    name: 'Support of Parley',
    username: 'staff',
  })
  const forged = await mine.say(`talk:${ref}`, 'typing', { text: 'secret' })
  assert.equal(forged.ok, false)
})

test('a socket is let in by session, private link or chat cookie, and by nothing else', async () => {
  const [form, chat, other] = [await writes(), await chats(), await chats()]
  const member = await signedInAgent(here.site)
  const { body } = await member.agent
    .post('/talk')
    .set(...json)
    .send({ text: 'Mine.' })
    .expect(201)
  const stranger = await signedInAgent(here.site)
  const open: [Agent | undefined, string][] = [
    [undefined, `talk:${form.ref}.${form.key}`],
    [chat.agent, `talk:${chat.ref}`],
    [member.agent, `talk:${body.ref}`],
  ]
  for (const [agent, room] of open) assert.ok((await (await line(agent)).join(room)).ok, room)
  const shut: [Agent | undefined, string][] = [
    [undefined, `talk:${form.ref}`],
    [undefined, `talk:${form.ref}.${makeSecret()}`],
    [undefined, `talk:${chat.ref}.${form.key}`],
    [other.agent, `talk:${chat.ref}`],
    [stranger.agent, `talk:${body.ref}`],
    [stranger.agent, `talk:${form.ref}`],
    [stranger.agent, `support:${form.ref}`],
    [stranger.agent, 'support:inbox'],
    [chat.agent, `support:${chat.ref}`],
    [chat.agent, 'support:inbox'],
    [undefined, 'support:inbox'],
    [(await staff()).agent, `talk:${form.ref}`],
  ]
  for (const [agent, room] of shut) {
    const one = await line(agent)
    assert.equal((await one.join(room)).ok, false, room)
    assert.equal(
      (await one.say(room, 'send', { text: 'I am in.', clientId: 'k'.repeat(20) })).ok,
      false,
      room,
    )
  }
  assert.equal(await SupportMessages.countDocuments({ text: 'I am in.' }), 0)
})

test('N15: taking the chat cookie back, or closing, shuts the open page out at once', async () => {
  for (const end of ['choices', 'talk', 'closure'] as const) {
    const { agent, ref, place } = await chats()
    const mine = await line(agent)
    await mine.join(`talk:${ref}`)
    if (end === 'choices')
      await agent
        .put('/privacy/choices')
        .set(...json)
        .send({})
        .expect(200)
    if (end === 'talk')
      await agent
        .put('/talk/cookie')
        .set(...json)
        .send({ allow: 'no' })
        .expect(200)
    if (end === 'closure')
      await agent
        .put(`${place}/closure`)
        .set(...json)
        .send({ seen: 1 })
        .expect(200)
    await mine.hears('shut')
    await answers((await staff()).agent, ref, `After ${end}.`).expect(201)
    await wait(200)
    assert.doesNotMatch(JSON.stringify(mine.heard), /After/)
  }
})

test('who is no staff any more hears nothing more of the desk', async () => {
  const { ref, key, agent, place } = await writes()
  const desk = await staff()
  const theirs = await line(desk.agent)
  await theirs.join(`support:${ref}`)
  await theirs.join('support:inbox')
  const admin = await staff({ role: 'admin' })
  await admin.agent
    .put(`/admin/members/${desk.account.username}/role`)
    .set(...json)
    .send({ role: 'member' })
    .expect(200)
  await theirs.hears('shut', ({ room }) => room === 'support:inbox')
  await theirs.hears('shut', ({ room }) => room === `support:${ref}`)
  await agent
    .post(`${place}/messages`)
    .set(...json)
    .send({ key, text: 'Not for them.' })
    .expect(201)
  await wait(200)
  assert.doesNotMatch(JSON.stringify(theirs.heard), /Not for them/)
})

test('what is forged or far too long is refused and stored nowhere', async () => {
  const { agent, ref } = await chats()
  const before = await SupportMessages.countDocuments()
  const bad = [
    { text: '' },
    { text: 'x'.repeat(6000) },
    { text: { $ne: '' } },
    { text: 'Hello', clientId: 7 },
    { text: 'Hello', from: 'staff' },
    { text: 'Hello', by: '0'.repeat(24) },
    null,
    'Hello',
  ]
  for (const data of bad) {
    const mine = await line(agent)
    await mine.join(`talk:${ref}`)
    assert.equal((await mine.say(`talk:${ref}`, 'send', data)).ok, false, JSON.stringify(data)?.slice(0, 40))
  }
  const huge = await line(agent)
  await huge.join(`talk:${ref}`)
  await huge.say(`talk:${ref}`, 'send', { text: 'x'.repeat(1_000_000) }).catch(() => undefined)
  assert.equal(huge.socket.connected, false)
  assert.equal(await SupportMessages.countDocuments(), before)
})

test('N12: what was seen on an open page is not mailed; what came after it was left is', async () => {
  const { email, ref, key } = await writes()
  const desk = await staff()
  const mine = await openLine(here.site.url, '', lines)
  const room = `talk:${ref}.${key}`
  await mine.join(room)
  await answers(desk.agent, ref, 'Seen live.').expect(201)
  await mine.hears('talk', ({ message }) => message !== undefined)
  assert.ok((await mine.say(room, 'here', { seq: 2 })).ok)
  await answers(desk.agent, ref, 'Not seen.').expect(201)
  mine.socket.disconnect()
  await Threads.collection.updateOne({ ref }, { $set: { liveUntil: new Date(0) } })
  await completeTalks(new Date(Date.now() + 1000))
  const texts = (await mailsTo(email)).map(({ text }) => text).join()
  assert.match(texts, /Not seen\./)
  assert.doesNotMatch(texts, /Seen live\./)
  assert.equal(JSON.stringify(mine.heard).includes(key), false, 'the secret is in no answer')
})

test('a page of another site cannot listen with the cookie of the chat', async () => {
  const { agent } = await chats()
  const { io } = await import('socket.io-client')
  const foreign = io(here.site.url, {
    path: '/live',
    transports: ['websocket'],
    reconnection: false,
    forceNew: true,
    extraHeaders: { origin: 'https://evil.example', cookie: cookiesIn(agent) },
  })
  const refused = await new Promise<boolean>((resolve) => {
    foreign.on('connect', () => resolve(false))
    foreign.on('connect_error', () => resolve(true))
  })
  foreign.disconnect()
  assert.ok(refused)
  await visitor().get('/talk').expect(200)
})

test('a list that was away hears who came, who was answered meanwhile, and what is gone', async () => {
  const [first, second] = [await chats(), await chats()]
  const desk = await staff()
  const theirs = await line(desk.agent)
  const join = (refs: string[]) => theirs.join('support:inbox', { state: 'open', refs })
  const { missed } = (await join([])) as { missed: { rows: { ref: string; state: string; html: string }[] } }
  const mine = missed.rows.filter(({ ref }) => [first.ref, second.ref].includes(ref))
  assert.deepEqual(
    mine.map(({ ref, state }) => [ref, state]),
    [
      [first.ref, 'open'],
      [second.ref, 'open'],
    ],
  )
  await answers(desk.agent, first.ref, 'Here is our answer.')
  const again = (await join([first.ref, second.ref, 'T-1'])) as {
    missed: { rows: { ref: string; state: string }[]; gone: string[] }
  }
  assert.equal(again.missed.rows.find(({ ref }) => ref === first.ref)?.state, 'answered')
  assert.deepEqual(again.missed.gone, ['T-1'])
  const forged = (await theirs.join('support:inbox', { state: { $ne: 1 }, refs: 7 })) as { missed: object }
  assert.deepEqual(forged.missed, { rows: [], gone: [] })
})
