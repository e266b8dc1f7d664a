import '../support/normal-limits.ts'
import '../support/env.ts'

import assert from 'node:assert/strict'
import { once } from 'node:events'
import { after, test } from 'node:test'
import request from 'supertest'
import { sanction } from '../../src/auth/sanction.ts'
import { endSession, endSessions, listSessions } from '../../src/auth/session.ts'
import { makeAccount } from '../support/accounts.ts'
import { makePost, makeTopic } from '../support/forum.ts'
import { forumSite } from '../support/forum-site.ts'
import { allOfTopic, closeListeners, cookieOf, cutWithin, listenTo } from '../support/live.ts'

const holder = forumSite()
after(closeListeners)

type Free = { emit(event: string, ...data: unknown[]): void }
const free = (socket: unknown) => socket as Free

async function refusal(headers: Record<string, string>, cookie?: string): Promise<string> {
  const { socket } = listenTo(holder.site, cookie, headers)
  const [error] = await once(socket as never, 'connect_error')
  return String(error)
}

test('another site cannot connect, with a cookie or without', async () => {
  const cookie = await cookieOf(holder.site, await makeAccount())
  for (const Origin of ['https://evil.example', 'null', `${holder.site.url}.evil.example`]) {
    assert.match(await refusal({ Origin }), /websocket error/)
    assert.match(await refusal({ Origin }, cookie), /websocket error/)
  }
  const polled = await request(holder.site.server)
    .get('/live/?EIO=4&transport=polling')
    .set('Origin', 'https://evil.example')
  assert.equal(polled.status, 403)
})

test('a cookie without the words of a browser does not connect', async () => {
  const cookie = await cookieOf(holder.site, await makeAccount())
  assert.match(await refusal({ Cookie: cookie }), /websocket error/)
})

test('a page of ours may poll with its cookie, as browsers send it; one of another site may not, even without', async () => {
  const cookie = await cookieOf(holder.site, await makeAccount())
  const poll = (site: string, given = '') =>
    request(holder.site.server)
      .get('/live/?EIO=4&transport=polling')
      .set('Cookie', given)
      .set('Sec-Fetch-Site', site)
  await poll('same-origin', cookie).expect(200)
  await poll('same-origin').expect(200)
  for (const site of ['cross-site', 'same-site', 'none'])
    for (const given of ['', cookie]) await poll(site, given).expect(403)
})

test('a cookie that opens nothing is nobody, and not a visitor', async () => {
  for (const cookie of ['stay=s%3Aabc.def', 'stay=', 'stay=%E0%A4%A', 'stay=s%3A%00.%00'])
    assert.match(await refusal({}, cookie), /shut out/)
})

test('a page of one person does not come back as the connection of another one', async () => {
  const [account, other] = [await makeAccount(), await makeAccount()]
  const cookie = await cookieOf(holder.site, account)
  const comes = async (me: string, given?: string) => {
    const { socket } = listenTo(holder.site, given)
    socket.disconnect()
    socket.auth = { me }
    socket.connect()
    return new Promise<string>((resolve) => {
      socket.once('connect', () => resolve('let in'))
      socket.once('connect_error', ({ message }) => resolve(message))
    })
  }
  assert.equal(await comes(account.username, cookie), 'let in')
  assert.equal(await comes(other.username, cookie), 'shut out')
  assert.equal(await comes('', cookie), 'shut out')
  assert.equal(await comes(''), 'let in')
  assert.equal(await comes(account.username), 'shut out')
})

test('a signed-out account is cut within a second, and so is every other window of that session', async () => {
  const account = await makeAccount()
  const cookie = await cookieOf(holder.site, account)
  const windows = [listenTo(holder.site, cookie), listenTo(holder.site, cookie)]
  const { id } = await makeTopic()
  for (const one of windows) await one.join(`topic:${id}`)
  const cuts = windows.map(({ socket }) => cutWithin(socket, 1000))
  const [session] = await listSessions(String(account._id))
  await endSession(String(account._id), session?.id ?? '')
  assert.deepEqual(await Promise.all(cuts), ['io server disconnect', 'io server disconnect'])
  await makePost({ topic: id })
  for (const { heard } of windows) assert.deepEqual(heard, [])
})

test('ending all sessions cuts them all; those of others live on', async () => {
  const [account, other] = [await makeAccount(), await makeAccount()]
  const mine = listenTo(holder.site, await cookieOf(holder.site, account))
  const theirs = listenTo(holder.site, await cookieOf(holder.site, other))
  const { id } = await makeTopic()
  for (const one of [mine, theirs]) await one.join(`topic:${id}`)
  const cut = cutWithin(mine.socket, 1000)
  await endSessions(String(account._id))
  assert.equal(await cut, 'io server disconnect')
  assert.equal(await cutWithin(theirs.socket, 300), undefined)
})

