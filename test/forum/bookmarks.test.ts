import '../support/env.ts'

import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import supertest from 'supertest'
import { Bookmarks } from '../../src/forum/bookmark.ts'
import { signedInAgent } from '../support/accounts.ts'
import { makeBoard, makePost, makeTopic } from '../support/forum.ts'
import { forumSite } from '../support/forum-site.ts'

const holder = forumSite()
let agent: ReturnType<typeof supertest.agent>
let account: string

beforeEach(async () => {
  const made = await signedInAgent(holder.site)
  agent = made.agent
  account = String(made.account._id)
})

const listed = async (path = '/bookmarks') =>
  (await agent.get(path).set('Accept', 'application/json').expect(200)).body

test('a bookmarked post is found again, newest bookmark first, and shown as marked in its topic', async () => {
  const topic = await makeTopic({ title: 'Bread', body: 'Flour and water.' })
  const reply = await makePost({ topic: topic.id, body: 'And salt.' })
  await agent
    .put(`/posts/${topic.post._id}/bookmark`)
    .expect(303)
    .expect('Location', `${topic.path}/1#post-1`)
  await agent.post(`/posts/${reply._id}/bookmark?_method=PUT`).expect(303)
  const { posts } = await listed()
  assert.deepEqual(
    posts.map((post: { excerpt: string }) => post.excerpt),
    ['And salt.', 'Flour and water.'],
  )
  assert.equal(posts[0].href, `${topic.path}/2#post-2`)
  const page = await agent.get(topic.path).expect(200)
  assert.equal(page.text.match(/aria-pressed="true">\s*<svg[^>]*>[\s\S]*?Bookmarked/g)?.length, 2)
  assert.equal(page.text.match(/bookmark\?_method=DELETE/g)?.length, 2)
  const guest = await supertest(holder.site.server).get(topic.path).expect(200)
  assert.doesNotMatch(guest.text, /bookmark/)
})

test('the same bookmark twice, also at once, is one; letting go twice is no fault', async () => {
  const { post } = await makeTopic()
  const put = () => agent.put(`/posts/${post._id}/bookmark`).set('Accept', 'application/json')
  const answers = await Promise.all([put(), put(), put(), put()])
  for (const { status, body } of answers)
    assert.deepEqual([status, body], [200, { post: String(post._id), isBookmarked: true }])
  assert.equal(await Bookmarks.countDocuments({ account }), 1)
  await agent.delete(`/posts/${post._id}/bookmark`).expect(303)
  const again = await agent
    .delete(`/posts/${post._id}/bookmark`)
    .set('Accept', 'application/json')
    .expect(200)
  assert.equal(again.body.isBookmarked, false)
  assert.deepEqual((await listed()).posts, [])
})

test('letting go in the list leads back to the list, and nowhere else that is asked for', async () => {
  const { post } = await makeTopic()
  const letGo = (back: string) =>
    agent.post(`/posts/${post._id}/bookmark?_method=DELETE`).type('form').send({ back })
  await letGo('/bookmarks').expect(303).expect('Location', '/bookmarks')
  await letGo('https://else.example/').expect(422)
})

test('bookmarks are for members, and each sees only their own', async () => {
  const { post } = await makeTopic()
  await agent.put(`/posts/${post._id}/bookmark`).expect(303)
  const other = await signedInAgent(holder.site)
  const theirs = await other.agent.get('/bookmarks').set('Accept', 'application/json').expect(200)
  assert.deepEqual(theirs.body.posts, [])
  const stranger = supertest(holder.site.server)
  await stranger.get('/bookmarks').expect(303)
  await stranger.put(`/posts/${post._id}/bookmark`).set('Accept', 'application/json').expect(401)
})

test('what cannot be read cannot be bookmarked', async () => {
  const hidden = await makeTopic({ board: await makeBoard({ audience: 'staff' }) })
  await agent.put(`/posts/${hidden.post._id}/bookmark`).expect(404)
  await agent.put('/posts/ffffffffffffffffffffffff/bookmark').expect(404)
  for (const id of ['x', '1', '%7B%22%24gt%22%3A%22%22%7D'])
    await agent.put(`/posts/${id}/bookmark`).expect(404)
  assert.equal(await Bookmarks.countDocuments({ account }), 0)
})

test('the list pages by key, is empty kindly, and refuses broken cursors', async () => {
  const empty = await agent.get('/my/bookmarks').expect(200)
  assert.match(empty.text, /Only you can see this list/)
  assert.match(empty.text, /No bookmarks here/)
  const topic = await makeTopic()
  await agent.put(`/posts/${topic.post._id}/bookmark`)
  for (let n = 0; n < 21; n += 1) {
    const post = await makePost({ topic: topic.id, author: topic.author })
    await agent.put(`/posts/${post._id}/bookmark`).expect(303)
  }
  const first = await listed()
  const second = await listed(first.next)
  const numbers = [...first.posts, ...second.posts].map((post: { number: number }) => post.number)
  assert.deepEqual(
    numbers,
    Array.from({ length: 22 }, (_, at) => 22 - at),
  )
  await agent.get('/bookmarks?before=1.1').expect(422)
})
