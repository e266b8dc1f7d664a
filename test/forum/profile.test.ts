import '../support/env.ts'

import assert from 'node:assert/strict'
import { test } from 'node:test'
import supertest from 'supertest'
import { saveProfile } from '../../src/auth/account.ts'
import { makeAccount, signedInAgent } from '../support/accounts.ts'
import { makePost, makeTopic } from '../support/forum.ts'
import { forumSite } from '../support/forum-site.ts'

const holder = forumSite()
const get = (path: string) => supertest(holder.site.server).get(path)
const json = (path: string) => get(path).set('Accept', 'application/json')

test('a profile shows name, words, day of joining and posts, and who can see them', async () => {
  const author = await makeAccount({
    username: 'Rosa',
    name: 'Rosa Díaz',
    bio: 'I grow <b>roses</b>.\nAnd ivy.',
  })
  const topic = await makeTopic({ author, title: 'Roses', body: 'About roses.' })
  const page = await get('/u/Rosa').expect(200)
  assert.match(page.text, /<h1>Rosa Díaz<\/h1>/)
  assert.match(page.text, /@Rosa[\s\S]*joined <time/)
  assert.match(page.text, /I grow &lt;b&gt;roses&lt;\/b&gt;\./)
  assert.match(page.text, /Anyone on the internet can read this name/)
  assert.ok(page.text.includes(`href="${topic.path}/1#post-1"`))
  assert.match(page.text, /<link rel="canonical" href="http:\/\/localhost:3000\/u\/Rosa">/)
  const { body } = await json('/u/Rosa').expect(200)
  assert.equal(body.username, 'Rosa')
  assert.equal(body.posts[0].excerpt, 'About roses.')
})

test('nothing else about a person leaves: no e-mail, no age, no id, no secret', async () => {
  const { username } = await makeAccount({ email: 'someone@private.example' })
  for (const { text } of [await get(`/u/${username}`), await json(`/u/${username}`)])
    assert.doesNotMatch(
      text,
      /private\.example|passwordHash|ageBand|18\+|confirmedAt|noticeVersion|postCount/,
    )
})

test('other capitals lead to the one address; an unknown name is nobody', async () => {
  await makeAccount({ username: 'MixedCase' })
  await get('/u/mixedcase').expect(301).expect('Location', '/u/MixedCase')
  const page = await get('/u/nobody-at-all').expect(404)
  assert.match(page.text, /There is nobody of this name/)
  for (const name of ['%00', '..%2f', '%7B%22%24gt%22%7D', 'x'.repeat(500), '__proto__', '%E0%A4%A'])
    await get(`/u/${name}`).expect(404)
})

test('a changed name and a new post are on the kept page at once', async () => {
  const author = await makeAccount({ name: 'Before' })
  const topic = await makeTopic({ author })
  const path = `/u/${author.username}`
  await get(path).expect(200)
  await get(topic.path).expect(200)
  await get('/').expect(200)
  await saveProfile(String(author._id), { name: 'After', bio: 'New words.' })
  for (const place of [path, topic.path, '/', '/latest']) {
    const { text } = await get(place).expect(200)
    assert.match(text, /After/, place)
    assert.doesNotMatch(text, /Before/, place)
  }
  await makePost({ topic: topic.id, author, body: 'Fresh as bread.' })
  assert.match((await get(path)).text, /Fresh as bread/)
})

test('posts page by key', async () => {
  const author = await makeAccount()
  const topic = await makeTopic({ author })
  for (let n = 2; n <= 23; n += 1) await makePost({ topic: topic.id, author })
  const first = await json(`/u/${author.username}`).expect(200)
  const second = await json(first.body.next).expect(200)
  const numbers = [...first.body.posts, ...second.body.posts].map((post: { number: number }) => post.number)
  assert.deepEqual(
    numbers,
    Array.from({ length: 23 }, (_, at) => 23 - at),
  )
  await get(`/u/${author.username}?before=1`).expect(422)
})

test('N26: before a guardian agrees, a young member is shown to nobody but themselves', async () => {
  const { agent, account } = await signedInAgent(holder.site, { username: 'youngling', ageBand: '13-17' })
  assert.equal(account.state, 'awaiting-guardian')
  await get('/u/youngling').expect(404)
  const staff = await signedInAgent(holder.site, { role: 'moderator' })
  await staff.agent.get('/u/youngling').expect(404)
  await agent.get('/u/youngling').expect(200)
  const { body } = await json('/search?q=youngling').expect(200)
  assert.deepEqual(body.people, [])
})

test('the owner is led to the settings, others are not; thin pages ask not to be indexed', async () => {
  const { agent, account } = await signedInAgent(holder.site)
  const own = await agent.get(`/u/${account.username}`).expect(200)
  assert.match(own.text, /Change your profile/)
  assert.match(own.text, /No posts yet/)
  const other = await get(`/u/${account.username}`).expect(200)
  assert.doesNotMatch(other.text, /Change your profile/)
  assert.match(other.text, /<meta name="robots" content="noindex">/)
})
