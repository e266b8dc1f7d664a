import '../support/env.ts'

import assert from 'node:assert/strict'
import { test } from 'node:test'
import request from 'supertest'
import { removePost } from '../../src/forum/removal.ts'
import { flushTails } from '../../src/forum/topic-tails.ts'
import { signedInAgent } from '../support/accounts.ts'
import { makeBoard, makeTopic } from '../support/forum.ts'
import { forumSite } from '../support/forum-site.ts'
import { makePicturedTopic } from '../support/pictured-topic.ts'

const here = forumSite()
const guest = () => request(here.site.server)
const json = ['Accept', 'application/json'] as const
type Agent = Awaited<ReturnType<typeof signedInAgent>>['agent']

const begin = (agent: Agent, board: string, fields: object) =>
  agent
    .post(`/c/${board}/topics`)
    .set(...json)
    .send({ title: 'About walls', body: 'Words.', ...fields })
const tag = (agent: Agent, address: string, label: string) =>
  agent
    .post(`${address}/tags`)
    .set(...json)
    .send({ label })
    .expect(201)
const page = async (path: string, reader: Agent | ReturnType<typeof request> = guest()) =>
  (
    await reader
      .get(path)
      .set(...json)
      .expect(200)
  ).body

test('a topic begins with labels, shown on its page and in lists, and found by them', async () => {
  const board = await makeBoard()
  const { agent } = await signedInAgent(here.site)
  assert.equal((await page('/tag/lime-mortar')).topics.length, 0)
  const form = {
    title: 'Which lime?',
    body: 'Words.',
    labels: ' Lime  Mortar, garden,, LIME MORTAR , Gärden ',
  }
  const { headers } = await agent.post(`/c/${board.slug}/topics`).type('form').send(form).expect(303)
  const topic = (await guest().get(headers.location ?? '')).text
  assert.match(topic, /class="chip" href="\/tag\/lime-mortar">LIME MORTAR</)
  const [row] = (await page(`/c/${board.slug}`)).topics
  assert.deepEqual(
    row.labels.map(({ href }: { href: string }) => href),
    ['/tag/lime-mortar', '/tag/garden'],
  )
  assert.deepEqual(
    (await page('/tag/lime-mortar')).topics.map(({ title }: { title: string }) => title),
    ['Which lime?'],
  )
})

test('five labels at most, each 1 to 40 characters, in words; faults bring the words back', async () => {
  const board = await makeBoard()
  const { agent } = await signedInAgent(here.site)
  for (const labels of [
    'a,b,c,d,e,f',
    'x'.repeat(41),
    '\u200b\u2060',
    '..., a',
    { $gt: '' },
    [1],
    [['a']],
    7,
  ])
    await begin(agent, board.slug, { labels }).expect(422)
  for (const labels of ['', ' , ', [], ['a', 'b', 'c', 'd', 'e'], undefined])
    await begin(agent, board.slug, { labels }).expect(201)
  const fault = await agent
    .post(`/c/${board.slug}/topics`)
    .type('form')
    .send({ title: 'A topic', body: 'x', labels: 'a,b,c,d,e,<f>' })
    .expect(422)
  assert.match(fault.text, /value="a,b,c,d,e,&lt;f&gt;"/)
  assert.match(fault.text, /A topic takes five labels/)
})

test('its author changes the labels with the title; both pages follow at once', async () => {
  const board = await makeBoard()
  const { agent } = await signedInAgent(here.site)
  const { body } = await begin(agent, board.slug, { labels: 'Oldlabel' }).expect(201)
  assert.equal((await page('/tag/oldlabel')).topics.length, 1)
  assert.equal((await page('/tag/newlabel')).topics.length, 0)
  assert.match((await agent.get(`/t/${body.id}/edit`)).text, /name="labels"[^>]*value="Oldlabel"/)
  const other = await signedInAgent(here.site, { role: 'admin' })
  await other.agent
    .put(`/t/${body.id}`)
    .set(...json)
    .send({ title: 'Mine now', labels: 'x' })
    .expect(403)
  await agent
    .put(`/t/${body.id}`)
    .set(...json)
    .send({ title: 'Only the title' })
    .expect(200)
  assert.equal((await page('/tag/oldlabel')).topics.length, 1)
  await agent
    .post(`/t/${body.id}?_method=PUT`)
    .type('form')
    .send({ title: 'Both', labels: 'Newlabel' })
    .expect(303)
  assert.equal((await page('/tag/oldlabel')).topics.length, 0)
  assert.equal((await page('/tag/newlabel')).topics.length, 1)
  await agent
    .put(`/t/${body.id}`)
    .set(...json)
    .send({ title: 'None', labels: '' })
    .expect(200)
  assert.equal((await page('/tag/newlabel')).topics.length, 0)
})