test('N9: a suspended account is cut within a second and does not come back', async () => {
  const account = await makeAccount()
  const cookie = await cookieOf(holder.site, account)
  const { socket, join } = listenTo(holder.site, cookie)
  await join('bell')
  const cut = cutWithin(socket, 1000)
  await sanction(String(account._id), { by: 'D-7', kinds: ['suspend'], since: new Date(), until: null })
  assert.equal(await cut, 'io server disconnect')
  assert.match(await refusal({}, cookie), /shut out/)
})

test('a limited account reads on, and its page learns that it cannot write', async () => {
  const account = await makeAccount()
  const { id } = await makeTopic()
  const { join, say, socket } = listenTo(holder.site, await cookieOf(holder.site, account))
  await join(`topic:${id}`)
  assert.equal((await say(`topic:${id}`, 'typing', {})).ok, true)
  await sanction(String(account._id), { by: 'D-8', kinds: ['limit'], since: new Date(), until: null })
  assert.equal((await say(`topic:${id}`, 'typing', {})).ok, false)
  assert.equal(socket.connected, true)
})

test('events that no page sends close the connection after a few', async () => {
  const { socket } = listenTo(holder.site)
  await once(socket as never, 'connect')
  const cut = cutWithin(socket, 2000)
  for (let count = 0; count < 5; count += 1) free(socket).emit('post', { room: 'topic:1', html: 'forged' })
  assert.equal(await cut, 'io server disconnect')
})

test('every payload is read before it is used, and forged ones are counted', async () => {
  const { id } = await makeTopic()
  const forged: unknown[][] = [
    ['join'],
    ['join', { $ne: '' }, allOfTopic],
    ['join', `topic:${id}`, { have: { $gt: '' }, isEnd: true }],
    ['join', `topic:${id}`, { have: {}, isEnd: 'yes' }],
    ['join', 'topic:../../1', allOfTopic],
    ['join', '__proto__:1', allOfTopic],
    ['say', `topic:${id}`, 'constructor', {}],
    ['say', `topic:${id}`, { toString: 1 }, {}],
    ['leave', 7],
  ]
  for (const [event = '', ...data] of forged) {
    const { socket, heard } = listenTo(holder.site)
    await once(socket as never, 'connect')
    const cut = cutWithin(socket, 2000)
    for (let count = 0; count < 5; count += 1) free(socket).emit(String(event), ...data)
    assert.equal(await cut, 'io server disconnect', JSON.stringify([event, ...data]))
    assert.deepEqual(heard, [])
  }
})

test('an acknowledgement that is no function, or comes twice, harms nobody', async () => {
  const { id } = await makeTopic()
  const { socket, join } = listenTo(holder.site)
  await once(socket as never, 'connect')
  free(socket).emit('join', `topic:${id}`, allOfTopic, 'no function')
  assert.equal((await join(`topic:${id}`)).ok, true)
})

test('a flood is not answered, and ends', async () => {
  const { id } = await makeTopic()
  const { socket } = listenTo(holder.site)
  await once(socket as never, 'connect')
  const cut = cutWithin(socket, 5000)
  for (let count = 0; count < 1000; count += 1) free(socket).emit('join', `topic:${id}`, allOfTopic)
  assert.equal(await cut, 'io server disconnect')
})

test('a message of a megabyte ends the connection before it is read', async () => {
  const { socket } = listenTo(holder.site)
  await once(socket as never, 'connect')
  const cut = cutWithin(socket, 5000)
  free(socket).emit('say', 'topic:1', 'typing', { words: 'a'.repeat(1_000_000) })
  assert.ok(await cut)
})

test('one page cannot listen to the whole site', async () => {
  const { join } = listenTo(holder.site)
  const answers = []
  for (let count = 0; count < 22; count += 1) {
    const { id } = await makeTopic()
    answers.push((await join(`topic:${id}`)).ok)
  }
  assert.deepEqual(answers.slice(-4), [true, true, false, false])
})

test('one connection is one person: who opens it a hundred times in one breath is closed', async () => {
  const agent = request(holder.site.server)
  const opened = await agent.get('/live/?EIO=4&transport=polling').expect(200)
  const { sid } = JSON.parse(opened.text.slice(1)) as { sid: string }
  const address = `/live/?EIO=4&transport=polling&sid=${sid}`
  const breath = Array(100).fill('40').join('\x1e')
  await agent.post(address).set('Content-Type', 'text/plain;charset=UTF-8').send(breath)
  const { text } = await agent.get(address)
  assert.ok(text.split('40{').length <= 2, text.slice(0, 300))
  assert.equal((await agent.get(address)).status, 400)
})

test('rooms of other names than ours are no way to be answered without end', async () => {
  const agent = request(holder.site.server)
  const opened = await agent.get('/live/?EIO=4&transport=polling').expect(200)
  const { sid } = JSON.parse(opened.text.slice(1)) as { sid: string }
  const address = `/live/?EIO=4&transport=polling&sid=${sid}`
  const breath = Array.from({ length: 100 }, (_, at) => `40/room${at},`).join('\x1e')
  await agent.post(address).set('Content-Type', 'text/plain;charset=UTF-8').send(breath)
  const { text } = await agent.get(address)
  assert.ok(text.split('Invalid namespace').length <= 10, String(text.split('Invalid namespace').length))
})
