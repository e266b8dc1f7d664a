import '../support/env.ts'

import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import type request from 'supertest'
import supertest from 'supertest'
import type { Account } from '../../src/auth/account.ts'
import { moveClock, resetClock } from '../../src/clock.ts'
import type { Board } from '../../src/forum/board.ts'
import { Topics } from '../../src/forum/topic.ts'
import { laterDone } from '../../src/live/later.ts'
import { Notifications } from '../../src/notifications/notification.ts'
import { makeAccount, signedInAgent, signIn } from '../support/accounts.ts'
import { makeBoard, makePost, makeTopic } from '../support/forum.ts'
import { forumSite } from '../support/forum-site.ts'

const holder = forumSite()
type Agent = ReturnType<typeof request.agent>

let board: Board
let author: Account
let agent: Agent
let reader: Account

beforeEach(async () => {
  resetClock()
  board = await makeBoard()
  author = await makeAccount()
  ;({ agent, account: reader } = await signedInAgent(holder.site))
})

interface Row {
  id: string
  unread: number | null
  unreadHref: string | null
  isMuted: boolean
}
interface List {
  topics: Row[]
  muted: Row[]
  next?: string
}

const json = (from: Agent, path: string) => from.get(path).set('Accept', 'application/json').expect(200)

async function listOf(from: Agent, path: string): Promise<List> {
  return (await json(from, path)).body
}

async function rowOf(from: Agent, id: number, path = `/c/${board.slug}`): Promise<Row | undefined> {
  const { topics, muted } = await listOf(from, path)
  return [...topics, ...muted].find((row) => row.id === String(id))
}

test('a topic of the last two days that was not opened is new, an older one is not', async () => {
  const topic = await makeTopic({ board, author })
  const row = await rowOf(agent, topic.id)
  assert.equal(row?.unread, 1)
  assert.equal(row?.unreadHref, `${topic.path}/1`)
  moveClock(3 * 86_400_000)
  assert.equal((await rowOf(agent, topic.id))?.unread, null)
})

test('what is older than the account is not news to it', async () => {
  const topic = await makeTopic({ board, author })
  const late = await signedInAgent(holder.site)
  assert.equal((await rowOf(late.agent, topic.id))?.unread, null)
  assert.equal(await rowOf(late.agent, topic.id, '/unread'), undefined)
})

test('opening a topic reads it, and a reply counts at once, with a link to it', async () => {
  const topic = await makeTopic({ board, author })
  await agent.get(topic.path).expect(200)
  assert.equal((await rowOf(agent, topic.id))?.unread, null)
  await makePost({ topic: topic.id, author })
  await makePost({ topic: topic.id, author })
  for (const path of ['/', '/latest', '/new', '/unread', `/c/${board.slug}`]) {
    const row = await rowOf(agent, topic.id, path)
    assert.equal(row?.unread, 2, path)
    assert.equal(row?.unreadHref, `${topic.path}/2`, path)
  }
  const page = await agent.get('/unread').expect(200)
  assert.match(page.text, /class="row row-unread"[\s\S]*2 new/)
})

test('a browser that fetches in advance has read nothing: the topic and the bell stay as they were', async () => {
  const topic = await makeTopic({ board, author })
  await agent.get(topic.path).expect(200)
  await makePost({ topic: topic.id, author, body: `@${reader.username} look` })
  await laterDone()
  const unread = () => Notifications.countDocuments({ account: reader._id, readAt: null })
  assert.equal(await unread(), 1)
  for (const path of [topic.path, `${topic.path}/2`]) {
    await agent.get(path).set('Sec-Purpose', 'prefetch;prerender').expect(200)
    await agent.head(path).expect(200)
  }
  await laterDone()
  assert.equal(await unread(), 1)
  assert.equal((await rowOf(agent, topic.id))?.unread, 1)
  await agent.get(topic.path).expect(200)
  await laterDone()
  assert.equal(await unread(), 0)
  assert.equal((await rowOf(agent, topic.id))?.unread, null)
})

test('one device sees at once what was read on the other', async () => {
  const topic = await makeTopic({ board, author })
  const other = supertest.agent(holder.site.server)
  await signIn(other, reader)
  assert.equal((await rowOf(other, topic.id))?.unread, 1)
  await agent.get(topic.path).expect(200)
  assert.equal((await rowOf(other, topic.id))?.unread, null)
})

test("one's own posts are not news, but what others wrote in between is", async () => {
  const topic = await makeTopic({ board, author: reader })
  await laterDone()
  assert.equal((await rowOf(agent, topic.id))?.unread, null)
  await makePost({ topic: topic.id, author })
  await makePost({ topic: topic.id, author: reader })
  await laterDone()
  assert.equal((await rowOf(agent, topic.id))?.unread, 2)
  await agent.get(topic.path).expect(200)
  await makePost({ topic: topic.id, author: reader })
  await laterDone()
  assert.equal((await rowOf(agent, topic.id))?.unread, null)
})

