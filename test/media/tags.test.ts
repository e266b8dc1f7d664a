import '../support/env.ts'

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Types } from 'mongoose'
import request from 'supertest'
import { insertImage } from '../../src/media/image.ts'
import { removeImages } from '../../src/media/removal.ts'
import { MOST_TAGS, Tags } from '../../src/media/tag.ts'
import { makeAccount, signedInAgent, limited as underMeasure } from '../support/accounts.ts'
import { archiveBoard, makeBoard } from '../support/forum.ts'
import { forumSite } from '../support/forum-site.ts'
import { makePicturedTopic } from '../support/pictured-topic.ts'

const here = forumSite()
const guest = () => request(here.site.server)
const json = ['Accept', 'application/json'] as const
type Agent = Awaited<ReturnType<typeof signedInAgent>>['agent']

const tag = (agent: Agent, address: string, fields: object) =>
  agent
    .post(`${address}/tags`)
    .set(...json)
    .send(fields)
const tagsOn = async (agent: Agent | ReturnType<typeof request>, address: string) =>
  (
    await agent
      .get(address)
      .set(...json)
      .expect(200)
  ).body.tags

test('any member labels a place in a picture, and everybody sees it on the image and in the topic', async () => {
  const { address, path, image } = await makePicturedTopic()
  const { agent } = await signedInAgent(here.site)
  assert.match((await guest().get(address).expect(200)).text, /Nobody has said yet/)
  const form = { label: '  Red   Brick ', x: '0.1', y: '.5', w: '0.25', h: '0.2' }
  const answer = await agent.post(`${address}/tags`).type('form').send(form).expect(303)
  assert.match(answer.headers.location ?? '', new RegExp(`^${address}#tag-[0-9a-f]{24}$`))
  const page = (await guest().get(address).expect(200)).text
  assert.match(page, /href="\/tag\/red-brick">Red Brick</)
  assert.match(page, /<rect x="10%" y="50%" width="25%" height="20%"/)
  const topic = (
    await guest()
      .get(path)
      .set(...json)
      .expect(200)
  ).body
  const [shown] = topic.posts[1].images
  assert.equal(shown.id, image)
  assert.deepEqual(
    shown.tags.map(({ label }: { label: string }) => label),
    ['Red Brick'],
  )
  assert.deepEqual(Object.keys(shown.tags[0]).sort(), ['href', 'id', 'label'])
})

test('a tag as JSON; percent as the form sends it; the whole picture without a box', async () => {
  const { address } = await makePicturedTopic()
  const { agent } = await signedInAgent(here.site)
  const made = await tag(agent, address, { label: 'Sky', x: 0, y: 0, w: 1, h: 0.3 }).expect(201)
  assert.equal(made.body.label, 'Sky')
  assert.deepEqual(made.body.box, { x: 0, y: 0, w: 1, h: 0.3 })
  const typed = { label: 'Moss', member: '', left: '12.5', top: '50', across: '10', down: '5', x: '', y: '' }
  const moss = await agent
    .post(`${address}/tags`)
    .set(...json)
    .type('form')
    .send(typed)
    .expect(201)
  assert.deepEqual(moss.body.box, { x: 0.125, y: 0.5, w: 0.1, h: 0.05 })
  assert.equal((await tag(agent, address, { label: 'Summer' }).expect(201)).body.box, null)
})

test('the same label at the same place is one tag', async () => {
  const { address } = await makePicturedTopic()
  const { agent } = await signedInAgent(here.site)
  const first = await tag(agent, address, { label: 'Moss' }).expect(201)
  const again = await tag(agent, address, { label: 'MÓSS' }).expect(200)
  assert.equal(again.body.id, first.body.id)
  const both = await Promise.all([1, 2, 3].map(() => tag(agent, address, { label: 'Fern' })))
  assert.equal(new Set(both.map(({ body }) => body.id)).size, 1)
  await tag(agent, address, { label: 'Moss', x: 0.1, y: 0.1, w: 0.1, h: 0.1 }).expect(201)
  assert.equal((await tagsOn(guest(), address)).length, 3)
})

