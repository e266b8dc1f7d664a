import '../support/env.ts'

import assert from 'node:assert/strict'
import { test } from 'node:test'
import supertest from 'supertest'
import { type Account, Accounts } from '../../src/auth/account.ts'
import { Posts } from '../../src/forum/post.ts'
import { removePost } from '../../src/forum/removal.ts'
import { retitleTopic } from '../../src/forum/stewardship.ts'
import { makeAccount } from '../support/accounts.ts'
import { makeBoard, makePost, makeTopic } from '../support/forum.ts'
import { forumSite } from '../support/forum-site.ts'

const holder = forumSite()

interface Piece {
  text: string
  isHit: boolean
}
interface Found {
  href: string
  number: number
  title: Piece[]
  excerpt: Piece[]
}

const get = (query: string) => supertest(holder.site.server).get(`/search?${query}`)
const json = (fields: Record<string, string>) =>
  get(String(new URLSearchParams(fields))).set('Accept', 'application/json')

async function find(
  fields: Record<string, string>,
): Promise<{ posts: Found[]; next?: string; people: { username: string }[] }> {
  return (await json(fields).expect(200)).body
}

const wholeText = (pieces: Piece[]) => pieces.map(({ text }) => text).join('')
const hits = (pieces: Piece[]) => pieces.filter(({ isHit }) => isHit).map(({ text }) => text)

test('titles and texts are searched, newest first, with the words marked', async () => {
  const topic = await makeTopic({ title: 'Growing tomatoes', body: 'Seeds in March.' })
  await makePost({ topic: topic.id, body: 'My **tomato** plants like the sun.' })
  const { posts } = await find({ q: 'tomatoes' })
  assert.deepEqual(
    posts.map((post) => post.number),
    [2, 1],
  )
  assert.equal(posts[0]?.href, `${topic.path}/2#post-2`)
  assert.deepEqual(hits(posts[0]?.excerpt ?? []), ['tomato'])
  assert.deepEqual(hits(posts[1]?.title ?? []), ['tomatoes'])
  const page = await get('q=tomatoes').expect(200)
  assert.match(page.text, /Growing <mark>tomatoes<\/mark>/)
  assert.match(page.text, /<meta name="robots" content="noindex">/)
})

test('all words must be there, in any form; quoted words as they stand', async () => {
  const topic = await makeTopic({ title: 'Wandern', body: 'We walked along the river with heavy boots.' })
  await makePost({ topic: topic.id, body: 'The river was walking ahead of us; no shoes.' })
  assert.equal((await find({ q: 'river walking' })).posts.length, 2)
  assert.equal((await find({ q: 'rivers boots' })).posts.length, 1)
  assert.equal((await find({ q: 'river submarine' })).posts.length, 0)
  assert.equal((await find({ q: '"along the river"' })).posts.length, 1)
  assert.equal((await find({ q: '"river along"' })).posts.length, 0)
  assert.equal((await find({ q: 'river -boots' })).posts.length, 1, 'a minus is no operator')
})

test('accents and capitals make no difference', async () => {
  await makeTopic({ title: 'Café Müller', body: 'Crème brûlée.' })
  for (const q of ['cafe', 'CAFÉ', 'creme brulee', 'muller'])
    assert.equal((await find({ q })).posts.length, 1, q)
})

test('a board filters, and an unknown one is a fault of its field', async () => {
  const [one, two] = [await makeBoard(), await makeBoard()]
  await makeTopic({ board: one, title: 'Wombats here' })
  await makeTopic({ board: two, title: 'Wombats there' })
  assert.equal((await find({ q: 'wombats' })).posts.length, 2)
  const { posts } = await find({ q: 'wombats', board: two.slug })
  assert.deepEqual(
    posts.map(({ title }) => wholeText(title)),
    ['Wombats there'],
  )
  const page = await get('q=wombats&board=nowhere').expect(422)
  assert.match(page.text, /There is no such board/)
  assert.match(page.text, /value="wombats"/, 'the words are still in the form')
})

test('a title is found as long as its topic stands, also after its first post was removed', async () => {
  const author = await makeAccount()
  const topic = await makeTopic({ author, title: 'Feeding capercaillies' })
  const replies = [await makePost({ topic: topic.id }), await makePost({ topic: topic.id, author })]
  const found = async (q: string) => (await find({ q })).posts.map((post) => post.number)
  assert.deepEqual(await found('capercaillies'), [1])
  await removePost(author, String(topic.post._id))
  assert.deepEqual(await found('capercaillies'), [2])
  await retitleTopic(author, topic.id, { title: 'Feeding ptarmigans' })
  assert.deepEqual(await found('ptarmigans'), [2])
  assert.deepEqual(await found('capercaillies'), [])
  const other = await Accounts.findById(replies[0]?.author).lean()
  await removePost(other as Account, String(replies[0]?._id))
  assert.deepEqual(await found('ptarmigans'), [3])
  await removePost(author, String(replies[1]?._id))
  assert.deepEqual(await found('ptarmigans'), [])
  assert.equal(JSON.stringify(await Posts.find({ topic: topic.id }).lean()).includes('ptarmigans'), false)
})