test('the first unread post has an address of its own', async () => {
  const topic = await makeTopic({ board, author })
  await agent.get(topic.path).expect(200)
  for (let n = 2; n <= 24; n += 1) await makePost({ topic: topic.id, author })
  const first = await agent.get(`/t/${topic.id}/unread`).expect(303)
  assert.equal(first.headers.location, `${topic.path}/2`)
  await agent.get(`${topic.path}/21`).expect(200)
  const last = await agent.get(`/t/${topic.id}/unread`).expect(303)
  assert.equal(last.headers.location, `${topic.path}/24`)
  await agent.get('/t/999999/unread').expect(404)
  await agent.get('/t/x/unread').expect(404)
})

test('a watched topic is unread whenever somebody writes, even if it was never opened', async () => {
  const topic = await makeTopic({ board, author })
  await agent.put(`/t/${topic.id}/level`).type('form').send({ level: 'watch' }).expect(303)
  moveClock(5 * 86_400_000)
  assert.equal((await rowOf(agent, topic.id, '/unread'))?.unread, 1)
})

test('a muted topic never counts, folds away in lists, and comes back', async () => {
  const topic = await makeTopic({ board, author, title: 'Not for me' })
  await agent.get(topic.path).expect(200)
  const muted = await agent
    .put(`/t/${topic.id}/level`)
    .set('Accept', 'application/json')
    .send({ level: 'mute' })
  assert.deepEqual(muted.body, { topic: String(topic.id), level: 'mute' })
  await makePost({ topic: topic.id, author })
  assert.equal(await rowOf(agent, topic.id, '/unread'), undefined)
  const list = await listOf(agent, `/c/${board.slug}`)
  assert.deepEqual(list.topics, [])
  assert.equal(list.muted[0]?.isMuted, true)
  assert.equal(list.muted[0]?.unread, null)
  const page = await agent.get(`/c/${board.slug}`).expect(200)
  assert.match(page.text, /<details[^>]*>\s*<summary>1 topic you muted<\/summary>[\s\S]*Not for me/)
  await agent.put(`/t/${topic.id}/level`).send({ level: 'normal' })
  assert.equal((await rowOf(agent, topic.id))?.unread, 1)
})

test('levels: a stranger is asked to sign in, nonsense is refused, closed boards stay closed', async () => {
  const topic = await makeTopic({ board, author })
  const stranger = supertest(holder.site.server)
  await stranger
    .put(`/t/${topic.id}/level`)
    .set('Accept', 'application/json')
    .send({ level: 'mute' })
    .expect(401)
  for (const level of ['', 'loud', { $ne: '' }, ['mute', 'watch'], null])
    await agent.put(`/t/${topic.id}/level`).send({ level }).expect(422)
  const hidden = await makeTopic({ board: await makeBoard({ audience: 'staff' }) })
  await agent.put(`/t/${hidden.id}/level`).send({ level: 'watch' }).expect(404)
  await agent.get(`/t/${hidden.id}/unread`).expect(404)
})

test('unread pages by key, newest activity first, each topic once', async () => {
  const ids: string[] = []
  for (let n = 0; n < 35; n += 1) ids.unshift(String((await makeTopic({ board, author })).id))
  const first = await listOf(agent, '/unread')
  const second = await listOf(agent, String(first.next))
  assert.deepEqual([...first.topics, ...second.topics].map((row) => row.id).slice(0, 35), ids)
  await agent.get('/unread?before=x').expect(422)
})

test('a watched topic far down is found by looking further back', async () => {
  const deep = await makeTopic({ board, author, title: 'Far down' })
  await agent.put(`/t/${deep.id}/level`).send({ level: 'watch' }).expect(303)
  const raw = await Topics.collection.findOne({ _id: deep.id as never })
  const rows = Array.from({ length: 1000 }, (_, at) => ({
    ...raw,
    _id: 500_000 + at,
    createdAt: new Date(0),
    lastAt: new Date(Date.now() + at),
  }))
  await Topics.collection.insertMany(rows as never)
  const ids = async (path: string) => (await listOf(agent, path)).topics.map((row) => row.id)
  const page = await agent.get('/unread').expect(200)
  assert.match(page.text, /Nothing unread so far[\s\S]*Look further back/)
  const first = await listOf(agent, '/unread')
  assert.deepEqual(first.topics, [])
  assert.ok((await ids(String(first.next))).includes(String(deep.id)))
  await Topics.collection.deleteMany({ _id: { $gte: 500_000 } as never })
})

test('who has read everything is told so', async () => {
  const late = await signedInAgent(holder.site)
  const page = await late.agent.get('/unread').expect(200)
  assert.match(page.text, /You have read everything/)
})