test('bad input is answered with 422, and what was typed comes back', async () => {
  const { address } = await makePicturedTopic()
  const { agent, account } = await signedInAgent(here.site)
  const box = { x: 0.1, y: 0.1, w: 0.1, h: 0.1 }
  const bad: object[] = [
    {},
    { label: 'both', member: account.username },
    { label: 'x'.repeat(41) },
    { label: '   ' },
    { label: '\u200b\u2060\ufeff' },
    { label: '...' },
    { label: { $gt: '' } },
    { label: ['a'] },
    { label: null },
    { member: { $ne: '' } },
    { member: 'nobody-of-this-name' },
    { label: 'a', ...box, x: 0.95 },
    { label: 'a', ...box, w: 0 },
    { label: 'a', ...box, h: -0.1 },
    { label: 'a', ...box, x: 'NaN' },
    { label: 'a', ...box, x: null },
    { label: 'a', ...box, x: 'Infinity' },
    { label: 'a', ...box, y: '1e9' },
    { label: 'a', ...box, y: { $gt: 0 } },
    { label: 'a', x: 0.1 },
  ]
  for (const fields of bad) await tag(agent, address, fields).expect(422)
  const sneaky = '{"__proto__": {"label": "x"}, "state": "accepted"}'
  await agent
    .post(`${address}/tags`)
    .set(...json)
    .set('Content-Type', 'application/json')
    .send(sneaky)
    .expect(422)
  const form = { label: 'My <b>words</b>', left: '95', top: '1', across: '20', down: '10' }
  const page = await agent.post(`${address}/tags`).type('form').send(form).expect(422)
  assert.match(page.text, /The box has to lie inside the picture\./)
  assert.match(page.text, /value="My &lt;b&gt;words&lt;\/b&gt;"/)
  assert.match(page.text, /name="left"[^>]* value="95"/)
  assert.equal(await Tags.countDocuments({ tagger: account._id }), 0)
})

