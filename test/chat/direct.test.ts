import '../support/env.ts'

import assert from 'node:assert/strict'
import { test } from 'node:test'
import request from 'supertest'
import { saveChoice } from '../../src/auth/account.ts'
import { cleanUpAfter } from '../../src/auth/account-gone.ts'
import { AuditLines } from '../../src/auth/audit.ts'
import { sanction } from '../../src/auth/sanction.ts'
import { blockPerson, unblockPerson } from '../../src/chat/blocking.ts'
import { DirectRooms } from '../../src/chat/direct.ts'
import { listDirect } from '../../src/chat/direct-list.ts'
import { Messages } from '../../src/chat/message.ts'
import { reachRoom } from '../../src/chat/reach.ts'
import { addMessage } from '../../src/chat/saying.ts'
import { acceptAsked, declineAsked, writeTo } from '../../src/chat/writing-to.ts'
import { days, moveClock, now, nowMs, resetClock } from '../../src/clock.ts'
import { laterDone } from '../../src/live/later.ts'
import { listNotifications } from '../../src/notifications/notification.ts'
import { fileReport } from '../../src/reports/filing.ts'
import { makeAccount, signedInAgent } from '../support/accounts.ts'
import { makeRoom } from '../support/chat.ts'
import { complaint } from '../support/complaints.ts'
import { makeAsking, makeTalk } from '../support/direct.ts'
import { forumSite } from '../support/forum-site.ts'
import { inDays } from '../support/measures.ts'
import { inFile, makeJpeg } from '../support/pictures.ts'

const here = forumSite()
const json = ['Accept', 'application/json'] as const

type Agent = Awaited<ReturnType<typeof signedInAgent>>['agent']

const two = async () => {
  const [ada, bo] = [await signedInAgent(here.site), await signedInAgent(here.site)]
  return { ada, bo }
}

async function ask(agent: Agent, username: string, body = 'Hello.', more = {}) {
  return agent
    .post(`/u/${username}/messages`)
    .set(...json)
    .send({ body, ...more })
}

const model = async (agent: Agent, path: string) =>
  (
    await agent
      .get(path)
      .set(...json)
      .expect(200)
  ).body

const roomOf = async (...people: { account: { _id: unknown } }[]) =>
  DirectRooms.findOne({ members: { $all: people.map(({ account }) => account._id) } }).lean()

