import '../support/env.ts'

import assert from 'node:assert/strict'
import { after, beforeEach, test } from 'node:test'
import request from 'supertest'
import { minutes, moveClock, resetClock } from '../../src/clock.ts'
import { type Board, Boards } from '../../src/forum/board.ts'
import { Posts } from '../../src/forum/post.ts'
import { Topics } from '../../src/forum/topic.ts'
import { changed } from '../../src/live/bus.ts'
import { makeAccount } from '../support/accounts.ts'
import { makeBoard, makePost, makeTopic } from '../support/forum.ts'
import { before } from '../support/hooks.ts'
import { connectSite, type TestSite } from '../support/site.ts'

let site: TestSite
let board: Board

before(async () => {
  site = await connectSite()
})
beforeEach(async () => {
  resetClock()
  // Numbers go on rising, as they do in life: what is remembered about a topic stays true.
  for (const model of [Boards, Topics, Posts]) await model.collection.deleteMany({})
  await changed('boards', 'home', 'lists')
  board = await makeBoard({ name: 'Open board', description: 'For everything.' })
})
after(() => site.close())

const json = (path: string) => request(site.server).get(path).set('Accept', 'application/json')
const titles = (answer: { body: { topics: { title: string }[] } }) =>
  answer.body.topics.map(({ title }) => title)

async function manyTopics(count: number) {
  const author = await makeAccount()
  const made = []
  for (let n = 1; n <= count; n += 1) made.push(await makeTopic({ board, author, title: `Topic ${n}` }))
  return made
}

async function walk(path: string): Promise<string[]> {
  const seen: string[] = []
  for (let next: string | undefined = path; next; ) {
    const answer: { body: { topics: { title: string }[]; next?: string } } = await json(next).expect(200)
    seen.push(...titles(answer))
    next = answer.body.next
  }
  return seen
}

test('an empty forum says what to do next', async () => {
  for (const path of ['/', '/latest', '/new', '/top', `/c/${board.slug}`]) {
    const page = await request(site.server).get(path).expect(200)
    assert.match(page.text, /class="empty"/, path)
    assert.match(page.text, /<h1>/, path)
  }
})

test('the home page shows boards with their words and audience, then the latest topics', async () => {
  await manyTopics(2)
  const page = await request(site.server).get('/').expect(200)
  assert.match(
    page.text,
    /Open board[\s\S]*For everything\.[\s\S]*Open to everybody[\s\S]*Topic 2[\s\S]*Topic 1/,
  )
  assert.match(page.text, /<link rel="canonical" href="http:\/\/localhost:3000\/">/)
  assert.match(page.text, /type="application\/atom\+xml"[^>]*href="\/feed"/)
})

test('lists page by key: every topic once, in order, also when all were written in the same moment', async () => {
  await manyTopics(65)
  await Topics.collection.updateMany({ _id: { $gt: 0 } as never }, { $set: { lastAt: new Date() } })
  await changed('lists', 'home', 'boards', `board:${board.slug}`)
  const expected = Array.from({ length: 65 }, (_, at) => `Topic ${65 - at}`)
  assert.deepEqual(await walk('/latest'), expected)
  assert.deepEqual(await walk('/new'), expected)
  assert.deepEqual(await walk(`/c/${board.slug}`), expected)
})

test('what is written while somebody pages is neither skipped nor shown twice', async () => {
  const topics = await manyTopics(33)
  const first = await json('/latest').expect(200)
  await makeTopic({ board, title: 'In between' })
  const second = await json(first.body.next).expect(200)
  assert.deepEqual(titles(second), ['Topic 3', 'Topic 2', 'Topic 1'])
  assert.equal(second.body.previous, '/latest')
  assert.equal(topics.length, 33)
})

