import '../support/env.ts'

import assert from 'node:assert/strict'
import { test } from 'node:test'
import supertest from 'supertest'
import { Accounts } from '../../src/auth/account.ts'
import { takeNumber } from '../../src/database/numbers.ts'
import { Boards } from '../../src/forum/board.ts'
import { completeTopics } from '../../src/forum/complete.ts'
import { Posts } from '../../src/forum/post.ts'
import { Topics } from '../../src/forum/topic.ts'
import { loadForum } from '../../src/seeding/load/load.ts'
import { loadPassword } from '../../src/seeding/load/people.ts'
import { drawSizes } from '../../src/seeding/load/sizes.ts'
import { seededRandom } from '../../src/seeding/random.ts'
import { signIn } from '../support/accounts.ts'
import { makePost, makeTopic } from '../support/forum.ts'
import { forumSite } from '../support/forum-site.ts'

const holder = forumSite()
const get = (path: string) => supertest(holder.site.server).get(path)
const json = async (path: string) => (await get(path).set('Accept', 'application/json').expect(200)).body

test('topics have the sizes that were asked for, all together', () => {
  for (const [posts, topics] of [
    [1000, 40],
    [40, 40],
    [7, 1],
  ] as const) {
    const sizes = drawSizes(posts, topics, seededRandom(1))
    assert.equal(sizes.length, topics)
    assert.equal(
      sizes.reduce((sum, size) => sum + size, 0),
      posts,
    )
    assert.ok(Math.min(...sizes) >= 1)
  }
})

test('a bulk load adds whole topics, and search finds their words and those of before', async () => {
  const before = await makeTopic({ title: 'Here before the flood', body: 'A zebra in the high street.' })
  const said: string[] = []
  await loadForum({ posts: 2000, topics: 80, members: 20, boards: 3 }, (text) => said.push(text), true)
  assert.equal(await Posts.countDocuments(), 2001)
  assert.equal(await Topics.countDocuments(), 81)
  assert.equal(await Boards.countDocuments(), 4)
  assert.equal(await Accounts.countDocuments({ username: /^m-/ }), 20)
  assert.match(said.join('\n'), /2,000 of 2,000 posts/)
  const indexes = Object.keys(await Posts.collection.indexInformation())
  assert.ok(indexes.includes('words'), indexes.join())
  assert.equal((await json('/search?q=zebra')).posts.length, 1)
  assert.ok((await json('/search?q=spoonbill')).posts.length > 0)
  assert.equal((await json(before.path)).title, 'Here before the flood')
})

test('numbers, tails and times of what was added agree', async () => {
  const topics = await Topics.find().sort({ _id: 1 }).lean()
  let last = 0
  for (const topic of topics) {
    const posts = await Posts.find({ topic: topic._id }).sort({ number: 1 }).lean()
    assert.deepEqual(
      posts.map((post) => post.number),
      posts.map((_, index) => index + 1),
    )
    const newest = posts.at(-1)
    assert.equal(topic.lastNumber, newest?.number)
    assert.deepEqual(topic.lastAt, newest?.createdAt)
    assert.deepEqual(topic.lastAuthor, newest?.author)
    assert.equal(posts[0]?.title, topic.title)
    assert.ok(posts.every((post) => post.board.equals(topic.board)))
    if (topic.title.endsWith(')')) {
      assert.ok(topic.createdAt.getTime() > last, 'numbers rise with time')
      last = topic.createdAt.getTime()
    }
  }
  const byId = await Posts.find({ title: { $exists: false } }, 'createdAt')
    .sort({ _id: 1 })
    .lean()
  const times = byId.map((post) => post.createdAt.getTime())
  assert.deepEqual(
    times,
    times.toSorted((a, b) => a - b),
    'ids rise with time',
  )
  await completeTopics()
  assert.deepEqual(await Topics.find().sort({ _id: 1 }).lean(), topics, 'the next start has nothing to mend')
})

test('the forum goes on from there', async () => {
  assert.ok((await takeNumber('topic')) > 81)
  const topic = await Topics.findOne({ title: /\)$/ }).lean()
  assert.ok(topic)
  const post = await makePost({ topic: topic._id })
  assert.equal(post.number, topic.lastNumber + 1)
  const home = await get('/').expect(200)
  assert.match(home.text, /Load \w+, board 1/)
  const member = await Accounts.findOne({ username: /^m-.*-7$/ }).lean()
  const agent = supertest.agent(holder.site.server)
  await signIn(agent, { username: member?.username ?? '' }, loadPassword)
})

test('while the index of words is being built, search says so politely', async () => {
  await Posts.collection.dropIndex('words')
  const answer = await get('/search?q=zebra')
  assert.equal(answer.status, 503)
  assert.match(answer.text, /put in order/)
})
