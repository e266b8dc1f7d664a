import '../support/env.ts'

import assert from 'node:assert/strict'
import { test } from 'node:test'
import request from 'supertest'
import { Accounts } from '../../src/auth/account.ts'
import { findDraft, saveDraft } from '../../src/drafts/draft.ts'
import { hidePost, Posts } from '../../src/forum/post.ts'
import { removePost } from '../../src/forum/removal.ts'
import { addPost } from '../../src/forum/reply.ts'
import { Topics } from '../../src/forum/topic.ts'
import { flushTails } from '../../src/forum/topic-tails.ts'
import { changed, onPublish } from '../../src/live/bus.ts'
import { laterDone } from '../../src/live/later.ts'
import { makeAccount, signedInAgent } from '../support/accounts.ts'
import { archiveBoard, makeBoard, makePost, makeTopic } from '../support/forum.ts'
import { forumSite } from '../support/forum-site.ts'

const here = forumSite()

test('a reply sent as a form leads to its place in the topic', async () => {
  const { id, path } = await makeTopic()
  const { agent } = await signedInAgent(here.site)
  const answer = await agent.post(`/t/${id}/posts`).type('form').send({ body: 'Hello **there**' }).expect(303)
  assert.equal(answer.headers.location, `${path}/2#post-2`)
  const page = await request(here.site.server).get(path).expect(200)
  assert.match(page.text, /Hello <strong>there<\/strong>/)
})

test('a reply sent as JSON comes back as it will be read', async () => {
  const { id } = await makeTopic()
  const { agent, account } = await signedInAgent(here.site)
  const answer = await agent
    .post(`/t/${id}/posts`)
    .set('Accept', 'application/json')
    .send({ body: `@${account.username} *says*`, replyTo: 1 })
    .expect(201)
  assert.equal(answer.body.number, 2)
  assert.equal(answer.body.author.username, account.username)
  assert.match(answer.body.html, new RegExp(`href="/u/${account.username}".*<em>says</em>`))
  assert.equal((await Posts.findById(answer.body.id).lean())?.replyTo, 1)
  assert.equal(answer.body.replyTo, 1)
})

test('a reply says which post it answers, to readers and to programs', async () => {
  const { id, path } = await makeTopic()
  const { agent } = await signedInAgent(here.site)
  const form = await agent.get(`${path}/1?quote=1`).expect(200)
  assert.match(form.text, /name="replyTo" value="1"/)
  assert.match((await agent.get(path)).text, /name="replyTo" value=""/)
  await agent.post(`/t/${id}/posts`).type('form').send({ body: 'An answer', replyTo: '1' }).expect(303)
  await agent.post(`/t/${id}/posts`).type('form').send({ body: 'No answer', replyTo: '' }).expect(303)
  const guest = request(here.site.server)
  const [first, answer, other] = (await guest.get(path).set('Accept', 'application/json')).body.posts
  assert.deepEqual([first.replyTo, answer.replyTo, other.replyTo], [null, 1, null])
  const { text } = await guest.get(path)
  assert.equal(text.split('in answer to').length, 2)
  assert.match(text, new RegExp(`href="${path}/1#post-1">in answer to #1</a>`))
})

test('only a post that stands in the topic can be answered, and the typed words come back', async () => {
  const { id, author } = await makeTopic()
  const other = await makeTopic()
  await makePost({ topic: other.id })
  const removed = await makePost({ topic: id, author })
  const hidden = await makePost({ topic: id, author })
  await removePost(author, String(removed._id))
  await hidePost(hidden._id, 'D-1')
  const { agent } = await signedInAgent(here.site)
  for (const replyTo of [2, 3, 99]) {
    const json = await agent
      .post(`/t/${id}/posts`)
      .set('Accept', 'application/json')
      .send({ body: 'Nobody hears', replyTo })
    assert.equal(json.status, 422, String(replyTo))
    assert.ok(json.body.errors.replyTo)
  }
  const form = { body: 'Nobody hears', replyTo: '2' }
  const page = await agent.post(`/t/${id}/posts`).type('form').send(form).expect(422)
  assert.match(page.text, /Nobody hears<\/textarea>/)
  assert.match(page.text, /name="replyTo" value=""/, 'sent again it answers the topic')
  const long = await agent.post(`/t/${id}/posts`).type('form').send({ body: ' ', replyTo: '1' }).expect(422)
  assert.match(long.text, /name="replyTo" value="1"/)
})

test('fifty replies at once get fifty numbers, each once, without a gap', async () => {
  const { id } = await makeTopic()
  const author = await makeAccount()
  const made = await Promise.all(
    Array.from({ length: 50 }, (_, n) => addPost(author, id, { body: `Reply ${n}` })),
  )
  const numbers = made.map(({ post }) => post.number).sort((a, b) => a - b)
  assert.deepEqual(
    numbers,
    Array.from({ length: 50 }, (_, n) => n + 2),
  )
})

