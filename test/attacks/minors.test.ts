import '../support/env.ts'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import request from 'supertest'
import { Sessions } from '../../src/auth/session.ts'
import { makeAccount, passwordOfAll, signedInAgent, signUpForm } from '../support/accounts.ts'
import { makeMessage } from '../support/chat.ts'
import { makeBoard, makePost, makeTopic } from '../support/forum.ts'
import { forumSite } from '../support/forum-site.ts'

const holder = forumSite()
const young = { ageBand: '13-17', guardianEmail: 'parent@example.org' } as const

test('N26: nobody is told about a child whose guardian has not agreed', async () => {
  const child = await makeAccount({ ...young, name: 'Little Periwinkle' })
  const topic = await makeTopic()
  await makePost({ topic: topic.id, body: `Say hello to @${child.username}` })
  const { agent } = await signedInAgent(holder.site)
  for (const reader of [agent, request(holder.site.server)])
    for (const path of [
      topic.path,
      `${topic.path}/feed`,
      `/u/${child.username}`,
      '/search?q=Periwinkle',
      `/search?q=${child.username}`,
    ]) {
      const { text } = await reader.get(path)
      assert.doesNotMatch(text, /Little|href="\/u\/m[0-9a-f]{10}"[^>]*>@/, path)
    }
})

test('N26: an account that waits for a guardian writes nothing that others see, whatever its role', async () => {
  const { agent } = await signedInAgent(holder.site, { ...young, role: 'admin' })
  const board = await makeBoard()
  const topic = await makeTopic({ board })
  const said = await makeMessage()
  const tries: [string, string, object][] = [
    ['post', `/c/${board.slug}/topics`, { title: 'A title', body: 'words' }],
    ['post', `/t/${topic.id}/posts`, { body: 'words' }],
    ['put', `/t/${topic.id}/pin`, {}],
    ['put', `/t/${topic.id}/closure`, {}],
    ['put', `/t/${topic.id}`, { title: 'Another title' }],
    ['put', `/posts/${topic.post._id}`, { body: 'words' }],
    ['post', `/chat/${said.room.slug}/messages`, { body: 'words' }],
    ['put', `${said.about}/reaction`, { kind: 'agree' }],
    ['post', '/admin/rooms', { title: 'Mine', slug: 'mine', audience: 'public' }],
    ['post', '/admin/boards', { name: 'Mine', slug: 'mine', audience: 'public' }],
    ['put', `/admin/members/${topic.author.username}/role`, { role: 'admin' }],
  ]
  for (const [method, path, body] of tries) {
    const answer = await (method === 'put' ? agent.put(path) : agent.post(path))
      .set('Accept', 'application/json')
      .send(body)
    assert.equal(answer.status, 403, path)
  }
  for (const path of ['/admin', '/admin/members', '/admin/boards', '/admin/rooms'])
    await agent.get(path).expect(403)
})

test('N26: of a child below the edge nothing is kept, however it is sent', async () => {
  const before = await Sessions.countDocuments({})
  for (const type of ['form', 'json']) {
    const form = signUpForm({ age: 'under-13', allowSignInCookie: 'yes', username: 'tinytot' })
    const answer = await request(holder.site.server).post('/accounts').type(type).send(form)
    assert.equal(answer.status, 403)
    assert.equal(answer.headers['set-cookie'], undefined)
    assert.ok(!answer.text.includes(passwordOfAll) && !answer.text.includes('tinytot'))
  }
  await request(holder.site.server).get('/u/tinytot').expect(404)
  assert.equal(await Sessions.countDocuments({}), before)
})
