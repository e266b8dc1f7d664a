import '../support/env.ts'

import assert from 'node:assert/strict'
import { test } from 'node:test'
import request from 'supertest'
import { Posts } from '../../src/forum/post.ts'
import { Topics } from '../../src/forum/topic.ts'
import { laterDone } from '../../src/live/later.ts'
import { signedInAgent } from '../support/accounts.ts'
import { makeBoard, makePost, makeTopic } from '../support/forum.ts'
import { forumSite } from '../support/forum-site.ts'

const here = forumSite()
const guest = () => request(here.site.server)

const strange: unknown[] = [{ $gt: '' }, { $ne: null }, ['a', 'b'], 7, true, null, { toString: 'x' }]

async function stage() {
  const board = await makeBoard()
  const { agent, account } = await signedInAgent(here.site, { role: 'admin' })
  const made = await makeTopic({ board, author: account })
  const post = await makePost({ topic: made.id, author: account })
  return { ...made, agent, reply: post }
}

test('operators and other strange values in any field are told as faults, and change nothing', async () => {
  const { agent, board, id, reply } = await stage()
  await laterDone()
  const before = await Posts.find({ topic: id }).lean()
  const good = { title: 'A title', body: 'words', replyTo: 1, revision: 1, board: board.slug }
  const doors: [string, string, string[]][] = [
    ['post', `/c/${board.slug}/topics`, ['title', 'body']],
    ['post', `/t/${id}/posts`, ['body', 'replyTo']],
    ['put', `/posts/${reply._id}`, ['body', 'revision']],
    ['put', `/t/${id}`, ['title']],
    ['put', `/t/${id}/board`, ['board']],
    ['post', '/preview', ['body']],
  ]
  for (const [method, path, fields] of doors)
    for (const field of fields)
      for (const value of strange) {
        if (typeof value === 'number' && (field === 'replyTo' || field === 'revision')) continue
        const send = method === 'put' ? agent.put(path) : agent.post(path)
        const answer = await send.set('Accept', 'application/json').send({ ...good, [field]: value })
        assert.equal(answer.status, 422, `${path} ${field} ${JSON.stringify(value)}`)
        assert.ok(answer.body.errors[field], `${path} names ${field}`)
      }
  assert.deepEqual(await Posts.find({ topic: id }).lean(), before)
})

test('operators in the fields of a board are told as faults', async () => {
  const { agent, board } = await stage()
  const good = { name: 'A name', slug: 'a-slug', description: '', audience: 'public', order: 1 }
  for (const field of Object.keys(good))
    for (const value of [{ $gt: '' }, ['a'], { length: 1 }]) {
      const fields = { ...good, [field]: value }
      await agent.post('/admin/boards').set('Accept', 'application/json').send(fields).expect(422)
      if (field === 'slug') continue
      await agent
        .put(`/admin/boards/${board.slug}`)
        .set('Accept', 'application/json')
        .send(fields)
        .expect(422)
    }
})

test('__proto__ and its kin as names of fields reach nothing', async () => {
  const { agent, id } = await stage()
  const body = '{"body":"fine","__proto__":{"isAdmin":true},"constructor":{"prototype":{"isAdmin":true}}}'
  await agent
    .post(`/t/${id}/posts`)
    .set('Accept', 'application/json')
    .set('Content-Type', 'application/json')
    .send(body)
    .expect(201)
  await agent
    .post(`/t/${id}/posts`)
    .set('Content-Type', 'application/x-www-form-urlencoded')
    .send('body=fine&__proto__[isAdmin]=1&constructor.prototype.isAdmin=1')
    .expect(303)
  assert.equal(({} as { isAdmin?: boolean }).isAdmin, undefined)
  await agent.put('/t/__proto__').send({ title: 'abc' }).expect(404)
  await agent.get('/posts/__proto__/edit').expect(404)
  await guest().get('/t/__proto__/constructor').expect(404)
})

test('operators in the query string do nothing', async () => {
  const { agent, path } = await stage()
  for (const query of ['quote[$gt]=', 'quote=1&quote=2', 'quote=__proto__', 'n[$ne]=1'])
    await agent.get(`${path}?${query}`).expect(200)
})