test('HTML in a label stays words', async () => {
  const { address } = await makePicturedTopic()
  const { agent } = await signedInAgent(here.site)
  await tag(agent, address, { label: '<img src=x onerror=a>', x: 0.1, y: 0.1, w: 0.2, h: 0.2 }).expect(201)
  const page = (await guest().get(address)).text
  assert.doesNotMatch(page, /<img src=x/)
  assert.match(page, /&lt;img src(=|&#x3D;)x onerror/)
})

test('a picture takes thirty tags, also when forty come at the same moment', async () => {
  const { address, image } = await makePicturedTopic()
  const { agent } = await signedInAgent(here.site)
  const answers = await Promise.all(
    Array.from({ length: 40 }, (_, at) => tag(agent, address, { label: `Stone ${at}` })),
  )
  const counts = Object.groupBy(answers, ({ status }) => String(status))
  assert.deepEqual([counts['201']?.length, counts['422']?.length], [MOST_TAGS, 10])
  assert.equal(await Tags.countDocuments({ image }), MOST_TAGS)
  const [first] = await tagsOn(agent, address)
  await agent
    .delete(`${address}/tags/${first.id}`)
    .set(...json)
    .expect(200)
  await tag(agent, address, { label: 'One more' }).expect(201)
  await tag(agent, address, { label: 'Too many' }).expect(422)
})

test('strangers, unconfirmed and limited members tag nothing; nothing new in an archive', async () => {
  const board = await makeBoard()
  const { address, author } = await makePicturedTopic({ board })
  await guest()
    .post(`${address}/tags`)
    .set('Sec-Fetch-Site', 'same-origin')
    .set(...json)
    .send({ label: 'a' })
    .expect(401)
  const unsure = await signedInAgent(here.site, { confirmedAt: null })
  await tag(unsure.agent, address, { label: 'a' }).expect(403)
  await tag(unsure.agent, address, { label: '' }).expect(422)
  const limited = await signedInAgent(here.site, underMeasure)
  await tag(limited.agent, address, { member: author.username }).expect(403)
  const { agent } = await signedInAgent(here.site)
  await archiveBoard(board)
  const refused = await tag(agent, address, { label: 'late' }).expect(403)
  assert.match(refused.body.detail, /archived/)
})

test('ids that name nothing, pictures that are gone, drafts of others', async () => {
  const { address, image, author } = await makePicturedTopic()
  const { agent } = await signedInAgent(here.site)
  const made = await tag(agent, address, { label: 'Sky' }).expect(201)
  for (const id of ['nothing', '0'.repeat(24), '[object Object]', '__proto__'])
    await tag(agent, `/images/${encodeURIComponent(id)}`, { label: 'a' }).expect(404)
  for (const id of ['x', '0'.repeat(24)]) {
    await agent
      .delete(`${address}/tags/${id}`)
      .set(...json)
      .expect(404)
    await agent
      .put(`${address}/tags/${id}/answer`)
      .set(...json)
      .send({ answer: 'accept' })
      .expect(404)
  }
  const other = await makePicturedTopic()
  await agent
    .delete(`${other.address}/tags/${made.body.id}`)
    .set(...json)
    .expect(404)
  const draft = await insertImage({
    _id: new Types.ObjectId(),
    owner: author._id,
    place: { kind: 'draft', id: `${author._id} reply:1` },
    alt: '',
    width: 1,
    height: 1,
    isAnimated: false,
    hash: '',
    variants: [],
  })
  await tag(agent, `/images/${draft._id}`, { label: 'a' }).expect(404)
  await removeImages([new Types.ObjectId(image)])
  await tag(agent, address, { label: 'late' }).expect(410)
  await agent
    .delete(`${address}/tags/${made.body.id}`)
    .set(...json)
    .expect(410)
  assert.equal(await Tags.countDocuments({ image }), 0, 'the tags went with the picture')
})

test('N8: its maker and the owner of the picture remove a label; nobody else does, staff neither', async () => {
  const owner = await signedInAgent(here.site)
  const { address } = await makePicturedTopic({ author: owner.account })
  const maker = await signedInAgent(here.site)
  const other = await signedInAgent(here.site, { role: 'admin' })
  const labels = await Promise.all(
    ['One', 'Two'].map((label) => tag(maker.agent, address, { label }).expect(201)),
  )
  const [one, two] = labels.map(({ body }) => `${address}/tags/${body.id}`)
  await guest()
    .delete(String(one))
    .set('Sec-Fetch-Site', 'same-origin')
    .set(...json)
    .expect(401)
  await other.agent
    .delete(String(one))
    .set(...json)
    .expect(403)
  assert.equal((await tagsOn(guest(), address)).length, 2)
  assert.doesNotMatch((await other.agent.get(address)).text, /Remove the tag/)
  await maker.agent.post(`${one}?_method=DELETE`).type('form').send({}).expect(303)
  await owner.agent
    .delete(String(two))
    .set(...json)
    .expect(200)
  await owner.agent
    .delete(String(two))
    .set(...json)
    .expect(404)
  assert.deepEqual(await tagsOn(guest(), address), [])
})

test('tags on a picture of a board for members stay with its readers', async () => {
  const board = await makeBoard({ audience: 'members' })
  const { address, author } = await makePicturedTopic({ board })
  const { agent } = await signedInAgent(here.site)
  await tag(agent, address, { label: 'Secret wall' }).expect(201)
  await guest().get(address).expect(404)
  const staffOnly = await makePicturedTopic({
    board: await makeBoard({ audience: 'staff' }),
    author: await makeAccount({ role: 'moderator' }),
  })
  await tag(agent, staffOnly.address, { label: 'a' }).expect(404)
  const staff = await signedInAgent(here.site, { role: 'moderator' })
  const answer = await tag(staff.agent, staffOnly.address, { member: author.username }).expect(422)
  assert.match(JSON.stringify(answer.body), /cannot see this picture/)
})
