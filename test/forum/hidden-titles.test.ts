import '../support/env.ts'

import assert from 'node:assert/strict'
import { test } from 'node:test'
import request from 'supertest'
import { retitleTopic } from '../../src/forum/stewardship.ts'
import { titleHiding } from '../../src/forum/title-hiding.ts'
import { Topics } from '../../src/forum/topic.ts'
import { flushTails } from '../../src/forum/topic-tails.ts'
import { laterDone } from '../../src/live/later.ts'
import { signedInAgent } from '../support/accounts.ts'
import { killedAfter } from '../support/broken-writes.ts'
import { makeBoard, makePost, makeTopic } from '../support/forum.ts'
import { forumSite } from '../support/forum-site.ts'

const here = forumSite()
const guest = () => request(here.site.server)
const json = ['Accept', 'application/json'] as const
const neutral = 'Title hidden after a complaint'

async function labelled(word: string) {
  const { agent, account } = await signedInAgent(here.site)
  const board = await makeBoard()
  const made = await makeTopic({ board, author: account, title: `${word} is a liar` })
  await retitleTopic(account, made.id, {
    title: `${word} is a liar`,
    labels: [{ key: `${word}-shame`, words: `${word} shame` }],
  })
  const reply = await makePost({ topic: made.id, body: 'An answer that stays.' })
  const path = `/t/${word}-is-a-liar/${made.id}`
  return { ...made, author: agent, account, board, reply, path, id: String(made.id) }
}

type Made = Awaited<ReturnType<typeof labelled>>

const placesOf = ({ id, board, account, post }: Made, path: string) => [
  path,
  `${path}/feed`,
  '/',
  '/latest',
  '/new',
  '/top',
  '/feed',
  `/c/${board.slug}`,
  `/c/${board.slug}/feed`,
  `/u/${account.username}`,
  `/posts/${post._id}/reactions`,
  `/posts/${post._id}/revisions`,
  '/sitemap/topics-1.xml',
  `/report?about=/t/${id}`,
]

async function namedIn(word: string, paths: string[], agent = guest()): Promise<string[]> {
  const found: string[] = []
  for (const path of paths) {
    const { text, body } = await agent.get(path).expect(200)
    if ((text ?? String(body)).toLowerCase().includes(word)) found.push(path)
  }
  return found
}

test('N9: a hidden title stands nowhere: lists, feeds, sitemap, profile, search, label, address', async () => {
  const made = await labelled('wombat')
  const places = placesOf(made, made.path)
  const named = await namedIn('wombat', places)
  assert.ok(named.length >= 11, `the title is to be seen first: ${named}`)
  await titleHiding.hide(made.id, { by: 'D-1', from: 'others' })
  const member = await signedInAgent(here.site)
  const hidden = placesOf(made, `/t/hidden/${made.id}`)
  for (const agent of [guest(), member.agent])
    assert.deepEqual(await namedIn('wombat', hidden, agent as never), [])
  const page = (await guest().get(`/t/hidden/${made.id}`)).text
  assert.match(page, new RegExp(`<h1>${neutral}</h1>`))
  assert.match(page, /after a complaint <a href="\/decisions\/D-1">Why\?<\/a>/)
  assert.match(page, /An answer that stays\./)
  for (const path of [made.path, `/t/${made.id}`]) {
    const moved = await guest().get(path).expect(301)
    assert.equal(moved.headers.location, `/t/hidden/${made.id}`)
    assert.doesNotMatch(moved.text, /wombat/)
  }
  const found = await guest()
    .get('/search?q=wombat')
    .set(...json)
    .expect(200)
  assert.doesNotMatch(JSON.stringify({ ...found.body, q: '' }), /wombat is a/)
  const tagged = await guest()
    .get('/tag/wombat-shame')
    .set(...json)
  assert.equal((tagged.body.topics ?? []).length, 0)
  const model = (
    await guest()
      .get(`/t/hidden/${made.id}`)
      .set(...json)
  ).body
  assert.deepEqual(
    [model.title, model.slug, model.labels, model.hidden],
    [neutral, 'hidden', [], { decision: 'D-1', whyHref: '/decisions/D-1' }],
  )
})