test('a title of one megabyte is a fault with a sentence, not a failure', async () => {
  const { agent, board, id } = await stage()
  const title = 'x'.repeat(1024 * 1024)
  const answer = await agent
    .post(`/c/${board.slug}/topics`)
    .type('form')
    .send({ title, body: 'words' })
    .expect(422)
  assert.match(answer.text, /Please keep this to 150 characters\./)
  await agent.put(`/t/${id}`).set('Accept', 'application/json').send({ title }).expect(422)
  assert.equal(await Topics.countDocuments({ title: /^x{200}/ }), 0)
})

test('bytes that are no text are refused and stored nowhere', async () => {
  const { agent, id } = await stage()
  const count = await Posts.countDocuments({ topic: id })
  await agent
    .post(`/t/${id}/posts`)
    .set('Content-Type', 'application/x-www-form-urlencoded')
    .send('body=%ff%fe%80bad')
    .expect(422)
  assert.equal(await Posts.countDocuments({ topic: id }), count)
})

test('ten thousand nested quotes neither hang nor break the page', async () => {
  const { agent, id, path } = await stage()
  const began = performance.now()
  const answer = await agent
    .post(`/t/${id}/posts`)
    .type('form')
    .send({ body: `${'>'.repeat(10_000)} deep` })
  assert.equal(answer.status, 303)
  const lines = Array.from({ length: 1000 }, () => `[quote ${id}/1@1]`).join('\n\n')
  await agent.post(`/t/${id}/posts`).type('form').send({ body: lines }).expect(303)
  const page = await guest().get(path).expect(200)
  assert.ok(page.text.length < 2_000_000)
  // What grows with the square of the depth would take minutes.
  assert.ok(performance.now() - began < 60_000)
})

test('hostile words are shown as words', async () => {
  const { agent, board } = await stage()
  const title = '<img src=x onerror=alert(1)>"\'&'
  const body = '<script>alert(1)</script> <img src=x onerror=alert(2)> [x](javascript:alert(3))'
  const made = await agent.post(`/c/${board.slug}/topics`).type('form').send({ title, body }).expect(303)
  for (const reader of [guest(), agent]) {
    const { text } = await reader.get(made.headers.location ?? '')
    assert.doesNotMatch(text, /<img(?! src="(?:\/images\/\w+\/\d+)?")|<script>alert|href="javascript:/)
    assert.match(text, /&lt;img src&#x3D;x onerror&#x3D;alert\(1\)&gt;/)
  }
})

test('words that leave nothing to read are refused', async () => {
  const { agent, id } = await stage()
  for (const body of ['', '   \n\t ', '[a]: https://example.org', '\u0000\u0001'])
    await agent.post(`/t/${id}/posts`).type('form').send({ body }).expect(422)
})

test('words and titles of characters that nobody sees are refused, new and edited', async () => {
  const { agent, id, reply, board } = await stage()
  const blanks = [
    '\u200b\u200b\u200b',
    '\u2060 \u00ad\u200d',
    '\u2800\u2800\u2800',
    '\u3164\u3164\u3164',
    '&#x200b;&#8203;',
  ]
  for (const body of blanks) {
    await agent.post(`/t/${id}/posts`).type('form').send({ body }).expect(422)
    await agent.put(`/posts/${reply._id}`).send({ body }).expect(422)
    await agent.post(`/c/${board.slug}/topics`).send({ title: 'A title', body }).expect(422)
  }
  for (const title of blanks.slice(0, 4)) {
    await agent.post(`/c/${board.slug}/topics`).send({ title, body: 'Words.' }).expect(422)
    await agent.put(`/t/${id}`).send({ title }).expect(422)
  }
})

test('addresses that name nothing are not found, whatever the method', async () => {
  const { agent } = await stage()
  const missing = 'ffffffffffffffffffffffff'
  for (const id of [missing, 'x', '1', '%00', '..%2f..', `${missing}0`]) {
    await agent.put(`/posts/${id}`).send({ body: 'x' }).expect(404)
    await agent.delete(`/posts/${id}`).expect(404)
    await agent.get(`/posts/${id}/delete`).expect(404)
    await agent.delete(`/posts/${id}/revisions/1`).expect(404)
  }
  for (const id of ['0', '-1', '1e3', '999999999', '99999999999999999999', 'NaN']) {
    await agent.post(`/t/${id}/posts`).send({ body: 'x' }).expect(404)
    await agent.put(`/t/${id}/pin`).expect(404)
    await agent.put(`/t/${id}/board`).send({ board: 'x' }).expect(404)
    await agent.put(`/t/${id}`).send({ title: 'abc' }).expect(404)
  }
})