test('a number that another process took is not taken again', async () => {
  const { id, author } = await makeTopic()
  const first = await makePost({ topic: id, author })
  const other = await Posts.findById(first._id).lean()
  assert.ok(other)
  const { _id, ...rest } = other
  await Posts.collection.insertMany([3, 4, 5].map((number) => ({ ...rest, number })))
  assert.equal((await makePost({ topic: id, author })).number, 6)
})

test('the topic follows its posts in one write for all replies of a moment', async () => {
  const { id } = await makeTopic()
  const author = await makeAccount()
  await Promise.all(Array.from({ length: 10 }, () => makePost({ topic: id, author })))
  await flushTails()
  const topic = await Topics.findById(id).lean()
  const last = await Posts.findOne({ topic: id, number: 11 }).lean()
  assert.equal(topic?.lastNumber, 11)
  assert.equal(String(topic?.lastAuthor), String(author._id))
  assert.deepEqual(topic?.lastAt, last?.createdAt)
})

test('who reads the topic is told, the draft goes, and the post of a new account is counted', async () => {
  const { id } = await makeTopic()
  const author = await makeAccount()
  await saveDraft(author._id, `reply:${id}`, { title: '', body: 'half a thought' })
  const told: unknown[] = []
  const stop = onPublish((room, event, payload) => {
    if (room === `topic:${id}`) told.push([room, event, payload])
  })
  const post = await makePost({ topic: id, author })
  assert.deepEqual(told, [], 'nobody is told before the answer')
  await laterDone()
  stop()
  assert.deepEqual(told, [[`topic:${id}`, 'post:new', { topic: id, post: String(post._id), number: 2 }]])
  assert.equal(await findDraft(author._id, `reply:${id}`), undefined)
  assert.equal((await Accounts.findById(author._id).lean())?.postCount, 1)
})

test('strangers are asked to sign in, and nothing is stored', async () => {
  const { id } = await makeTopic()
  await request(here.site.server)
    .post(`/t/${id}/posts`)
    .set('Accept', 'application/json')
    .send({ body: 'x' })
    .expect(401)
  assert.equal(await Posts.countDocuments({ topic: id }), 1)
})

test('who has not confirmed the e-mail address cannot post, and keeps the words', async () => {
  const { id } = await makeTopic()
  const { agent } = await signedInAgent(here.site, { confirmedAt: null })
  const answer = await agent
    .post(`/t/${id}/posts`)
    .type('form')
    .send({ body: 'my precious words' })
    .expect(403)
  assert.match(answer.text, /confirm your e-mail/)
  assert.match(answer.text, /my precious words/)
})

test('closed topics and archived boards take no reply', async () => {
  const board = await makeBoard()
  const { id } = await makeTopic({ board })
  const { agent } = await signedInAgent(here.site)
  await Topics.collection.updateOne({ _id: id as never }, { $set: { closedAt: new Date() } })
  await changed(`topic-facts:${id}`)
  const closed = await agent.post(`/t/${id}/posts`).type('form').send({ body: 'one more' }).expect(403)
  assert.match(closed.text, /closed to new replies/)
  const other = await makeTopic({ board })
  await archiveBoard(board)
  const archived = await agent
    .post(`/t/${other.id}/posts`)
    .type('form')
    .send({ body: 'one more' })
    .expect(403)
  assert.match(archived.text, /archived/)
})

test('boards one cannot read have no topics', async () => {
  const board = await makeBoard({ audience: 'staff' })
  const { id, path } = await makeTopic({ board })
  const { agent } = await signedInAgent(here.site)
  await agent.post(`/t/${id}/posts`).type('form').send({ body: 'hello?' }).expect(404)
  await agent.get(path).expect(404)
  await request(here.site.server).get(path).expect(404)
})

test('faults of input are told before faults of state', async () => {
  const board = await makeBoard()
  const { id } = await makeTopic({ board })
  await archiveBoard(board)
  const { agent } = await signedInAgent(here.site)
  await agent.post(`/t/${id}/posts`).type('form').send({ body: '   ' }).expect(422)
})

test('new accounts may put two links into a post, and are told so kindly', async () => {
  const { id } = await makeTopic()
  const { agent } = await signedInAgent(here.site)
  const links = (n: number) => Array.from({ length: n }, (_, at) => `https://example.org/${at}`).join(' ')
  await agent
    .post(`/t/${id}/posts`)
    .type('form')
    .send({ body: links(2) })
    .expect(303)
  const answer = await agent
    .post(`/t/${id}/posts`)
    .type('form')
    .send({ body: links(3) })
    .expect(422)
  assert.match(answer.text, /Welcome! In your first posts at most two links fit/)
  const days = new Date(Date.now() - 3 * 86_400_000)
  const { agent: old } = await signedInAgent(here.site, { createdAt: days, postCount: 5 })
  await old
    .post(`/t/${id}/posts`)
    .type('form')
    .send({ body: links(3) })
    .expect(303)
})