test('a label has one address, whatever capitals, accents and spaces it is asked with', async () => {
  for (const typed of ['Red%20Brick', 'r%C3%A9d_brick', 'RED-BRICK', '%20red%20brick%20'])
    assert.equal((await guest().get(`/tag/${typed}`).expect(301)).headers.location, '/tag/red-brick')
  assert.equal(
    (await guest().get('/tag/Red%20Brick/images').expect(301)).headers.location,
    '/tag/red-brick/images',
  )
  for (const bad of ['...', '%20', '%E2%80%8B', 'x'.repeat(201), '%00'])
    await guest().get(`/tag/${bad}`).expect(404)
  await guest().get('/tag/%ff').expect(404)
  const empty = (await guest().get('/tag/red-brick').expect(200)).text
  assert.match(empty, /Nothing carries this label/)
  assert.match(empty, /<meta name="robots" content="noindex">/)
  await guest().get('/tag/__proto__').expect(301)
  await guest().get('/tag/red-brick/images?before=$ne').expect(422)
  await guest().get('/tag/red-brick/topics?before[$gt]=1').expect(200)
})

test('N8: the page of a label shows each reader what they may see, and no more', async () => {
  const { agent } = await signedInAgent(here.site)
  const staff = await signedInAgent(here.site, { role: 'moderator' })
  for (const audience of ['public', 'members', 'staff'] as const) {
    const board = await makeBoard({ audience })
    const alt = `zebra of ${audience}`
    const made = await makePicturedTopic({
      board,
      author: staff.account,
      alt,
      title: `Quagga of ${audience}`,
    })
    await tag(staff.agent, made.address, 'Striped')
    await begin(staff.agent, board.slug, { title: `Okapi of ${audience}`, labels: ['striped'] }).expect(201)
  }
  const readers = [
    [guest(), ['public']],
    [agent, ['members', 'public']],
    [staff.agent, ['staff', 'members', 'public']],
    [guest(), ['public']],
  ] as const
  for (const [reader, open] of readers)
    for (const accept of ['text/html', 'application/json']) {
      const { text } = await reader.get('/tag/striped').set('Accept', accept).expect(200)
      for (const audience of ['public', 'members', 'staff']) {
        const isOpen = (open as readonly string[]).includes(audience)
        for (const word of ['zebra', 'Quagga', 'Okapi'])
          assert.equal(text.includes(`${word} of ${audience}`), isOpen, `${word} of ${audience}, ${accept}`)
      }
    }
})

test('the page of a label follows its tags, and pictures that are removed', async () => {
  const { agent, account } = await signedInAgent(here.site)
  const made = await makePicturedTopic({ author: account })
  assert.equal((await page('/tag/ivy')).images.length, 0)
  const { body } = await tag(agent, made.address, 'Ivy')
  const shown = await page('/tag/ivy')
  assert.deepEqual([shown.label, shown.images.map(({ id }: { id: string }) => id)], ['Ivy', [made.image]])
  assert.doesNotMatch((await guest().get('/tag/ivy')).text, /noindex/)
  await agent
    .delete(`${made.address}/tags/${body.id}`)
    .set(...json)
    .expect(200)
  assert.equal((await page('/tag/ivy')).images.length, 0)
  await tag(agent, made.address, 'Ivy')
  assert.equal((await page('/tag/ivy')).images.length, 1)
  await removePost(account, String(made.post._id))
  assert.equal((await page('/tag/ivy')).images.length, 0)
  await guest().get(made.address).expect(410)
})

test('topics with a label go on by key, and so do pictures, each once', async () => {
  const board = await makeBoard()
  const { agent, account } = await signedInAgent(here.site)
  for (let at = 0; at < 17; at += 1)
    await begin(agent, board.slug, { title: `Topic ${at}`, labels: 'many' }).expect(201)
  await makeTopic({ board })
  await flushTails()
  const first = await page('/tag/many')
  assert.equal(first.topics.length, 15)
  assert.match(first.moreTopics, /^\/tag\/many\/topics\?before=/)
  const rest = await page(first.moreTopics)
  assert.deepEqual([rest.topics.length, rest.next], [2, undefined])
  const { address } = await makePicturedTopic({ author: account, board })
  for (const x of [0.1, 0.3, 0.5])
    await agent
      .post(`${address}/tags`)
      .set(...json)
      .send({ label: 'many', x, y: 0.1, w: 0.1, h: 0.1 })
      .expect(201)
  const again = await page('/tag/many')
  assert.deepEqual([again.images.length, again.moreImages], [1, undefined])
})
