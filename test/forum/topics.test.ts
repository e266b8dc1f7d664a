import '../support/env.ts'

import assert from 'node:assert/strict'
import { test } from 'node:test'
import request from 'supertest'
import { findDraft, saveDraft } from '../../src/drafts/draft.ts'
import { Posts } from '../../src/forum/post.ts'
import { removePost } from '../../src/forum/removal.ts'
import { Topics } from '../../src/forum/topic.ts'
import { laterDone } from '../../src/live/later.ts'
import { signedInAgent } from '../support/accounts.ts'
import { archiveBoard, makeBoard, makePost, makeTopic } from '../support/forum.ts'
import { forumSite } from '../support/forum-site.ts'

const here = forumSite()
const guest = () => request(here.site.server)

test('a topic begins with a title and words, as a form', async () => {
  const board = await makeBoard({ name: 'Garden' })
  const { agent, account } = await signedInAgent(here.site)
  await guest().get(`/c/${board.slug}`).expect(200)
  const form = await agent.get(`/c/${board.slug}/new`).expect(200)
  assert.match(form.text, /Anyone on the internet can read this\./)
  const answer = await agent
    .post(`/c/${board.slug}/topics`)
    .type('form')
    .send({ title: '  Rain &  roses ', body: 'What do you *think*?' })
    .expect(303)
  assert.match(answer.headers.location ?? '', /^\/t\/rain-roses\/\d+$/)
  const page = await guest().get(answer.headers.location ?? '')
  assert.match(page.text, /<h1>Rain &amp; roses<\/h1>/)
  assert.match(page.text, new RegExp(account.username))
  assert.match(
    (await guest().get(`/c/${board.slug}`)).text,
    /Rain &amp; roses/,
    'the kept board page was dropped',
  )
})

test('a topic begins as JSON', async () => {
  const board = await makeBoard()
  const { agent } = await signedInAgent(here.site)
  const answer = await agent
    .post(`/c/${board.slug}/topics`)
    .set('Accept', 'application/json')
    .send({ title: 'From a program', body: 'Hello.' })
    .expect(201)
  assert.equal(answer.body.slug, 'from-a-program')
  assert.equal(typeof answer.body.id, 'string')
  assert.equal(answer.body.board.slug, board.slug)
  assert.equal(answer.body.posts[0].number, 1)
  assert.equal(answer.body.posts[0].html, '<p>Hello.</p>')
})

test('faults bring the form back with the words in it', async () => {
  const board = await makeBoard()
  const { agent } = await signedInAgent(here.site)
  const answer = await agent
    .post(`/c/${board.slug}/topics`)
    .type('form')
    .send({ title: 'ab', body: 'long and thoughtful words' })
    .expect(422)
  assert.match(answer.text, /Please write at least 3 characters\./)
  assert.match(answer.text, /long and thoughtful words/)
  const long = await agent
    .post(`/c/${board.slug}/topics`)
    .set('Accept', 'application/json')
    .send({ title: 'abc', body: 'x'.repeat(50_001) })
    .expect(422)
  assert.match(long.body.errors.body, /50,000/)
})

test('nobody begins a topic in an archived board, or in one they cannot read', async () => {
  const archived = await makeBoard()
  await archiveBoard(archived)
  const staff = await makeBoard({ audience: 'staff' })
  const { agent } = await signedInAgent(here.site)
  const fields = { title: 'Knock knock', body: 'who is there' }
  await agent.get(`/c/${archived.slug}/new`).expect(403)
  await agent.post(`/c/${archived.slug}/topics`).type('form').send(fields).expect(403)
  await agent.get(`/c/${staff.slug}/new`).expect(404)
  await agent.post(`/c/${staff.slug}/topics`).type('form').send(fields).expect(404)
  await agent.post('/c/no-such-board/topics').type('form').send(fields).expect(404)
  await guest().get(`/c/${archived.slug}/new`).expect(303)
  await guest().post(`/c/${archived.slug}/topics`).set('Accept', 'application/json').send(fields).expect(401)
  assert.equal(await Topics.countDocuments({ title: 'Knock knock' }), 0)
})

test('whoever wants to write first chooses a board', async () => {
  const board = await makeBoard({ name: 'Choose me' })
  const archived = await makeBoard({ name: 'Not me' })
  await archiveBoard(archived)
  const { agent } = await signedInAgent(here.site)
  const page = await agent.get('/topics/new').expect(200)
  assert.match(page.text, new RegExp(`href="/c/${board.slug}/new"`))
  assert.doesNotMatch(page.text, new RegExp(`/c/${archived.slug}/new`))
})

test('the draft comes back in the form and goes when the topic is there', async () => {
  const board = await makeBoard()
  const { agent, account } = await signedInAgent(here.site)
  await saveDraft(account._id, `new:${board.slug}`, { title: 'Half a title', body: 'half a thought' })
  const form = await agent.get(`/c/${board.slug}/new`)
  assert.match(form.text, /value="Half a title"/)
  assert.match(form.text, /half a thought/)
  await agent
    .post(`/c/${board.slug}/topics`)
    .type('form')
    .send({ title: 'Whole title', body: 'whole' })
    .expect(303)
  await laterDone()
  assert.equal(await findDraft(account._id, `new:${board.slug}`), undefined)
})

