import '../support/env.ts'

import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import request from 'supertest'
import { cleanUpAfter } from '../../src/auth/account-gone.ts'
import { BoardLevels, boardLevelsOf } from '../../src/forum/board-level.ts'
import { signedInAgent } from '../support/accounts.ts'
import { makeBoard, makeTopic } from '../support/forum.ts'
import { forumSite } from '../support/forum-site.ts'

const holder = forumSite()
let agent: Awaited<ReturnType<typeof signedInAgent>>['agent']
let me: string

beforeEach(async () => {
  const made = await signedInAgent(holder.site)
  agent = made.agent
  me = String(made.account._id)
})

const json = async (path: string) =>
  (await agent.get(path).set('Accept', 'application/json').expect(200)).body
const choose = (path: string, fields: object) =>
  agent.put(path).set('Accept', 'application/json').send(fields)
const has = (rows: { id: string }[], id: number) => rows.some((row) => row.id === String(id))

test('a board is watched, muted and normal again; twice and at once is the same as once', async () => {
  const board = await makeBoard()
  const path = `/c/${board.slug}`
  assert.equal((await json(path)).level, 'normal')
  const answer = await choose(`${path}/level`, { level: 'watch' }).expect(200)
  assert.deepEqual(answer.body, { board: board.slug, level: 'watch' })
  assert.match((await agent.get(path).expect(200)).text, /value="watch" type="submit" aria-pressed="true"/)
  await Promise.all(Array.from({ length: 5 }, () => choose(`${path}/level`, { level: 'mute' }).expect(200)))
  assert.equal((await json(path)).level, 'mute')
  assert.equal(await BoardLevels.countDocuments({ account: me }), 1)
  const form = agent.post(`${path}/level?_method=PUT`).type('form').send({ level: 'normal' })
  await form.expect(303).expect('Location', path)
  assert.equal((await json(path)).level, 'normal')
  assert.equal(await BoardLevels.countDocuments({ account: me }), 0)
})

test('strangers, boards that one may not read, and broken words change nothing', async () => {
  const [open, staff] = [await makeBoard(), await makeBoard({ audience: 'staff' })]
  const stranger = request(holder.site.server)
  assert.equal(
    (await stranger.get(`/c/${open.slug}`).set('Accept', 'application/json')).body.level,
    undefined,
  )
  const level = { level: 'watch' }
  await stranger.put(`/c/${open.slug}/level`).set('Accept', 'application/json').send(level).expect(401)
  await stranger.get('/my/levels').expect(303)
  await choose(`/c/${staff.slug}/level`, level).expect(404)
  await choose('/c/nothing-here/level', level).expect(404)
  for (const bad of [{}, { level: 'loud' }, { level: { $ne: '' } }, { level: ['watch'] }])
    await choose(`/c/${open.slug}/level`, bad).expect(422)
  await choose(`/c/${open.slug}/level`, level).set('Sec-Fetch-Site', 'cross-site').expect(403)
  assert.equal(await BoardLevels.countDocuments({ account: me }), 0)
})

test('the topics of a muted board fold away in lists as muted topics do, and not on the board itself', async () => {
  const { id, board } = await makeTopic()
  assert.ok(has((await json('/unread')).topics, id))
  await choose(`/c/${board.slug}/level`, { level: 'mute' }).expect(200)
  for (const path of ['/latest', '/new', '/']) {
    const { topics, muted } = await json(path)
    assert.deepEqual([has(topics, id), has(muted, id)], [false, true], path)
  }
  const { topics, muted } = await json('/unread')
  assert.deepEqual([has(topics, id), has(muted, id)], [false, false])
  assert.ok(has((await json(`/c/${board.slug}`)).topics, id))
  await choose(`/t/${id}/level`, { level: 'watch' }).expect(200)
  assert.ok(has((await json('/latest')).topics, id), 'what is chosen for the topic counts more')
  assert.ok(has((await json('/unread')).topics, id))
})

test('one page lists what one watches and mutes, and only that, and it is changed there', async () => {
  assert.match((await agent.get('/my/levels').expect(200)).text, /You watch and mute nothing/)
  const hostile = '<b>bold</b> & "co"'
  const [watched, muted, normal] = [
    await makeTopic({ title: hostile }),
    await makeTopic({ title: 'The muted one' }),
    await makeTopic({ title: 'The other one' }),
  ]
  await choose(`/t/${watched.id}/level`, { level: 'watch' }).expect(200)
  await choose(`/t/${muted.id}/level`, { level: 'mute' }).expect(200)
  await choose(`/t/${normal.id}/level`, { level: 'normal' }).expect(200)
  await choose(`/c/${watched.board.slug}/level`, { level: 'watch' }).expect(200)
  const { boards, topics } = await json('/my/levels')
  assert.deepEqual(
    topics.map(({ title, level }: { title: string; level: string }) => [title, level]),
    [
      ['The muted one', 'mute'],
      [hostile, 'watch'],
    ],
  )
  assert.equal(boards.length, 1)
  const { text } = await agent.get('/my/levels').expect(200)
  assert.doesNotMatch(text, /<b>bold/)
  const form = { level: 'normal', back: '/my/levels' }
  for (const path of [`/t/${muted.id}/level`, `/c/${watched.board.slug}/level`])
    await agent
      .post(`${path}?_method=PUT`)
      .type('form')
      .send(form)
      .expect(303)
      .expect('Location', '/my/levels')
  const after = await json('/my/levels')
  assert.deepEqual([after.boards.length, after.topics.length], [0, 1])
  const elsewhere = { level: 'normal', back: 'https://evil.example/' }
  await agent
    .post(`/c/${watched.board.slug}/level?_method=PUT`)
    .type('form')
    .send(elsewhere)
    .expect('Location', `/c/${watched.board.slug}`)
})

test('an account that is removed takes its choices along', async () => {
  const board = await makeBoard()
  await choose(`/c/${board.slug}/level`, { level: 'watch' }).expect(200)
  assert.equal((await boardLevelsOf(me)).size, 1)
  await cleanUpAfter(me)
  assert.equal((await boardLevelsOf(me)).size, 0)
})