test('the first message asks, and the other one says yes; then both talk', async () => {
  const { ada, bo } = await two()
  const form = await ada.agent.get(`/u/${bo.account.username}/message`).expect(200)
  assert.match(form.text, /Only you and .*moderators/)
  const sent = await ada.agent
    .post(`/u/${bo.account.username}/messages`)
    .type('form')
    .send({ body: 'Shall we?' })
    .expect(303)
  const path = String(sent.headers.location).replace(/\/1#.*$/, '')
  assert.match(path, /^\/chat\/[0-9a-f]{32}$/)
  const asked = await bo.agent.get(path).expect(200)
  assert.match(asked.text, /would like to talk with you/)
  assert.match(asked.text, /Shall we\?/)
  assert.match(asked.text, />Accept</)
  assert.match((await bo.agent.get('/chat')).text, /would like to talk with you/)
  const waiting = await ada.agent.get(path).expect(200)
  assert.match(waiting.text, /Nothing more can be sent here until/)
  const more = await ada.agent
    .post(`${path}/messages`)
    .set(...json)
    .send({ body: 'And?' })
  assert.equal(more.status, 403)
  assert.equal((await ask(ada.agent, bo.account.username, 'Are you there?')).status, 403)
  await bo.agent.put(`${path}/answer`).type('form').send({ answer: 'accept' }).expect(303)
  assert.match((await ada.agent.get(path)).text, /Only you and/)
  await ada.agent.post(`${path}/messages`).type('form').send({ body: 'Good.' }).expect(303)
  await bo.agent.post(`${path}/messages`).type('form').send({ body: 'Yes.' }).expect(303)
  const again = await ada.agent.get(`/u/${bo.account.username}/message`).expect(303)
  assert.equal(again.headers.location, `${path}#say`, 'who talks already does not ask again')
  const list = await model(ada.agent, '/chat')
  assert.equal(list.direct[0].unread, 1)
  assert.equal(list.direct[0].title, bo.account.name)
})

test('twenty at once make one conversation, with one message in it', async () => {
  const { ada, bo } = await two()
  const all = await Promise.all(
    Array.from({ length: 20 }, (_, n) => ask(ada.agent, bo.account.username, `Hello ${n}.`)),
  )
  assert.equal(all.filter(({ status }) => status === 201).length, 1)
  assert.equal(all.filter(({ status }) => status === 403).length, 19)
  assert.equal(await DirectRooms.countDocuments({ members: ada.account._id }), 1)
  const room = await roomOf(ada, bo)
  assert.equal(await Messages.countDocuments({ room: room?._id }), 1)
})

test('sent again under the same name the first message is the one that is stored', async () => {
  const { ada, bo } = await two()
  const more = { clientId: 'window-7-1' }
  const answers = await Promise.all([1, 2, 3].map(() => ask(ada.agent, bo.account.username, 'Hi.', more)))
  assert.deepEqual(
    answers.map(({ status }) => status),
    [201, 201, 201],
  )
  assert.equal(new Set(answers.map(({ body }) => body.id)).size, 1)
})

test('two who ask each other at the same moment talk, and nothing of it is lost', async () => {
  const { ada, bo } = await two()
  const answers = await Promise.all([
    ask(ada.agent, bo.account.username, 'From Ada.'),
    ask(bo.agent, ada.account.username, 'From Bo.'),
  ])
  assert.deepEqual(
    answers.map(({ status }) => status),
    [201, 201],
  )
  const room = await roomOf(ada, bo)
  assert.equal(room?.state, 'accepted')
  assert.equal(await DirectRooms.countDocuments({ members: ada.account._id }), 1)
  assert.equal(await Messages.countDocuments({ room: room?._id }), 2)
})

test('nobody but the one who was asked can accept', async () => {
  const { one, other, room, path } = await makeAsking()
  await assert.rejects(acceptAsked(one, room.slug), { status: 403 })
  await assert.rejects(declineAsked(one, room.slug), { status: 403 })
  const third = await signedInAgent(here.site, { role: 'admin' })
  for (const answer of ['accept', 'decline'])
    assert.equal(
      (
        await third.agent
          .put(`${path}/answer`)
          .set(...json)
          .send({ answer })
      ).status,
      404,
    )
  assert.equal((await DirectRooms.findById(room._id).lean())?.state, 'asked')
  await acceptAsked(other, room.slug)
  await acceptAsked(other, room.slug)
  await assert.rejects(declineAsked(other, room.slug), { status: 409 })
  const open = await makeRoom()
  await assert.rejects(acceptAsked(other, open.slug), { status: 404 })
})

test('whoever waits, was declined or was blocked reads exactly the same', async () => {
  const ada = await signedInAgent(here.site)
  const seen: string[] = []
  for (const happens of ['nothing', 'decline', 'block'] as const) {
    const bo = await makeAccount({ name: 'Bo' })
    const { room, path } = await makeAsking({ one: ada.account, other: bo })
    if (happens === 'decline') await declineAsked(bo, room.slug)
    if (happens === 'block') await blockPerson(bo, ada.account.username)
    const page = await model(ada.agent, path)
    const refused = await ada.agent
      .post(`${path}/messages`)
      .set(...json)
      .send({ body: 'Hm?' })
    const list = (await model(ada.agent, '/chat')).direct.find(
      (row: { slug: string }) => row.slug === room.slug,
    )
    const told = JSON.stringify({
      page: { ...page, messages: [] },
      refused: [refused.status, refused.body.detail],
      list: { ...list, lastAt: '' },
    })
    seen.push(
      told
        .replaceAll(room.slug, 'SLUG')
        .replaceAll(bo.username, 'bo')
        .replace(/"changedAt":\d+/, ''),
    )
  }
  assert.equal(seen[1], seen[0], 'declining is silent')
  assert.equal(seen[2], seen[0], 'blocking is silent')
  await laterDone()
  assert.deepEqual(await listNotifications(String(ada.account._id), undefined, 10), [])
})

test('who declined can accept later, or by writing', async () => {
  const { one, other, room } = await makeAsking()
  await declineAsked(other, room.slug)
  assert.deepEqual((await listDirect(other)).rows, [], 'what was declined is out of sight')
  const { message } = await writeTo(other, one.username, { body: 'All right.' })
  assert.equal(message.seq, 2)
  await addMessage(one, await reachRoom(one, room.slug), { body: 'Fine.' })
})

test('nobody but the two finds a conversation, by any address', async () => {
  const { room, message, path, about, one } = await makeTalk({ body: 'A secret word: perihelion.' })
  const id = String(message._id)
  const strangers = [
    (await signedInAgent(here.site)).agent,
    (await signedInAgent(here.site, { role: 'admin' })).agent,
    request.agent(here.site.server).set('Sec-Fetch-Site', 'same-origin'),
  ]
  const gets = [
    ...[path, `${path}/1`, `${path}?reply=1`, `${path}/search?q=secret`],
    ...[about, `${about}/versions`, `${about}/reactions`],
    ...[`/report?about=${about}`, `/report?about=${path}/1`],
  ]
  for (const agent of strangers) {
    for (const address of gets) {
      const answer = await agent.get(address)
      assert.equal(answer.status, 404, address)
      assert.doesNotMatch(answer.text, /perihelion/, address)
    }
    assert.doesNotMatch((await agent.get('/chat')).text, new RegExp(room.slug))
  }
  for (const agent of strangers.slice(0, 2)) {
    assert.equal(
      (
        await agent
          .put(`${about}/reaction`)
          .set(...json)
          .send({ kind: 'agree' })
      ).status,
      404,
    )
    assert.equal(
      (
        await agent
          .post(`${path}/messages`)
          .set(...json)
          .send({ body: 'Hi' })
      ).status,
      404,
    )
    assert.equal(
      (
        await agent
          .put(about)
          .set(...json)
          .send({ body: 'Hi' })
      ).status,
      404,
    )
    assert.equal((await agent.delete(about).set(...json)).status, 404)
  }
  for (const who of [undefined, await makeAccount(), await makeAccount({ role: 'admin' })])
    await assert.rejects(fileReport(who, complaint(about)), { status: 404 })
  const own = await makeMessageOf(one)
  await assert.rejects(addMessage(one, own, { body: 'Look', replyTo: 7 }), { status: 422 })
  assert.equal(await Messages.countDocuments({ room: room._id }), 1)
  assert.match(id, /^[0-9a-f]{24}$/)
})

const makeMessageOf = async (one: Parameters<typeof reachRoom>[0]) => {
  const open = await makeRoom()
  return reachRoom(one, open.slug)
}

test('an answer cannot point into another conversation, and words are made safe', async () => {
  const { one, other } = await makeTalk({ body: 'Private.' })
  const third = await makeAccount()
  const talk = await makeTalk({ one, other: third })
  await addMessage(
    other,
    await reachRoom(other, (await roomOf({ account: one }, { account: other }))?.slug ?? ''),
    {
      body: 'Second.',
    },
  )
  const room = await reachRoom(third, talk.room.slug)
  await assert.rejects(addMessage(third, room, { body: 'To what?', replyTo: 2 }), { status: 422 })
  const bad = '<script>alert(1)</script><img src=x onerror=alert(1)> [x](javascript:alert(1))'
  const { html } = await addMessage(third, room, { body: bad })
  assert.doesNotMatch(html ?? '', /<script|<img|href="javascript/)
})

test('the page is the same for nobody: it is never kept, nor found by search engines', async () => {
  const ada = await signedInAgent(here.site)
  const { path } = await makeTalk({ one: ada.account })
  const page = await ada.agent.get(path).expect(200)
  assert.match(page.headers['cache-control'] ?? '', /no-store|private/)
  assert.match(page.text, /noindex/)
  await request(here.site.server).get(path).expect(404)
})

test('a block makes the conversation read-only for both, and unblocking restores it', async () => {
  const ada = await signedInAgent(here.site)
  const { one, other, room, path, message } = await makeTalk({ one: ada.account })
  await addMessage(other, await reachRoom(other, room.slug), { body: 'Mine.' })
  await blockPerson(other, one.username)
  await Promise.all([1, 2, 3].map(() => blockPerson(other, one.username)))
  for (const person of [one, other])
    await assert.rejects(addMessage(person, await reachRoom(person, room.slug), { body: 'Hm.' }), {
      status: 403,
    })
  assert.equal(
    (
      await ada.agent
        .put(`/chat/messages/${message._id}`)
        .set(...json)
        .send({ body: 'Changed.' })
    ).status,
    403,
  )
  const theirs = await Messages.findOne({ room: room._id, seq: 2 }).lean()
  assert.equal(
    (
      await ada.agent
        .put(`/chat/messages/${theirs?._id}/reaction`)
        .set(...json)
        .send({ kind: 'agree' })
    ).status,
    403,
  )
  assert.match((await ada.agent.get(path)).text, /Nothing more can be sent here until/)
  await ada.agent.delete(`/chat/messages/${message._id}`).expect(303)
  await unblockPerson(other, one.username)
  await addMessage(one, await reachRoom(one, room.slug), { body: 'Again.' })
})

test('what somebody blocked asks for never arrives, and they cannot tell', async () => {
  const [ada, bo] = [await makeAccount(), await makeAccount()]
  await blockPerson(bo, ada.username)
  const { room } = await makeAsking({ one: ada, other: bo })
  await laterDone()
  assert.deepEqual((await listDirect(bo)).rows, [])
  assert.deepEqual(await listNotifications(String(bo._id), undefined, 10), [])
  assert.equal((await listDirect(ada)).rows[0]?.state, 'waiting')
  await assert.rejects(writeTo(bo, ada.username, { body: 'You?' }), { status: 403 })
  await unblockPerson(bo, ada.username)
  assert.equal((await listDirect(bo)).rows[0]?.slug, room.slug)
})

test('what somebody said before they were blocked is not called new any more', async () => {
  const { one, other, room } = await makeTalk()
  await addMessage(one, await reachRoom(one, room.slug), { body: 'And this.' })
  assert.equal((await listDirect(other)).rows[0]?.unread, 2)
  await blockPerson(other, one.username)
  const [row] = (await listDirect(other)).rows
  assert.deepEqual([row?.slug, row?.unread], [room.slug, undefined])
})

test('accepting and blocking at the same moment leaves it shut', async () => {
  for (let round = 0; round < 5; round += 1) {
    const { one, other, room } = await makeAsking()
    await Promise.allSettled([acceptAsked(other, room.slug), blockPerson(other, one.username)])
    await assert.rejects(addMessage(one, await reachRoom(one, room.slug), { body: 'Hm.' }), { status: 403 })
  }
})

test('N26: under 18 nobody but the staff writes or is written to, and nobody can tell why', async () => {
  const [ada, young] = [await signedInAgent(here.site), await signedInAgent(here.site, youth('Sam'))]
  const closed = await makeAccount({ name: 'Sam' })
  await saveChoice(String(closed._id), { directs: 'nobody' })
  const toYoung = await ask(ada.agent, young.account.username)
  const toClosed = await ask(ada.agent, closed.username)
  assert.equal(toYoung.status, 403)
  assert.deepEqual([toYoung.status, toYoung.body.detail], [toClosed.status, toClosed.body.detail])
  const pages = await Promise.all(
    [young.account, closed].map(async ({ username }) =>
      JSON.stringify(await model(ada.agent, `/u/${username}/message`)).replaceAll(username, 'X'),
    ),
  )
  assert.equal(pages[0], pages[1])
  assert.equal((await ask(young.agent, ada.account.username)).status, 403)
  const other = await signedInAgent(here.site, youth('Kim'))
  const refused = await ask(young.agent, other.account.username)
  assert.equal(refused.status, 403)
  const page = await model(young.agent, `/u/${other.account.username}/message`)
  assert.match(refused.body.detail, /Until you are 18/, 'their own age is no secret to themselves')
  assert.equal(refused.body.detail, page.whyNot)
  assert.equal(
    (
      await young.agent
        .put('/my/direct')
        .set(...json)
        .send({ directs: 'nobody' })
    ).status,
    403,
  )
  assert.match((await young.agent.get('/my/direct')).text, /Until you are 18/)
  const offered = async ({ agent }: typeof ada, { username }: typeof ada.account) =>
    (await agent.get(`/u/${username}`)).text.includes(`/u/${username}/message`)
  const mod = await makeAccount({ role: 'moderator' })
  assert.equal(await offered(young, ada.account), false, 'no button leads to a refusal')
  assert.equal(await offered(young, mod), true)
  assert.equal(await offered(ada, young.account), true, 'nobody learns how old another is')
  const why = async ({ agent }: typeof ada, { username }: typeof ada.account) =>
    (await agent.get(`/u/${username}/message`)).text
  assert.match(await why(young, ada.account), /Until you are 18/)
  assert.doesNotMatch(await why(ada, young.account), /Until you are/)
})

const youth = (name: string) => ({ name, ageBand: '13-17', state: 'active' }) as const

test('N26: the staff may write to somebody under 18, and it stands in the audit log', async () => {
  const mod = await makeAccount({ role: 'moderator' })
  const young = await makeAccount(youth('Sam'))
  const { room } = await makeTalk({ one: mod, other: young })
  await addMessage(mod, await reachRoom(mod, room.slug), { body: 'How are you?' })
  await addMessage(young, await reachRoom(young, room.slug), { body: 'Well.' })
  const lines = await AuditLines.find({ about: `direct:${room.slug}` }).lean()
  assert.deepEqual(
    lines.map(({ act, by }) => [act, String(by)]),
    [
      ['direct:wrote', String(mod._id)],
      ['direct:wrote', String(mod._id)],
    ],
  )
  const adult = await makeTalk({ one: mod })
  assert.equal(await AuditLines.countDocuments({ about: `direct:${adult.room.slug}` }), 0)
})

test('adults choose whether they may be asked; those they talk with stay', async () => {
  const ada = await signedInAgent(here.site)
  const talk = await makeTalk({ one: ada.account })
  await ada.agent.put('/my/direct').type('form').send({ directs: 'nobody' }).expect(303)
  assert.match((await ada.agent.get('/my/direct')).text, /value="nobody"[^>]*checked/)
  assert.match((await ada.agent.get('/my/settings')).text, /Who may write to you/)
  await assert.rejects(writeTo(await makeAccount(), ada.account.username, { body: 'Hi.' }), { status: 403 })
  await addMessage(talk.other, await reachRoom(talk.other, talk.room.slug), { body: 'Hi.' })
  for (const directs of ['', 'moderators', null, ['nobody']])
    assert.equal(
      (
        await ada.agent
          .put('/my/direct')
          .set(...json)
          .send({ directs })
      ).status,
      422,
    )
})

test('who may not post cannot ask, nor go on talking', async () => {
  const bo = await makeAccount()
  const unconfirmed = await makeAccount({ confirmedAt: null })
  await assert.rejects(writeTo(unconfirmed, bo.username, { body: 'Hi.' }), { status: 403 })
  await assert.rejects(writeTo(bo, unconfirmed.username, { body: 'Hi.' }), { status: 403 })
  const { one, other, room } = await makeTalk()
  await sanction(String(one._id), { by: 'D-1', kinds: ['limit'], since: now(), until: inDays(3) })
  const { loadAccount } = await import('../../src/auth/account.ts')
  const limitedOne = await loadAccount(String(one._id))
  assert.ok(limitedOne)
  await assert.rejects(addMessage(limitedOne, await reachRoom(limitedOne, room.slug), { body: 'Hm.' }), {
    message: /read but not post/,
  })
  await sanction(String(other._id), { by: 'D-2', kinds: ['close'], since: now(), until: null })
  const { username } = other
  await assert.rejects(writeTo(await makeAccount(), username, { body: 'Hi.' }), { status: 403 })
  await assert.rejects(writeTo(bo, 'nobody-here', { body: 'Hi.' }), { status: 404 })
  await assert.rejects(writeTo(bo, bo.username, { body: 'Hi.' }), { status: 403 })
  const waiting = await makeAccount({ ageBand: '13-17' })
  await assert.rejects(writeTo(bo, waiting.username, { body: 'Hi.' }), { status: 404 })
})

test('who is new asks three people a day, also at once; what is empty or huge asks nobody', async () => {
  const ada = await makeAccount()
  const people = await Promise.all([1, 2, 3, 4, 5].map(() => makeAccount()))
  await assert.rejects(writeTo(ada, people[0]?.username ?? '', { body: '   ' }), { status: 422 })
  assert.equal(await DirectRooms.countDocuments({ members: ada._id }), 0)
  const all = await Promise.allSettled(people.map(({ username }) => writeTo(ada, username, { body: 'Hi.' })))
  assert.equal(all.filter(({ status }) => status === 'fulfilled').length, 3)
  assert.equal(await DirectRooms.countDocuments({ members: ada._id }), 3)
  const { agent, account } = await signedInAgent(here.site)
  const bo = await makeAccount()
  assert.equal((await ask(agent, bo.username, 'x'.repeat(5000))).status, 422)
  assert.equal((await ask(agent, bo.username, { $ne: '' } as never)).status, 422)
  const form = await agent.post(`/u/${bo.username}/messages`).type('form').send({ body: '' }).expect(422)
  assert.match(form.text, /Write to/)
  assert.equal(await DirectRooms.countDocuments({ members: account._id }), 0)
})

test('one line tells of all that was said until it is read, and none of the words stand in it', async () => {
  const bo = await signedInAgent(here.site)
  const { one, other, room, path } = await makeAsking({ other: bo.account, body: 'perihelion' })
  await laterDone()
  const told = () => listNotifications(String(other._id), undefined, 10)
  assert.match((await told())[0]?.title ?? '', /would like to talk|asks/)
  await acceptAsked(other, room.slug)
  const open = await reachRoom(one, room.slug)
  await addMessage(one, open, { body: 'aphelion' })
  await addMessage(one, open, { body: 'aphelion too' })
  await laterDone()
  assert.equal((await told()).length, 1)
  assert.doesNotMatch(JSON.stringify(await told()), /helion/)
  await bo.agent.get(path).expect(200)
  await laterDone()
  assert.ok((await told()).every(({ readAt }) => readAt !== null))
  await addMessage(one, open, { body: 'And now?' })
  await laterDone()
  const [newest, ...older] = await told()
  assert.equal(newest?.readAt, null)
  assert.equal(older.length, 1)
})

test('who leaves takes their words along; the room says former member, and goes when both left', async () => {
  const ada = await signedInAgent(here.site)
  const { one, other, room, path } = await makeTalk({ one: ada.account, body: 'By Ada.' })
  await addMessage(other, await reachRoom(other, room.slug), { body: 'By Bo.' })
  await blockPerson(other, one.username)
  const { Accounts } = await import('../../src/auth/account.ts')
  const leave = async (account: typeof one) => {
    await Accounts.collection.deleteOne({ _id: account._id })
    const { changed } = await import('../../src/live/bus.ts')
    await changed(`account:${account._id}`)
    await cleanUpAfter(String(account._id))
    await cleanUpAfter(String(account._id))
  }
  await leave(other)
  const page = await ada.agent.get(path).expect(200)
  assert.match(page.text, /Former member/)
  assert.match(page.text, /By Ada/)
  assert.doesNotMatch(page.text, /By Bo/)
  assert.equal(
    (
      await ada.agent
        .post(`${path}/messages`)
        .set(...json)
        .send({ body: 'Hm.' })
    ).status,
    403,
  )
  await leave(one)
  assert.equal(await DirectRooms.countDocuments({ _id: room._id }), 0)
  assert.equal(await Messages.countDocuments({ room: room._id }), 0)
})

test('the list of blocked members is one’s own', async () => {
  const ada = await signedInAgent(here.site)
  const bo = await makeAccount()
  await ada.agent.put(`/my/blocks/${bo.username}`).type('form').expect(303)
  assert.match((await ada.agent.get('/my/blocks')).text, new RegExp(bo.username))
  assert.equal((await ada.agent.put(`/my/blocks/${ada.account.username}`).set(...json)).status, 403)
  assert.equal((await ada.agent.put('/my/blocks/nobody-here').set(...json)).status, 404)
  await ada.agent.delete(`/my/blocks/${bo.username}`).type('form').expect(303)
  assert.match((await ada.agent.get('/my/blocks')).text, /You blocked nobody/)
  const { path } = await makeAsking({ one: bo, other: ada.account })
  const inPlace = (back: string) => ada.agent.put(`/my/blocks/${bo.username}`).type('form').send({ back })
  assert.equal((await inPlace(path).expect(303)).headers.location, path, 'one stays where one did it')
  assert.match((await ada.agent.get(path).expect(200)).text, /You blocked /)
  for (const elsewhere of ['//evil.example', 'https://evil.example/chat/x', '/chat/x/../../admin'])
    await inPlace(elsewhere).expect(422)
  await ada.agent.delete(`/my/blocks/${bo.username}`).type('form').expect(303)
  const stranger = request(here.site.server)
  await stranger.get('/my/blocks').expect(303)
  for (const path of [`/my/blocks/${bo.username}`, '/my/direct'])
    assert.equal(
      (
        await stranger
          .put(path)
          .set(...json)
          .set('Sec-Fetch-Site', 'same-origin')
      ).status,
      401,
    )
  await stranger.get(`/u/${bo.username}/message`).expect(303)
})

test('a picture between two is seen by nobody else, and nothing is hung on it while the conversation is shut', async () => {
  const [ada, bo] = [await signedInAgent(here.site), await signedInAgent(here.site)]
  const { room } = await makeTalk({ one: ada.account, other: bo.account })
  const { images = [] } = await addMessage(ada.account, await reachRoom(ada.account, room.slug), {
    body: 'Look.',
    pictures: { files: [inFile(await makeJpeg())], alts: ['A wall'], leftOut: 0 },
  })
  const page = `/images/${images[0]}`
  const third = await signedInAgent(here.site, { role: 'admin' })
  for (const agent of [third.agent, request.agent(here.site.server)])
    for (const path of [page, `${page}/320`]) assert.equal((await agent.get(path)).status, 404)
  assert.match((await bo.agent.get(page).expect(200)).text, /Only you and/)
  await blockPerson(bo.account, ada.account.username)
  const alt = await ada.agent
    .put(page)
    .set(...json)
    .send({ alt: 'Something else' })
  assert.equal(alt.status, 403)
  const tag = await ada.agent
    .post(`${page}/tags`)
    .set(...json)
    .send({ label: 'wall' })
  assert.equal(tag.status, 403)
})

test('who is known asks twenty people a day, and the next ones tomorrow', async () => {
  const ada = await makeAccount({ postCount: 100, createdAt: new Date(nowMs() - days(60)) })
  for (let n = 0; n < 20; n += 1) await makeAsking({ one: ada })
  const [next, last] = [await makeAccount(), await makeAccount()]
  await assert.rejects(writeTo(ada, next.username, { body: 'Hi.' }), { status: 429 })
  assert.equal(await DirectRooms.countDocuments({ members: next._id }), 0)
  moveClock(days(1) + 1000)
  await writeTo(ada, last.username, { body: 'Hi.' })
  resetClock()
})
