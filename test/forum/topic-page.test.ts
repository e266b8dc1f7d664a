import '../support/env.ts'

import assert from 'node:assert/strict'
import { test } from 'node:test'
import mongoose from 'mongoose'
import request from 'supertest'
import { saveProfile } from '../../src/auth/account.ts'
import { Posts } from '../../src/forum/post.ts'
import { flushReadings } from '../../src/forum/reading.ts'
import { removePost } from '../../src/forum/removal.ts'
import { flushTails } from '../../src/forum/topic-tails.ts'
import { laterDone } from '../../src/live/later.ts'
import { makeAccount, signedInAgent } from '../support/accounts.ts'
import { makeBoard, makePost, makeTopic } from '../support/forum.ts'
import { forumSite } from '../support/forum-site.ts'

const here = forumSite()
const guest = () => request(here.site.server)

async function longTopic(posts: number) {
  const author = await makeAccount()
  const made = await makeTopic({ author })
  for (let number = 2; number <= posts; number++)
    await makePost({ topic: made.id, author, body: `this is post ${number}.` })
  return made
}

test('a page shows twenty posts and the way to the others', async () => {
  const { path } = await longTopic(45)
  const first = await guest().get(path).set('Accept', 'application/json').expect(200)
  assert.deepEqual(
    first.body.posts.map((post: { number: number }) => post.number),
    Array.from({ length: 20 }, (_, n) => n + 1),
  )
  assert.equal(first.body.previous, null)
  assert.equal(first.body.next, `${path}/21`)
  const middle = await guest().get(`${path}/33`).set('Accept', 'application/json').expect(200)
  assert.equal(middle.body.posts[0].number, 21)
  assert.equal(middle.body.previous, path)
  assert.equal(middle.body.next, `${path}/41`)
  const last = await guest().get(`${path}/41`).expect(200)
  assert.match(last.text, /this is post 45\./)
  assert.match(last.text, new RegExp(`<link rel="canonical" href="http://localhost:3000${path}/41">`))
})

test('a number beyond the end leads to the newest post', async () => {
  const { path } = await longTopic(2)
  const answer = await guest().get(`${path}/99`).expect(302)
  assert.equal(answer.headers.location, `${path}/2#post-2`)
})

test('a page whose numbers are all missing does not hide those that follow', async () => {
  const { id, path } = await longTopic(2)
  await Posts.collection.updateOne({ topic: id, number: 2 }, { $set: { number: 70 } })
  const page = await guest().get(path).set('Accept', 'application/json')
  assert.equal(page.body.next, `${path}/61`)
})

test('a wrong title in the address redirects, and so does the number alone', async () => {
  const { id, path } = await makeTopic()
  assert.equal((await guest().get(`/t/${id}`).expect(301)).headers.location, path)
  assert.equal((await guest().get(`/t/nonsense/${id}`).expect(301)).headers.location, path)
  assert.equal((await guest().get(`/t/nonsense/${id}/7`).expect(301)).headers.location, `${path}/7`)
})

test('the view model is the contract for programs', async () => {
  const { id, path, author, board, post } = await makeTopic({ title: 'Of Contracts', body: 'hello' })
  const { body } = await guest().get(path).set('Accept', 'application/json').expect(200)
  assert.equal(body.id, String(id))
  assert.equal(body.slug, 'of-contracts')
  assert.equal(body.title, 'Of Contracts')
  assert.equal(body.board.slug, board.slug)
  const [shown] = body.posts
  assert.equal(shown.id, String(post._id))
  assert.deepEqual(shown.author, { username: author.username, name: author.name })
  assert.equal(shown.html, '<p>hello</p>')
  assert.equal(shown.revision, 1)
  assert.equal(JSON.stringify(body).includes(String(author._id)), false, 'account ids stay inside')
})

test('guests get the same bytes and an invitation; members get the reply box', async () => {
  const { path } = await makeTopic()
  const [one, two] = [await guest().get(path), await guest().get(path)]
  assert.equal(one.text, two.text)
  assert.match(one.text, /<a href="\/sign-up">Join<\/a> or/)
  assert.doesNotMatch(one.text, /<textarea/)
  const { agent } = await signedInAgent(here.site)
  const page = await agent.get(path).expect(200)
  assert.match(page.text, /<textarea/)
  assert.match(page.text, /Anyone on the internet can read this\./)
  assert.match(page.text, /Copies that other people make are beyond our control\./)
})

