import '../support/env.ts'

import assert from 'node:assert/strict'
import { test } from 'node:test'
import request from 'supertest'
import { hide, unhide } from '../../src/forum/hiding.ts'
import { Posts } from '../../src/forum/post.ts'
import { signedInAgent } from '../support/accounts.ts'
import { makeTopic } from '../support/forum.ts'
import { forumSite } from '../support/forum-site.ts'
import { makePictured } from '../support/pictures.ts'

const here = forumSite()
const guest = () => request(here.site.server)
const json = ['Accept', 'application/json'] as const

async function pictured() {
  const { agent, account } = await signedInAgent(here.site)
  const topic = await makeTopic()
  const { post, images } = await makePictured(account, topic.id, ['Hills at dawn'])
  const [image = ''] = images
  return { author: agent, account, topic, id: String(post._id), image }
}

test('N9: a post hidden from others is read by its author alone, with its pictures and the reason', async () => {
  const { author, topic, id, image } = await pictured()
  const other = await signedInAgent(here.site)
  await guest().get(topic.path).expect(200)
  await hide(id, { by: 'C-1', from: 'others' })
  const meanwhile = (await author.get(topic.path).expect(200)).text
  assert.match(meanwhile, /Look at this\./)
  assert.match(meanwhile, /Hidden from others while a complaint is looked into\./)
  await hide(id, { by: 'D-1', from: 'others', over: 'C-1' })
  const own = (await author.get(topic.path).expect(200)).text
  assert.match(own, /Hidden from others after a complaint: <a href="\/decisions\/D-1">decision D-1<\/a>/)
  assert.match(own, new RegExp(`/images/${image}/960`))
  const bytes = await author.get(`/images/${image}/320`).expect(200)
  assert.match(String(bytes.headers['cache-control']), /private/)
  for (const agent of [guest(), other.agent]) {
    assert.doesNotMatch((await agent.get(topic.path)).text, /Look at this|Hidden from others/)
    await agent.get(`/images/${image}/320`).expect(410)
    await agent.get(`/images/${image}`).expect(410)
    await agent.get(`/posts/${id}`).expect(410)
  }
  const [, post] = (await author.get(topic.path).set(...json)).body.posts
  assert.deepEqual(post.hidden, { decision: 'D-1', whyHref: '/decisions/D-1' })
  assert.match(post.html, /Look at this/)
  const [, tombstone] = (await other.agent.get(topic.path).set(...json)).body.posts
  assert.equal(tombstone.html, undefined)
  await author
    .put(`/posts/${id}`)
    .set(...json)
    .send({ body: 'Quite other words.' })
    .expect(403)
})

test('N9: a removed post is read by nobody, and comes back whole', async () => {
  const { author, topic, id, image } = await pictured()
  await hide(id, { by: 'D-2', from: 'others' })
  await hide(id, { by: 'D-3', from: 'everybody', over: 'D-2' })
  for (const agent of [guest(), author]) {
    assert.doesNotMatch((await agent.get(topic.path)).text, /Look at this/)
    await agent.get(`/posts/${id}`).expect(410)
    await agent.get(`/images/${image}/320`).expect(410)
  }
  await unhide(id, 'D-2')
  assert.equal((await Posts.findById(id).lean())?.hiddenBy, 'D-3')
  for (const _ of [1, 2]) await unhide(id, 'D-3')
  assert.match((await guest().get(topic.path)).text, /Look at this/)
  await guest().get(`/images/${image}/320`).expect(200)
})

test('N8: its author deletes a hidden post, and no reversal brings it back', async () => {
  const { author, topic, id, image } = await pictured()
  await hide(id, { by: 'D-4', from: 'others' })
  assert.match((await author.get(topic.path)).text, new RegExp(`/posts/${id}/delete`))
  await author.delete(`/posts/${id}`).expect(303)
  await unhide(id, 'D-4')
  const post = await Posts.findById(id).lean()
  assert.deepEqual([post?.removedBy, post?.hiddenBy, post?.source], ['author', null, undefined])
  await hide(id, { by: 'D-5', from: 'others' })
  assert.match((await guest().get(topic.path)).text, /Removed by its author/)
  await guest().get(`/images/${image}/320`).expect(410)
})
