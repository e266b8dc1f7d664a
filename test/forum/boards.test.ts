import '../support/env.ts'

import assert from 'node:assert/strict'
import { test } from 'node:test'
import request from 'supertest'
import { Boards, prepareBoards } from '../../src/forum/board.ts'
import { allBoards } from '../../src/forum/board-list.ts'
import { signedInAgent } from '../support/accounts.ts'
import { archiveBoard, makeBoard, makeTopic } from '../support/forum.ts'
import { forumSite } from '../support/forum-site.ts'

const here = forumSite()
const guest = () => request(here.site.server)

test('a fresh database gets one open public board, once', async () => {
  await Promise.all([prepareBoards(), prepareBoards()])
  await prepareBoards()
  const boards = await Boards.find().lean()
  assert.equal(boards.length, 1)
  assert.equal(boards[0]?.audience, 'public')
  assert.equal(boards[0]?.archivedAt, null)
  assert.match((await guest().get('/')).text, /General/)
})

test('only admins see and make boards', async () => {
  const fields = { name: 'Mine', slug: 'mine', audience: 'public' }
  await guest().get('/admin/boards').expect(303)
  for (const role of ['member', 'moderator'] as const) {
    const { agent } = await signedInAgent(here.site, { role })
    await agent.get('/admin/boards').expect(403)
    await agent.post('/admin/boards').type('form').send(fields).expect(403)
    await agent.put('/admin/boards/general').type('form').send(fields).expect(403)
  }
  assert.equal(await Boards.countDocuments({ slug: 'mine' }), 0)
})

test('an admin makes, describes, orders and archives boards', async () => {
  const { agent } = await signedInAgent(here.site, { role: 'admin' })
  const made = {
    name: 'Tools',
    slug: 'garden-tools',
    description: 'Spades & co',
    audience: 'members',
    order: '3',
  }
  await agent.post('/admin/boards').type('form').send(made).expect(303)
  const page = await agent.get('/admin/boards').expect(200)
  assert.match(page.text, /garden-tools/)
  await guest().get('/c/garden-tools').expect(404)
  const changed = { name: 'Garden tools', audience: 'public', order: 0 }
  const answer = await agent
    .put('/admin/boards/garden-tools')
    .set('Accept', 'application/json')
    .send(changed)
    .expect(200)
  assert.equal(answer.body.name, 'Garden tools')
  assert.equal(answer.body.description, 'Spades & co', 'what was not sent stays')
  assert.equal((await allBoards())[0]?.slug, 'garden-tools')
  assert.match((await guest().get('/c/garden-tools').expect(200)).text, /Garden tools/)
  await agent.put('/admin/boards/garden-tools').type('form').send({ archived: 'yes' }).expect(303)
  assert.match((await guest().get('/c/garden-tools')).text, /archived/)
  const change = (fields: string | object) =>
    agent.put('/admin/boards/garden-tools').set('Accept', 'application/json').send(fields).expect(200)
  const isArchived = async () => (await change({ name: 'Garden tools' })).body.isArchived
  assert.equal(await isArchived(), true, 'what was not sent stays')
  await change({ archived: false })
  assert.equal(await isArchived(), false)
  // As the form on the page sends it: "no", and "yes" after it where the box is ticked.
  assert.match((await agent.get('/admin/boards')).text, /type="hidden" name="archived" value="no"/)
  await change('name=Garden+tools&archived=no&archived=yes')
  assert.equal(await isArchived(), true)
  await change('name=Garden+tools&archived=no')
  assert.equal(await isArchived(), false)
  for (const archived of ['perhaps', { $gt: '' }, 1, null])
    await agent
      .put('/admin/boards/garden-tools')
      .set('Accept', 'application/json')
      .send({ archived })
      .expect(422)
})

test('faults bring the form back', async () => {
  const { agent } = await signedInAgent(here.site, { role: 'admin' })
  const bad = await agent
    .post('/admin/boards')
    .type('form')
    .send({ name: 'Has a name', slug: 'Bad Slug!', audience: 'everyone' })
    .expect(422)
  assert.match(bad.text, /small letters, numbers and single hyphens/)
  assert.match(bad.text, /choose who can read/)
  assert.match(bad.text, /Has a name/)
  const board = await makeBoard()
  const twice = await agent
    .post('/admin/boards')
    .type('form')
    .send({ name: 'Again', slug: board.slug, audience: 'public' })
    .expect(422)
  assert.match(twice.text, /Another board has this address already/)
  await agent.put('/admin/boards/not-there').type('form').send({ name: 'x' }).expect(404)
})

test('an archived board stays readable', async () => {
  const board = await makeBoard()
  const { path } = await makeTopic({ board, body: 'still to be read' })
  await archiveBoard(board)
  const page = await guest().get(path).expect(200)
  assert.match(page.text, /still to be read/)
  assert.match(page.text, /Archived/)
  assert.doesNotMatch(page.text, /to reply/)
})