test('N9: who gave a hidden title still reads it where it is hidden from others, and cannot change it', async () => {
  const made = await labelled('numbat')
  await titleHiding.hide(made.id, { by: 'C-1', from: 'others' })
  const path = `/t/hidden/${made.id}`
  const own = (await made.author.get(path).expect(200)).text
  assert.match(own, /numbat is a liar/)
  assert.match(own, /Hidden from others while a complaint is looked into\./)
  await made.author.get(`/t/${made.id}/edit`).expect(403)
  const form = { title: 'numbat is a liar', labels: '' }
  await made.author
    .put(`/t/${made.id}`)
    .set(...json)
    .send(form)
    .expect(403)
  await titleHiding.hide(made.id, { by: 'D-1', from: 'everybody', over: 'C-1' })
  assert.doesNotMatch((await made.author.get(path).expect(200)).text, /numbat/)
})

test('N9: a title comes back whole with its labels and its address, by the decision that hid it alone', async () => {
  const made = await labelled('quokka')
  // What making the topic left in memory.
  await laterDone()
  await flushTails()
  const before = await Topics.findById(made.id).lean()
  await titleHiding.hide(made.id, { by: 'C-2', from: 'others' })
  await titleHiding.hide(made.id, { by: 'C-2', from: 'others' })
  await titleHiding.hide(made.id, { by: 'D-2', from: 'others', over: 'C-2' })
  await titleHiding.show(made.id, 'C-2')
  assert.equal((await Topics.findById(made.id).lean())?.title, neutral)
  for (const _ of [1, 2]) await titleHiding.show(made.id, 'D-2')
  assert.deepEqual(await Topics.findById(made.id).lean(), before)
  const moved = await guest().get(`/t/hidden/${made.id}`).expect(301)
  assert.equal(moved.headers.location, made.path)
  assert.match(String(moved.headers['cache-control']), /no-cache/)
  const { body } = await guest()
    .get('/search?q=quokka')
    .set(...json)
  assert.equal(body.posts.length, 1)
  const tagged = await guest()
    .get('/tag/quokka-shame')
    .set(...json)
    .expect(200)
  assert.equal(tagged.body.topics.length, 1)
})

test('N9: killed between any two writes, hiding a title done again hides it everywhere', async () => {
  for (let count = 0; count < 6; count += 1) {
    const made = await labelled(`potoroo${count}`)
    await laterDone()
    const hiding = { by: 'D-3', from: 'others' } as const
    const isThrough = await killedAfter(count, () => titleHiding.hide(made.id, hiding))
    await titleHiding.hide(made.id, hiding)
    const { body } = await guest()
      .get(`/search?q=potoroo${count}`)
      .set(...json)
    assert.equal(body.posts.length, 0, `killed after ${count} writes`)
    assert.deepEqual(await namedIn('potoroo', [`/t/hidden/${made.id}`]), [])
    if (isThrough) return
  }
  assert.fail('it never came through')
})

test('N9: a destroyed title is nowhere in the record, and its author can give another one', async () => {
  const made = await labelled('bilby')
  await titleHiding.hide(made.id, { by: 'D-4', from: 'everybody' })
  await titleHiding.destroy(made.id, 'D-5')
  assert.match(JSON.stringify(await Topics.findById(made.id).lean()), /bilby/)
  for (const _ of [1, 2]) await titleHiding.destroy(made.id, 'D-4')
  await titleHiding.show(made.id, 'D-4')
  assert.doesNotMatch(JSON.stringify(await Topics.findById(made.id).lean()), /bilby/)
  await retitleTopic(made.account, made.topic._id, { title: 'A kinder title', labels: [] })
  await titleHiding.show(made.id, 'D-4')
  assert.match(
    (await guest().get(`/t/a-kinder-title/${made.id}`).expect(200)).text,
    /<h1>A kinder title<\/h1>/,
  )
})
