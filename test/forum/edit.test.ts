import '../support/env.ts'

import assert from 'node:assert/strict'
import { afterEach, test } from 'node:test'
import request from 'supertest'
import { minutes, moveClock, resetClock } from '../../src/clock.ts'
import { editPost } from '../../src/forum/edit.ts'
import { hidePost, Posts, showPost } from '../../src/forum/post.ts'
import { Revisions } from '../../src/forum/revision.ts'
import { changed } from '../../src/live/bus.ts'
import { makeAccount, signedInAgent } from '../support/accounts.ts'
import { archiveBoard, makeBoard, makePost, makeTopic } from '../support/forum.ts'
import { forumSite } from '../support/forum-site.ts'

const here = forumSite()
const guest = () => request(here.site.server)
afterEach(resetClock)

test('the author edits a post, as a form and as JSON', async () => {
  const { agent, account } = await signedInAgent(here.site)
  const { id, path } = await makeTopic()
  const post = await makePost({ topic: id, author: account, body: 'first *words*' })
  const form = await agent.get(`/posts/${post._id}/edit`).expect(200)
  assert.match(form.text, /first \*words\*/)
  assert.match(form.text, /name="revision" value="1"/)
  const answer = await agent
    .post(`/posts/${post._id}?_method=PUT`)
    .type('form')
    .send({ body: 'second words', revision: '1' })
    .expect(303)
  assert.equal(answer.headers.location, `${path}/2#post-2`)
  const json = await agent
    .put(`/posts/${post._id}`)
    .set('Accept', 'application/json')
    .send({ body: 'third words', revision: 2 })
    .expect(200)
  assert.equal(json.body.revision, 3)
  assert.match((await guest().get(path)).text, /third words/)
})

test('an edit is marked only when it comes more than five minutes after the post', async () => {
  const { id, path, author } = await makeTopic()
  const post = await makePost({ topic: id, author, body: 'first' })
  await editPost(author, String(post._id), { body: 'mended slip' })
  assert.doesNotMatch((await guest().get(path)).text, /post-edited/)
  const [, quiet] = (await guest().get(path).set('Accept', 'application/json')).body.posts
  assert.equal(quiet.editedAt, null)
  moveClock(minutes(5.1))
  await editPost(author, String(post._id), { body: 'second thoughts' })
  const page = await guest().get(path)
  assert.match(page.text, /post-edited/)
  assert.match(page.text, new RegExp(`/posts/${post._id}/revisions`))
})

test('the answer to an edit says when it was made', async () => {
  const { agent, account } = await signedInAgent(here.site)
  const { id, path } = await makeTopic()
  const post = await makePost({ topic: id, author: account, body: 'first' })
  moveClock(minutes(6))
  const answer = await agent
    .put(`/posts/${post._id}`)
    .set('Accept', 'application/json')
    .send({ body: 'second thoughts' })
    .expect(200)
  const [, shown] = (await guest().get(path).set('Accept', 'application/json')).body.posts
  assert.ok(answer.body.editedAt)
  assert.equal(answer.body.editedAt, shown.editedAt)
})

test('earlier versions are shown as what changed between them', async () => {
  const { id, author } = await makeTopic()
  const post = await makePost({ topic: id, author, body: 'I like green tea' })
  await editPost(author, String(post._id), { body: 'I like black tea' })
  await editPost(author, String(post._id), { body: 'I like black coffee' })
  const page = await guest().get(`/posts/${post._id}/revisions`).expect(200)
  assert.match(page.text, /<del>tea<\/del><ins>coffee<\/ins>/)
  const older = await guest().get(`/posts/${post._id}/revisions/2`).expect(200)
  assert.match(older.text, /<del>green<\/del><ins>black<\/ins>/)
  await guest().get(`/posts/${post._id}/revisions/9`).expect(404)
})

test('N8: the author may delete an old version, nobody else may, and not the newest', async () => {
  const { agent, account } = await signedInAgent(here.site)
  const { id, path } = await makeTopic()
  const post = await makePost({ topic: id, author: account, body: 'my phone number is 5551234' })
  await makePost({ topic: id, body: `[quote ${id}/2@1]` })
  await editPost(account, String(post._id), { body: 'no number here' })
  assert.match((await guest().get(path)).text, /5551234/, 'a quote of the old version still shows it')
  const { agent: staff } = await signedInAgent(here.site, { role: 'admin' })
  await staff.delete(`/posts/${post._id}/revisions/1`).expect(403)
  await agent.delete(`/posts/${post._id}/revisions/2`).expect(404)
  await agent.post(`/posts/${post._id}/revisions/1?_method=DELETE`).expect(303)
  await agent.delete(`/posts/${post._id}/revisions/1`).expect(404)
  assert.equal(await Revisions.countDocuments({ post: post._id }), 0)
  assert.doesNotMatch((await guest().get(path)).text, /5551234/)
  assert.doesNotMatch((await guest().get(`/posts/${post._id}/revisions`)).text, /5551234/)
})

