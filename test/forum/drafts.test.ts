import '../support/env.ts'

import assert from 'node:assert/strict'
import { test } from 'node:test'
import request from 'supertest'
import { Drafts } from '../../src/drafts/draft.ts'
import { makeAccount, signedInAgent } from '../support/accounts.ts'
import { makeBoard, makePost, makeTopic } from '../support/forum.ts'
import { forumSite } from '../support/forum-site.ts'

const here = forumSite()
const guest = () => request(here.site.server)

test('what is being typed is kept and comes back in the reply box', async () => {
  const { agent } = await signedInAgent(here.site)
  const { id, path } = await makeTopic()
  await agent
    .put(`/my/drafts/reply:${id}`)
    .set('Accept', 'application/json')
    .send({ body: 'half' })
    .expect(200)
  await agent
    .put(`/my/drafts/reply:${id}`)
    .set('Accept', 'application/json')
    .send({ body: 'half a thought' })
    .expect(200)
  assert.match((await agent.get(path)).text, />\nhalf a thought<\/textarea>/)
  const { agent: other } = await signedInAgent(here.site)
  assert.doesNotMatch((await other.get(path)).text, /half a thought/)
})

test('a draft is discarded with a plain button, or by emptying it', async () => {
  const { agent, account } = await signedInAgent(here.site)
  const { id } = await makeTopic()
  await agent.post(`/my/drafts/reply:${id}?_method=PUT`).type('form').send({ body: 'words' }).expect(303)
  const answer = await agent
    .post(`/my/drafts/reply:${id}?_method=DELETE`)
    .type('form')
    .send({ body: 'words' })
    .expect(303)
  assert.equal(answer.headers.location, `/t/${id}`)
  assert.equal(await Drafts.countDocuments({ account: account._id }), 0)
  await agent.delete(`/my/drafts/reply:${id}`).expect(303)
  await agent.put(`/my/drafts/reply:${id}`).send({ body: 'words' }).expect(303)
  await agent.put(`/my/drafts/reply:${id}`).send({ body: '' }).expect(303)
  assert.equal(await Drafts.countDocuments({ account: account._id }), 0)
})

test('the draft of a new topic brings title, labels and words back; labels alone are a draft too', async () => {
  const { agent } = await signedInAgent(here.site)
  const { slug } = await makeBoard()
  const put = (words: object) => agent.put(`/my/drafts/new:${slug}`).send(words).expect(303)
  await put({ title: 'Walls', labels: 'lime, sa', body: 'half' })
  const page = (await agent.get(`/c/${slug}/new`)).text
  assert.match(page, /name="title"[^>]* value="Walls"/)
  assert.match(page, /name="labels"[^>]* value="lime, sa"/)
  await put({ title: '', labels: 'lime', body: '' })
  assert.match((await agent.get(`/c/${slug}/new`)).text, /name="labels"[^>]* value="lime"/)
  await put({ title: '', labels: '', body: '' })
  assert.doesNotMatch((await agent.get(`/c/${slug}/new`)).text, /name="labels"[^>]* value="lime"/)
})

test('the draft of an edit comes back in the edit form', async () => {
  const { agent, account } = await signedInAgent(here.site)
  const { id } = await makeTopic()
  const post = await makePost({ topic: id, author: account, body: 'as posted' })
  await agent.put(`/my/drafts/edit:${post._id}`).send({ body: 'as drafted' }).expect(303)
  const page = await agent.get(`/posts/${post._id}/edit`)
  assert.match(page.text, />\nas drafted<\/textarea>/)
})

test('strange keys, too much text and too many drafts are refused', async () => {
  const { agent, account } = await signedInAgent(here.site)
  for (const key of ['x', 'reply:0', 'reply:$gt', 'edit:zz', 'new:../..', '__proto__'])
    await agent
      .put(`/my/drafts/${encodeURIComponent(key)}`)
      .send({ body: 'x' })
      .expect(404)
  await agent
    .put('/my/drafts/reply:1')
    .send({ body: 'x'.repeat(200_001) })
    .expect(422)
  await agent
    .put('/my/drafts/reply:1')
    .send({ body: { $gt: '' } })
    .expect(422)
  const rows = Array.from({ length: 100 }, (_, n) => ({
    account: account._id,
    key: `reply:${n + 1}`,
    body: 'x',
  }))
  await Drafts.collection.insertMany(rows.map((row) => ({ ...row, title: '', updatedAt: new Date() })))
  const { agent: again } = await signedInAgent(here.site)
  await again.put('/my/drafts/reply:1').send({ body: 'fine' }).expect(303)
  await guest().put('/my/drafts/reply:1').set('Accept', 'application/json').send({ body: 'x' }).expect(401)
})

test('no more than a hundred drafts are kept for one person', async () => {
  const account = await makeAccount()
  const rows = Array.from({ length: 100 }, (_, n) => ({
    account: account._id,
    key: `reply:${n + 1}`,
    body: 'x',
  }))
  await Drafts.collection.insertMany(rows.map((row) => ({ ...row, title: '', updatedAt: new Date() })))
  const { saveDraft } = await import('../../src/drafts/draft.ts')
  await assert.rejects(saveDraft(account._id, 'reply:500', { title: '', body: 'x' }), /hundred drafts/)
  await saveDraft(account._id, 'reply:7', { title: '', body: 'changed' })
})

test('the preview shows what the words will look like, with names and quotes filled in', async () => {
  const { agent, account } = await signedInAgent(here.site)
  const members = await makeBoard({ audience: 'members' })
  const { id } = await makeTopic({ board: members, body: 'quoted words' })
  const body = `**bold** @${account.username}\n\n[quote ${id}/1@1]\n\n<script>alert(1)</script>`
  const answer = await agent.post('/preview').send({ body }).expect(200)
  assert.match(answer.body.html, /<strong>bold<\/strong>/)
  assert.match(answer.body.html, new RegExp(`href="/u/${account.username}"`))
  assert.match(answer.body.html, /quoted words/)
  assert.doesNotMatch(answer.body.html, /<script/)
  await guest().post('/preview').set('Accept', 'application/json').send({ body: 'x' }).expect(401)
  await agent.post('/preview').set('Accept', 'application/json').send({ body: 7 }).expect(422)
})