test('a reply brings its topic to the top at once', async () => {
  const [oldest] = await manyTopics(3)
  assert.equal(titles(await json('/latest'))[0], 'Topic 3')
  const author = await makeAccount({ name: 'Rosa' })
  await makePost({ topic: Number(oldest?.id), author })
  const after = await json('/latest')
  assert.equal(titles(after)[0], 'Topic 1')
  assert.equal(after.body.topics[0].replies, 1)
  assert.deepEqual(after.body.topics[0].lastBy, { username: author.username, name: 'Rosa' })
  assert.equal(titles(await json('/new'))[0], 'Topic 3', 'new goes by beginning')
})

test('a board shows pinned topics first, and only on its first page', async () => {
  const [oldest] = await manyTopics(35)
  await Topics.collection.updateOne({ _id: oldest?.id as never }, { $set: { pinnedAt: new Date() } })
  await changed(`board:${board.slug}`)
  const first = await json(`/c/${board.slug}`)
  assert.equal(titles(first)[0], 'Topic 1')
  assert.equal(first.body.topics[0].isPinned, true)
  assert.equal(first.body.topics.length, 31)
  assert.ok(!titles(await json(first.body.next)).includes('Topic 1'))
  assert.equal(titles(await json('/latest'))[0], 'Topic 35', 'a pin counts in its board only')
})

test('top counts the replies of the period, and says so', async () => {
  // What was counted before stands for 200 seconds at most.
  moveClock(minutes(4))
  const [first, second, third] = await manyTopics(3)
  const author = await makeAccount()
  for (const topic of [first, second, second, third]) await makePost({ topic: Number(topic?.id), author })
  const page = await request(site.server).get('/top').expect(200)
  assert.match(page.text, /most replies in the last 7 days/)
  assert.deepEqual(titles(await json('/top')), ['Topic 2', 'Topic 3', 'Topic 1'])
  moveClock(8 * 86_400_000)
  assert.deepEqual(titles(await json('/top')), [])
  assert.deepEqual(titles(await json('/top/month')), ['Topic 2', 'Topic 3', 'Topic 1'])
  await json('/top/century').expect(404)
})

test('garbage and forged cursors are answered kindly, never with a fault of ours', async () => {
  await manyTopics(1)
  for (const path of ['/latest', '/new', '/top', `/c/${board.slug}`]) {
    for (const before of [
      'x',
      '',
      '1',
      '-1.-1',
      '1.1;drop',
      '{"$gt":""}',
      '9'.repeat(500),
      '%00',
      '1.1&before=1.1',
    ])
      if (!(path === '/new' && before === '1')) {
        const answer = await request(site.server).get(`${path}?before=${before}`)
        assert.equal(answer.status, 422, `${path} ${before}`)
        assert.match(answer.text, /start from the top/, `${path} ${before}`)
      }
  }
  for (const forged of ['zzzzzzzzz.999999999', '0.0']) await json(`/latest?before=${forged}`).expect(200)
  await json('/c/no-such-board').expect(404)
  await json('/c/%2e%2e').expect(404)
})

test('a guest reads a list from memory, and not after anything in it changed', async () => {
  await manyTopics(1)
  const first = await request(site.server).get('/latest').expect(200)
  const etag = String(first.headers.etag)
  await request(site.server).get('/latest').set('If-None-Match', etag).expect(304)
  await makeTopic({ board, title: 'Something newer' })
  const second = await request(site.server).get('/latest').set('If-None-Match', etag).expect(200)
  assert.match(second.text, /Something newer/)
})

test('a title is text, whatever is in it', async () => {
  await makeTopic({ board, title: '<script>alert(1)</script> & "more"' })
  const page = await request(site.server).get('/').expect(200)
  assert.ok(!page.text.includes('<script>alert'))
  assert.ok(page.text.includes('&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;more&quot;'))
})

test('unread is for members: a guest is asked to sign in', async () => {
  const page = await request(site.server).get('/unread').expect(303)
  assert.equal(page.headers.location, '/sign-in?next=%2Funread')
  await json('/unread').expect(401)
})
