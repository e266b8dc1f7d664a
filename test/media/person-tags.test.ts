import '../support/env.ts'

import assert from 'node:assert/strict'
import { test } from 'node:test'
import request from 'supertest'
import { cleanUpAfter } from '../../src/auth/account-gone.ts'
import { Tags } from '../../src/media/tag.ts'
import { makeAccount, signedInAgent } from '../support/accounts.ts'
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
const answerTo = (agent: Agent, address: string, id: string, answer: unknown) =>
  agent
    .put(`${address}/tags/${id}/answer`)
    .set(...json)
    .send({ answer })
const tagsOn = async (agent: Agent | ReturnType<typeof request>, address: string) =>
  (
    await agent
      .get(address)
      .set(...json)
      .expect(200)
  ).body.tags

async function scene() {
  const owner = await signedInAgent(here.site)
  const made = await makePicturedTopic({ author: owner.account })
  return {
    ...made,
    owner,
    tagger: await signedInAgent(here.site, { name: 'Tomek Nowak' }),
    ada: await signedInAgent(here.site, { name: 'Ada Berg' }),
    other: await signedInAgent(here.site, { role: 'admin' }),
  }
}

test('N8: a person-tag is seen by tagger and tagged alone until it is accepted', async () => {
  const { address, path, owner, tagger, ada, other } = await scene()
  const fields = { member: `@${ada.account.username.toUpperCase()}`, x: 0.2, y: 0.2, w: 0.2, h: 0.2 }
  const { body } = await tag(tagger.agent, address, fields).expect(201)
  assert.deepEqual([body.state, body.member.name], ['pending', 'Ada Berg'])
  assert.match((await tagger.agent.get(address)).text, /waiting for Ada Berg’s answer/)
  const asked = (await ada.agent.get(address)).text
  assert.match(asked, /Tomek Nowak asks whether this is you/)
  assert.match(asked, />Accept<[\s\S]*>Refuse</)
  for (const reader of [guest(), owner.agent, other.agent]) {
    assert.deepEqual(await tagsOn(reader, address), [])
    assert.doesNotMatch((await reader.get(address)).text, /Ada Berg/)
    assert.doesNotMatch((await reader.get(path)).text, /Ada Berg/)
    assert.deepEqual((await reader.get(path).set(...json)).body.posts[1].images[0].tags, [])
  }
  await owner.agent
    .delete(`${address}/tags/${body.id}`)
    .set(...json)
    .expect(404)
  await answerTo(tagger.agent, address, body.id, 'accept').expect(403)
  await answerTo(other.agent, address, body.id, 'accept').expect(404)
  await answerTo(ada.agent, address, body.id, 'perhaps').expect(422)
  await answerTo(ada.agent, address, body.id, { $gt: '' }).expect(422)
  await answerTo(ada.agent, address, body.id, 'accept').expect(200)
  await answerTo(ada.agent, address, body.id, 'accept').expect(200)
  assert.match((await guest().get(address)).text, /Ada Berg/)
  const [shown] = (
    await guest()
      .get(path)
      .set(...json)
  ).body.posts[1].images[0].tags
  const { username } = ada.account
  assert.deepEqual(shown, { id: body.id, href: `/u/${username}`, member: { username, name: 'Ada Berg' } })
  await answerTo(other.agent, address, body.id, 'refuse').expect(403)
})

test('N8: the tagged person removes an accepted tag at any time, and is not asked again', async () => {
  const { address, tagger, ada } = await scene()
  const { body } = await tag(tagger.agent, address, { member: ada.account.username }).expect(201)
  await answerTo(ada.agent, address, body.id, 'accept').expect(200)
  await guest().get(address).expect(200)
  const form = { back: '/my/tags' }
  const gone = await ada.agent
    .post(`${address}/tags/${body.id}?_method=DELETE`)
    .type('form')
    .send(form)
    .expect(303)
  assert.equal(gone.headers.location, '/my/tags')
  assert.doesNotMatch((await guest().get(address)).text, /Ada Berg/)
  await tag(tagger.agent, address, { member: ada.account.username }).expect(403)
})

test('a refused tag is gone, keeps no place, and is not proposed again by the same person', async () => {
  const { address, image, tagger, ada, other } = await scene()
  const fields = { member: ada.account.username, x: 0.2, y: 0.2, w: 0.2, h: 0.2 }
  const { body } = await tag(tagger.agent, address, fields).expect(201)
  await answerTo(ada.agent, address, body.id, 'refuse').expect(200)
  await answerTo(ada.agent, address, body.id, 'refuse').expect(404)
  await answerTo(ada.agent, address, body.id, 'accept').expect(404)
  for (const { agent } of [tagger, ada]) assert.deepEqual(await tagsOn(agent, address), [])
  const [left] = await Tags.find({ image }).lean()
  assert.deepEqual([left?.state, left?.slot, left?.box], ['refused', undefined, undefined])
  await tag(tagger.agent, address, fields).expect(403)
  await tag(tagger.agent, address, { member: ada.account.username }).expect(403)
  await tag(other.agent, address, fields).expect(201)
})

