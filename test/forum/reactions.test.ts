import '../support/env.ts'

import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import supertest from 'supertest'
import { type LiveEvents, onPublish } from '../../src/live/bus.ts'
import { laterDone } from '../../src/live/later.ts'
import { Reactions } from '../../src/reactions/reaction.ts'
import { signedInAgent } from '../support/accounts.ts'
import { archiveBoard, makeBoard, makePost, makeTopic } from '../support/forum.ts'
import { forumSite } from '../support/forum-site.ts'

const holder = forumSite()
type Agent = ReturnType<typeof supertest.agent>
let agent: Agent
let me: string
const guest = () => supertest(holder.site.server)

beforeEach(async () => {
  const made = await signedInAgent(holder.site)
  agent = made.agent
  me = made.account.username
})

const put = (post: unknown, kind: unknown, by: Agent = agent) =>
  by.put(`/posts/${post}/reaction`).set('Accept', 'application/json').send({ kind })
const json = (path: string, by: { get: Agent['get'] } = guest()) =>
  by.get(path).set('Accept', 'application/json')

test('N8: agree, then thanks, then taken back; every page and answer has the exact numbers at once', async () => {
  const { path, post } = await makeTopic()
  const counted = async () => (await json(path).expect(200)).body.posts[0].reactions
  assert.deepEqual(await counted(), { agree: 0, disagree: 0, thanks: 0 })
  assert.deepEqual((await put(post._id, 'agree').expect(200)).body, {
    agree: 1,
    disagree: 0,
    thanks: 0,
    mine: 'agree',
  })
  assert.deepEqual(await counted(), { agree: 1, disagree: 0, thanks: 0 })
  assert.equal((await put(post._id, 'thanks')).body.mine, 'thanks')
  assert.deepEqual(await counted(), { agree: 0, disagree: 0, thanks: 1 })
  assert.deepEqual((await json(`/posts/${post._id}`)).body.reactions, { agree: 0, disagree: 0, thanks: 1 })
  const gone = await agent.delete(`/posts/${post._id}/reaction`).set('Accept', 'application/json').expect(200)
  assert.deepEqual(gone.body, { agree: 0, disagree: 0, thanks: 0, mine: null })
  assert.deepEqual(await counted(), { agree: 0, disagree: 0, thanks: 0 })
  await agent.delete(`/posts/${post._id}/reaction`).expect(303)
  assert.equal(await Reactions.countDocuments({ subject: post._id }), 0)
})

test('forms go back to the post, and the pressed button offers to take the reaction back', async () => {
  const { path, post } = await makeTopic()
  await agent
    .post(`/posts/${post._id}/reaction?_method=PUT`)
    .type('form')
    .send({ kind: 'disagree' })
    .expect(303)
    .expect('Location', `${path}/1#post-1`)
  const { text } = await agent.get(path)
  assert.match(text, /value="disagree" aria-pressed="true" formaction="[^"]+\?_method=DELETE"/)
  assert.match(text, /value="agree" aria-pressed="false"/)
  assert.match(text, /Anyone on the internet can see how you reacted\./)
  await agent
    .post(`/posts/${post._id}/reaction?_method=DELETE`)
    .type('form')
    .send({ kind: 'disagree' })
    .expect(303)
  assert.doesNotMatch((await agent.get(path)).text, /value="\w+" aria-pressed="true" formaction/)
})

test('guests and authors see numbers and no buttons; nothing where there is nothing', async () => {
  const author = await signedInAgent(holder.site)
  const { path, post } = await makeTopic({ author: author.account })
  assert.doesNotMatch((await guest().get(path)).text, /reaction/)
  await put(post._id, 'agree').expect(200)
  for (const reader of [guest(), author.agent]) {
    const { text } = await reader.get(path)
    assert.match(text, /<a class="reactions"[\s\S]*?1 agree/)
    assert.doesNotMatch(text, /data-react/)
  }
})

test('nobody reacts to their own post, and the refusal is kind', async () => {
  const mine = await signedInAgent(holder.site)
  const { post } = await makeTopic({ author: mine.account })
  const { body } = await put(post._id, 'agree', mine.agent).expect(403)
  assert.match(body.detail, /your own post/)
  assert.equal(await Reactions.countDocuments({ subject: post._id }), 0)
})

test('strangers, the unconfirmed and archived boards are refused; taking back stays possible', async () => {
  const board = await makeBoard()
  const { path, post } = await makeTopic({ board })
  await guest()
    .put(`/posts/${post._id}/reaction`)
    .set('Accept', 'application/json')
    .send({ kind: 'agree' })
    .expect(401)
  const unconfirmed = await signedInAgent(holder.site, { confirmedAt: null })
  assert.match(
    (await put(post._id, 'agree', unconfirmed.agent).expect(403)).body.detail,
    /confirm your e-mail/,
  )
  const child = await signedInAgent(holder.site, { ageBand: '13-17' })
  await put(post._id, 'agree', child.agent).expect(403)
  assert.doesNotMatch((await unconfirmed.agent.get(path)).text, /data-react/)
  await put(post._id, 'agree').expect(200)
  await archiveBoard(board)
  assert.match((await put(post._id, 'thanks').expect(403)).body.detail, /archived/)
  const { text } = await agent.get(path)
  assert.match(text, /value="agree" aria-pressed="true"/)
  assert.doesNotMatch(text, /value="thanks"/)
  await agent.delete(`/posts/${post._id}/reaction`).expect(303)
  assert.equal(await Reactions.countDocuments({ subject: post._id }), 0)
})