test('only own posts carry the ways to edit and delete them', async () => {
  const { agent, account } = await signedInAgent(here.site)
  const { id, path, post } = await makeTopic()
  const mine = await makePost({ topic: id, author: account })
  const { text } = await agent.get(path)
  assert.match(text, new RegExp(`/posts/${mine._id}/edit`))
  assert.match(text, new RegExp(`/posts/${mine._id}/delete`))
  assert.doesNotMatch(text, new RegExp(`/posts/${post._id}/(edit|delete)`))
  const { text: forGuests } = await guest().get(path)
  assert.doesNotMatch(forGuests, /\/(edit|delete)"/)
})

test('what is new since the last visit is marked', async () => {
  const { agent } = await signedInAgent(here.site)
  const { id, path } = await makeTopic()
  assert.doesNotMatch((await agent.get(path)).text, /New since your last visit/)
  await makePost({ topic: id })
  assert.match((await agent.get(path)).text, /New since your last visit/)
  assert.doesNotMatch((await agent.get(path)).text, /New since your last visit/)
})

test('the address ?quote= puts the quoted post into the reply box', async () => {
  const { agent } = await signedInAgent(here.site)
  const { id, path } = await makeTopic()
  const { text } = await agent.get(`${path}?quote=1`)
  assert.match(text, new RegExp(`\\[quote ${id}/1@1\\]`))
})

test('public topics describe themselves to search engines, others do not', async () => {
  const { path } = await makeTopic({ title: 'Open talk', body: 'for </script> everybody' })
  const open = await guest().get(path)
  const [, data = ''] = open.text.match(/<script type="application\/ld\+json">(.*?)<\/script>/) ?? []
  const read = JSON.parse(data)
  assert.equal(read['@type'], 'DiscussionForumPosting')
  assert.equal(read.headline, 'Open talk')
  assert.match(open.text, /<meta property="og:description" content="for/)
  assert.match(open.text, /<meta property="og:title" content="Open talk">/)
  assert.match(open.text, new RegExp(`<meta property="og:url" content="http://localhost:3000${path}">`))
  assert.match(open.text, /application\/atom\+xml/)
  assert.equal(
    open.headers['strict-transport-security'],
    undefined,
    'on http there is no https to come back to',
  )
  const board = await makeBoard({ audience: 'members' })
  const closed = await makeTopic({ board })
  await guest().get(closed.path).expect(404)
  await guest().get(`/posts/${closed.post._id}`).expect(404)
  await guest().get(`/posts/${closed.post._id}/revisions`).expect(404)
  const { agent } = await signedInAgent(here.site)
  const page = await agent.get(closed.path).expect(200)
  assert.doesNotMatch(page.text, /ld\+json|atom\+xml/)
  assert.match(page.text, /noindex/)
  assert.match(page.text, /Everybody who is signed in can read this\./)
})

test('a topic whose first post was removed is not described by the words of somebody else', async () => {
  const board = await makeBoard({ name: 'Garden walls' })
  const { id, path, post, author } = await makeTopic({ board, title: 'Open talk', body: 'my own words' })
  await makePost({ topic: id, body: 'an answer from somebody else' })
  assert.match((await guest().get(path)).text, /<meta property="og:description" content="my own words">/)
  await removePost(author, String(post._id))
  const { text } = await guest().get(path)
  for (const name of ['name="description"', 'property="og:description"'])
    assert.match(text, new RegExp(`<meta ${name} content="“Open talk”, a topic in Garden walls.">`))
})

test('a new name shows on pages that were kept', async () => {
  const { path, author } = await makeTopic()
  await guest().get(path)
  await saveProfile(String(author._id), { name: 'Brand New Name', bio: '' })
  assert.match((await guest().get(path)).text, /Brand New Name/)
})

test('a page that a member saw a moment ago costs no query', async () => {
  const { agent } = await signedInAgent(here.site)
  const { path } = await longTopic(3)
  await agent.get(path).expect(200)
  await laterDone()
  await flushTails()
  await flushReadings()
  await agent.get(path).expect(200)
  const asked: string[] = []
  mongoose.set('debug', (collection: string, method: string) => asked.push(`${collection}.${method}`))
  await agent.get(path).expect(200)
  mongoose.set('debug', false)
  assert.deepEqual(asked, [])
})

test('posts and topics that never were are not found', async () => {
  for (const path of [
    '/t/999999',
    '/t/x/999999',
    '/t/x/abc',
    '/t/x/0',
    '/t/x/1/0',
    '/t/x/1/-1',
    '/posts/123',
  ])
    await guest().get(path).expect(404)
  await guest().get('/posts/ffffffffffffffffffffffff').expect(404)
})