test('a new title at the moment when the first post goes is the one that is found', async () => {
  for (let round = 0; round < 5; round += 1) {
    const topic = await makeTopic({ title: `Nightjars ${round}` })
    await makePost({ topic: topic.id })
    await Promise.all([
      removePost(topic.author, String(topic.post._id)),
      retitleTopic(topic.author, topic.id, { title: `Whimbrels ${round}` }),
    ])
    assert.equal((await find({ q: `whimbrels ${round}` })).posts.length, 1)
  }
  assert.equal((await find({ q: 'nightjars' })).posts.length, 0)
})

test('results page by key, each once', async () => {
  const topic = await makeTopic({ title: 'Counting', body: 'kangaroo 1' })
  for (let n = 2; n <= 45; n += 1)
    await makePost({ topic: topic.id, author: topic.author, body: `kangaroo ${n}` })
  const numbers: number[] = []
  for (let path: string | undefined = '/search?q=kangaroo'; path; ) {
    const answer: { body: { posts: Found[]; next?: string } } = await supertest(holder.site.server)
      .get(path)
      .set('Accept', 'application/json')
      .expect(200)
    numbers.push(...answer.body.posts.map((post) => post.number))
    path = answer.body.next
  }
  assert.deepEqual(
    numbers,
    Array.from({ length: 45 }, (_, at) => 45 - at),
  )
})

test('people are found by the beginning of their user name or of a word of their name', async () => {
  await makeAccount({ username: 'quillan', name: 'Rosa Díaz' })
  await makeAccount({ username: 'quilted', name: 'Someone else' })
  await makeAccount({ username: 'quilunconfirmed', confirmedAt: null })
  const names = async (q: string) => (await find({ q })).people.map(({ username }) => username).sort()
  assert.deepEqual(await names('quil'), ['quillan', 'quilted'])
  assert.deepEqual(await names('@QUILLAN'), ['quillan'])
  assert.deepEqual(await names('diaz'), ['quillan'])
  assert.deepEqual(await names('rosa dia'), ['quillan'])
  assert.deepEqual(await names('uillan'), [], 'not from the middle')
  for (const q of ['.*', '^q', 'qu[i]l', 'q.*n']) assert.deepEqual(await names(q), [], q)
})

test('everything found is text: markup in posts and names stays text', async () => {
  await makeTopic({
    title: '<img src=x onerror=alert(1)> narwhal',
    body: '`<script>alert(1)</script>` narwhal',
  })
  const page = await get('q=narwhal').expect(200)
  assert.doesNotMatch(page.text, /<img|<script>alert/)
  assert.match(page.text, /&lt;img src(=|&#x3D;)x/)
})

test('operators, bombs and floods are only words, quickly answered', async () => {
  await makeTopic({ title: 'Plain', body: 'An ordinary sentence.' })
  const typed = [
    '-ordinary',
    '$where',
    '{"$gt":""}',
    '(a+)+$',
    '[',
    '\\',
    '"',
    '"""',
    '*',
    'a'.repeat(200),
    '<script>',
    '%00',
    '__proto__',
    '-"x" -y',
    'ordinary\u0000 sentence',
  ]
  for (const q of typed) {
    const { status } = await json({ q })
    // A search that takes longer than a second is given up, and answered 503.
    assert.equal(status, 200, q)
  }
  assert.equal((await find({ q: '-ordinary' })).posts.length, 1)
})

test('too long a text is refused kindly, repeated and nested fields too', async () => {
  for (const length of [201, 10_000]) {
    const page = await get(`q=${'word+'.repeat(length / 5 + 1)}`).expect(422)
    assert.match(page.text, /keep this to 200 characters/)
  }
  for (const query of ['q=a&q=b', 'q=a&board=x&board=y', 'q=a&before=x', 'q=a&before=1.1'])
    await get(query).expect(422)
  await get('q[$gt]=&q[$ne]=x').expect(200)
})

test('an empty search shows the form, one without results says what to try', async () => {
  const form = await supertest(holder.site.server).get('/search').expect(200)
  assert.match(form.text, /<form class="form" action="\/search"/)
  assert.doesNotMatch(form.text, /Nothing found/)
  const none = await get('q=xylophonist').expect(200)
  assert.match(none.text, /Nothing found/)
})