test('what cannot be read cannot be reacted to, nor can its reactions be read', async () => {
  const hidden = await makeTopic({ board: await makeBoard({ audience: 'staff' }) })
  await put(hidden.post._id, 'agree').expect(404)
  await agent.delete(`/posts/${hidden.post._id}/reaction`).expect(404)
  for (const reader of [agent, guest()]) await reader.get(`/posts/${hidden.post._id}/reactions`).expect(404)
  const inside = await makeTopic({ board: await makeBoard({ audience: 'members' }) })
  await put(inside.post._id, 'thanks').expect(200)
  const page = await agent.get(`/posts/${inside.post._id}/reactions`).expect(200)
  assert.match(page.text, /Everybody who is signed in can see how you reacted\./)
  await guest().get(`/posts/${inside.post._id}/reactions`).expect(404)
})

test('hostile input is refused and changes nothing', async () => {
  const { post } = await makeTopic()
  for (const kind of ['love', '', 'constructor', '__proto__', { $gt: '' }, ['agree'], null, 7, true])
    await put(post._id, kind).expect(422)
  await agent
    .put(`/posts/${post._id}/reaction`)
    .set('Accept', 'application/json')
    .set('Content-Type', 'application/json')
    .send('{"__proto__":{"kind":"agree"}}')
    .expect(422)
  await agent.post(`/posts/${post._id}/reaction?_method=PUT`).type('form').send('kind[$gt]=').expect(422)
  for (const id of ['x', '1', 'ffffffffffffffffffffffff', '%7B%22%24gt%22%3A%22%22%7D', '__proto__']) {
    await put(id, 'agree').expect(404)
    await agent.delete(`/posts/${id}/reaction`).expect(404)
    await guest().get(`/posts/${id}/reactions`).expect(404)
  }
  await guest().get(`/posts/${post._id}/reactions?before=1`).expect(422)
  await agent
    .put(`/posts/${post._id}/reaction`)
    .set('Sec-Fetch-Site', 'cross-site')
    .send({ kind: 'agree' })
    .expect(403)
  assert.equal(await Reactions.countDocuments({ subject: post._id }), 0)
})

test('several at once by one person leave one; by several people, each their own', async () => {
  const { path, post } = await makeTopic()
  const other = await signedInAgent(holder.site)
  const answers = await Promise.all([
    ...['agree', 'disagree', 'thanks', 'agree'].map((kind) => put(post._id, kind)),
    put(post._id, 'thanks', other.agent),
  ])
  for (const { status } of answers) assert.equal(status, 200)
  const { agree, disagree, thanks } = (await json(path)).body.posts[0].reactions
  assert.equal(agree + disagree + thanks, 2)
})

test('N8: a removed post takes its reactions with it before the answer, also while people react', async () => {
  const author = await signedInAgent(holder.site)
  const { id } = await makeTopic()
  const post = await makePost({ topic: id, author: author.account })
  await put(post._id, 'agree').expect(200)
  const crowd = await Promise.all([1, 2, 3].map(() => signedInAgent(holder.site)))
  const [, ...answers] = await Promise.all([
    author.agent.delete(`/posts/${post._id}`).expect(303),
    ...crowd.map((one) => put(post._id, 'thanks', one.agent)),
  ])
  for (const { status } of answers) assert.ok([200, 410].includes(status), String(status))
  assert.equal(await Reactions.countDocuments({ subject: post._id }), 0)
  assert.match((await put(post._id, 'agree').expect(410)).body.detail, /removed/)
  await agent.delete(`/posts/${post._id}/reaction`).expect(410)
  await guest().get(`/posts/${post._id}/reactions`).expect(410)
})

test('N8: who reacted how is listed for whoever may read the post, the latest first', async () => {
  const { post } = await makeTopic()
  const address = `/posts/${post._id}/reactions`
  assert.match((await guest().get(address).expect(200)).text, /No reactions to show/)
  const other = await signedInAgent(holder.site, { name: 'Nia Bell' })
  await put(post._id, 'agree').expect(200)
  await put(post._id, 'disagree', other.agent).expect(200)
  const page = await guest().get(address).expect(200)
  assert.match(page.text, /Anyone on the internet can see how you reacted\./)
  assert.match(page.text, /Nia Bell[\s\S]*Disagrees[\s\S]*Agrees/)
  assert.match(page.text, /noindex/)
  const { body } = await json(address).expect(200)
  assert.deepEqual(body.counts, { agree: 1, disagree: 1, thanks: 0 })
  assert.deepEqual(
    body.reactions.map((one: { account: { username: string }; kind: string }) => [
      one.account.username,
      one.kind,
    ]),
    [
      [other.account.username, 'disagree'],
      [me, 'agree'],
    ],
  )
  await agent.delete(`/posts/${post._id}/reaction`).expect(303)
  assert.doesNotMatch((await guest().get(address)).text, new RegExp(`/u/${me}"`))
})

test('those who read the topic are told the new numbers, once for all changes of a moment', async () => {
  await laterDone()
  const heard: LiveEvents['reaction:changed'][] = []
  const stop = onPublish((_room, event, payload) => {
    if (event === 'reaction:changed') heard.push(payload as LiveEvents['reaction:changed'])
  })
  const { id, post } = await makeTopic()
  await put(post._id, 'agree')
  await put(post._id, 'thanks')
  await put(post._id, 'thanks')
  await laterDone()
  stop()
  const counts = { agree: 0, disagree: 0, thanks: 1 }
  assert.deepEqual(heard, [{ topic: id, post: String(post._id), number: 1, counts }])
})