test('the second of two editors meets both texts, and loses neither', async () => {
  const { agent, account } = await signedInAgent(here.site)
  const { id } = await makeTopic()
  const post = await makePost({ topic: id, author: account, body: 'start' })
  await agent
    .put(`/posts/${post._id}`)
    .type('form')
    .send({ body: 'from the laptop', revision: '1' })
    .expect(303)
  const answer = await agent
    .put(`/posts/${post._id}`)
    .type('form')
    .send({ body: 'from the phone', revision: '1' })
    .expect(409)
  assert.match(answer.text, /from the laptop/)
  assert.match(answer.text, /from the phone/)
  assert.match(answer.text, /name="revision" value="2"/, 'saving again is meant to replace it')
  const json = await agent
    .put(`/posts/${post._id}`)
    .set('Accept', 'application/json')
    .send({ body: 'from a program', revision: 1 })
    .expect(409)
  assert.equal(json.body.current, 'from the laptop')
  assert.equal(json.body.revision, 2)
  await agent.put(`/posts/${post._id}`).type('form').send({ body: 'without a revision' }).expect(303)
})

test('of many edits of one revision at once one wins', async () => {
  const { id } = await makeTopic()
  const author = await makeAccount()
  const post = await makePost({ topic: id, author, body: 'start' })
  const tries = Array.from({ length: 6 }, (_, n) =>
    editPost(author, String(post._id), { body: `try ${n}`, revision: 1 }),
  )
  const results = await Promise.allSettled(tries)
  assert.equal(results.filter((result) => result.status === 'fulfilled').length, 1)
  assert.equal((await Posts.findById(post._id).lean())?.revision, 2)
  assert.equal(await Revisions.countDocuments({ post: post._id }), 1)
})

test("N9: nobody on the staff can change a member's words", async () => {
  const { id } = await makeTopic()
  const post = await makePost({ topic: id, body: 'as it was' })
  for (const role of ['member', 'moderator', 'admin'] as const) {
    const { agent } = await signedInAgent(here.site, { role })
    await agent.get(`/posts/${post._id}/edit`).expect(403)
    await agent.put(`/posts/${post._id}`).type('form').send({ body: 'as we like it' }).expect(403)
  }
  await guest().put(`/posts/${post._id}`).set('Accept', 'application/json').send({ body: 'x' }).expect(401)
  assert.equal((await Posts.findById(post._id).lean())?.source, 'as it was')
})

test('nothing is edited in an archived board', async () => {
  const board = await makeBoard()
  const { agent, account } = await signedInAgent(here.site)
  const { post } = await makeTopic({ board, author: account })
  await archiveBoard(board)
  await agent.get(`/posts/${post._id}/edit`).expect(403)
  await agent.put(`/posts/${post._id}`).type('form').send({ body: 'too late' }).expect(403)
})

test('the same words again make no new version', async () => {
  const { id, author } = await makeTopic()
  const post = await makePost({ topic: id, author, body: 'same' })
  await editPost(author, String(post._id), { body: 'same' })
  assert.equal((await Posts.findById(post._id).lean())?.revision, 1)
})

test('N9: a decision hides a post, another one cannot show it, and nothing of it is lost', async () => {
  const { agent, account } = await signedInAgent(here.site)
  const { id, path } = await makeTopic()
  const post = await makePost({ topic: id, author: account, body: 'contested words' })
  assert.equal(await hidePost(post._id, 'D-1'), true)
  assert.equal(await hidePost(post._id, 'D-1'), false, 'twice is once')
  await changed(`topic:${id}`, `post:${post._id}`)
  const page = await guest().get(path)
  assert.doesNotMatch(page.text, /contested words/)
  assert.match(page.text, /Removed after a complaint/)
  await agent.get(`/posts/${post._id}`).expect(410)
  await agent.put(`/posts/${post._id}`).type('form').send({ body: 'other words' }).expect(410)
  assert.equal(await showPost(post._id, 'D-2'), false)
  assert.equal(await showPost(post._id, 'D-1'), true)
  await changed(`topic:${id}`, `post:${post._id}`)
  assert.match((await guest().get(path)).text, /contested words/)
})