test('asking twice is one question; another one who asks later hears that it is answered', async () => {
  const { address, tagger, ada, other } = await scene()
  const fields = { member: ada.account.username }
  const first = await tag(tagger.agent, address, fields).expect(201)
  assert.equal((await tag(tagger.agent, address, fields).expect(200)).body.id, first.body.id)
  const second = await tag(other.agent, address, fields).expect(201)
  const both = await Promise.all(
    [first, second].map(({ body }) => answerTo(ada.agent, address, body.id, 'accept')),
  )
  assert.ok(both.some(({ status }) => status === 200))
  assert.equal((await tagsOn(guest(), address)).length, 1)
  assert.equal((await tagsOn(ada.agent, address)).length, 1, 'the other question is answered with it')
  await tag(other.agent, address, fields).expect(409)
})

test('naming oneself needs no question', async () => {
  const { address, ada } = await scene()
  const { body } = await tag(ada.agent, address, { member: ada.account.username }).expect(201)
  assert.equal(body.state, 'accepted')
  assert.equal((await tagsOn(guest(), address)).length, 1)
})

test('who may tag me: nobody means no question, kindly, and withdraws what waits', async () => {
  const { address, tagger, ada } = await scene()
  await tag(tagger.agent, address, { member: ada.account.username }).expect(201)
  const page = (await ada.agent.get('/my/tags').expect(200)).text
  assert.match(page, /Who may tag you/)
  assert.match(page, /Only you and the person who asks see the tag until you say yes/)
  for (const taggable of ['everybody', '', { $gt: '' }, undefined])
    await ada.agent
      .put('/my/tagging')
      .set(...json)
      .send({ taggable })
      .expect(422)
  await ada.agent.post('/my/tagging?_method=PUT').type('form').send({ taggable: 'nobody' }).expect(303)
  assert.match((await ada.agent.get('/my/tags?saved=yes')).text, /value="nobody" checked/)
  assert.deepEqual(await tagsOn(tagger.agent, address), [])
  const refused = await tag(tagger.agent, address, { member: ada.account.username }).expect(422)
  assert.match(JSON.stringify(refused.body), /Ada Berg prefers not to be tagged/)
  await ada.agent
    .put('/my/tagging')
    .set(...json)
    .send({ taggable: 'ask' })
    .expect(200)
  await tag(tagger.agent, address, { member: ada.account.username }).expect(201)
  await guest()
    .put('/my/tagging')
    .set('Sec-Fetch-Site', 'same-origin')
    .set(...json)
    .send({ taggable: 'ask' })
    .expect(401)
})

test('N26: who waits for a guardian or has not confirmed is not there to be tagged', async () => {
  const { address, tagger } = await scene()
  const young = await makeAccount({ ageBand: '13-17' })
  const unsure = await makeAccount({ confirmedAt: null })
  const answers = await Promise.all(
    [young.username, unsure.username, 'nobody-at-all'].map((member) =>
      tag(tagger.agent, address, { member }),
    ),
  )
  assert.deepEqual(
    answers.map(({ status }) => status),
    [422, 422, 422],
  )
  assert.equal(new Set(answers.map(({ body }) => JSON.stringify(body))).size, 1)
})

test('/my/tags and the line on the home page tell the person who is asked, and nobody else', async () => {
  const { address, image, tagger, ada } = await scene()
  assert.doesNotMatch((await ada.agent.get('/')).text, /waits? for your answer/)
  const { body } = await tag(tagger.agent, address, { member: ada.account.username }).expect(201)
  assert.match((await ada.agent.get('/')).text, /href="\/my\/tags">1 picture tag waits for your answer/)
  assert.doesNotMatch((await tagger.agent.get('/')).text, /waits? for your answer/)
  assert.doesNotMatch((await guest().get('/')).text, /waits? for your answer/)
  const mine = (
    await ada.agent
      .get('/my/tags')
      .set(...json)
      .expect(200)
  ).body
  assert.deepEqual(
    [mine.waiting[0].id, mine.waiting[0].image.id, mine.waiting[0].by.name],
    [body.id, image, 'Tomek Nowak'],
  )
  const form = { answer: 'accept', back: '/my/tags' }
  const done = await ada.agent
    .post(`${address}/tags/${body.id}/answer?_method=PUT`)
    .type('form')
    .send(form)
    .expect(303)
  assert.equal(done.headers.location, '/my/tags')
  assert.doesNotMatch((await ada.agent.get('/')).text, /waits? for your answer/)
  const after = (await ada.agent.get('/my/tags').set(...json)).body
  assert.deepEqual([after.waiting.length, after.accepted.length], [0, 1])
  assert.match((await ada.agent.get('/my/settings')).text, /href="\/my\/tags"/)
  assert.equal((await guest().get('/my/tags').expect(303)).headers.location, '/sign-in?next=%2Fmy%2Ftags')
})

test('tags by and of an account that is dropped vanish with it', async () => {
  const { address, path, tagger, ada } = await scene()
  await tag(tagger.agent, address, { label: 'Sky' }).expect(201)
  await tag(ada.agent, address, { member: ada.account.username }).expect(201)
  assert.equal((await tagsOn(guest(), address)).length, 2)
  assert.equal(
    (
      await guest()
        .get(path)
        .set(...json)
    ).body.posts[1].images[0].tags.length,
    2,
  )
  for (const { account } of [tagger, ada]) await cleanUpAfter(String(account._id))
  assert.deepEqual(await tagsOn(guest(), address), [])
  assert.deepEqual(
    (
      await guest()
        .get(path)
        .set(...json)
    ).body.posts[1].images[0].tags,
    [],
  )
})