test('moderators pin and close, each noted with who and when, and members cannot', async () => {
  const { agent, account } = await signedInAgent(here.site, { role: 'moderator' })
  const { agent: member } = await signedInAgent(here.site)
  const { id, path } = await makeTopic()
  for (const kind of ['pin', 'closure']) {
    await guest().put(`/t/${id}/${kind}`).set('Accept', 'application/json').expect(401)
    await member.put(`/t/${id}/${kind}`).expect(403)
    await agent.post(`/t/${id}/${kind}?_method=PUT`).expect(303)
    await agent.put(`/t/${id}/${kind}`).expect(303)
  }
  assert.match((await guest().get(path)).text, /Closed to new replies/)
  await member.post(`/t/${id}/posts`).type('form').send({ body: 'one more' }).expect(403)
  assert.doesNotMatch((await member.get(path)).text, /<textarea/)
  for (const kind of ['pin', 'closure']) await agent.delete(`/t/${id}/${kind}`).expect(303)
  await member.post(`/t/${id}/posts`).type('form').send({ body: 'one more' }).expect(303)
  const topic = await Topics.findById(id).lean()
  assert.deepEqual(
    topic?.acts.map((act) => act.kind),
    ['pinned', 'closed', 'unpinned', 'reopened'],
  )
  assert.ok(topic?.acts.every((act) => act.by?.equals(account._id) && act.at instanceof Date))
})

test('moderators move a topic, and its posts are read where the new board says', async () => {
  const { agent } = await signedInAgent(here.site, { role: 'moderator' })
  const { agent: member } = await signedInAgent(here.site)
  const staff = await makeBoard({ audience: 'staff' })
  const { id, path, board } = await makeTopic()
  const reply = await makePost({ topic: id })
  await guest().get(path).expect(200)
  await member.put(`/t/${id}/board`).type('form').send({ board: board.slug }).expect(403)
  await agent.put(`/t/${id}/board`).type('form').send({ board: 'nowhere' }).expect(422)
  await agent.put(`/t/${id}/board`).type('form').send({ board: staff.slug }).expect(303)
  await guest().get(path).expect(404)
  await guest().get(`/posts/${reply._id}`).expect(404)
  await member.get(path).expect(404)
  await agent.get(path).expect(200)
  assert.equal(await Posts.countDocuments({ topic: id, board: staff._id }), 2)
  const topic = await Topics.findById(id).lean()
  assert.equal(topic?.acts[0]?.from, board.slug)
  assert.equal(topic?.settling, undefined)
})

test('a reply at the same moment as a move does not stay behind', async () => {
  const { agent } = await signedInAgent(here.site, { role: 'moderator' })
  const staff = await makeBoard({ audience: 'staff' })
  const { id } = await makeTopic()
  await Promise.allSettled([
    ...Array.from({ length: 8 }, () => makePost({ topic: id })),
    agent.put(`/t/${id}/board`).type('form').send({ board: staff.slug }),
  ])
  assert.equal(await Posts.countDocuments({ topic: id, board: { $ne: staff._id } }), 0)
})

test('only the person who began a topic changes its title', async () => {
  const { agent, account } = await signedInAgent(here.site)
  const { id, path, post } = await makeTopic({ author: account, title: 'First title' })
  for (const role of ['member', 'moderator', 'admin'] as const) {
    const { agent: other } = await signedInAgent(here.site, { role })
    await other.get(`/t/${id}/edit`).expect(403)
    await other.put(`/t/${id}`).type('form').send({ title: 'Not yours' }).expect(403)
  }
  assert.match((await agent.get(`/t/${id}/edit`)).text, /First title/)
  const fault = await agent.put(`/t/${id}`).type('form').send({ title: '' }).expect(422)
  assert.match(fault.text, /Change title and labels/)
  const answer = await agent.put(`/t/${id}`).set('Accept', 'application/json').send({ title: 'Second title' })
  assert.equal(answer.body.slug, 'second-title')
  assert.equal((await guest().get(path).expect(301)).headers.location, `/t/second-title/${id}`)
  assert.equal((await Posts.findById(post._id).lean())?.title, 'Second title')
})

test('in an archived board no title is changed, whoever began the topic and whatever is left of it', async () => {
  const { agent, account } = await signedInAgent(here.site)
  const board = await makeBoard()
  const { id, path, post } = await makeTopic({ author: account, board, title: 'As it was' })
  await makePost({ topic: id })
  assert.match((await agent.get(path)).text, /Change title/)
  await archiveBoard(board)
  const refuse = async () => {
    assert.doesNotMatch((await agent.get(path)).text, /Change title/)
    assert.match((await agent.get(`/t/${id}/edit`).expect(403)).text, /archived/)
    const answer = await agent.put(`/t/${id}`).type('form').send({ title: 'Otherwise' }).expect(403)
    assert.match(answer.text, /archived/)
    assert.match(answer.text, /Otherwise/, 'the typed title comes back')
  }
  await refuse()
  await removePost(account, String(post._id))
  await refuse()
  assert.equal((await Topics.findById(id).lean())?.title, 'As it was')
})
