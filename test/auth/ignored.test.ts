import '../support/env.ts'

import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import supertest from 'supertest'
import type { Account } from '../../src/auth/account.ts'
import { cleanUpAfter } from '../../src/auth/account-gone.ts'
import { Ignores, ignoredBy, isIgnoring } from '../../src/auth/ignored.ts'
import { makeAccount, signedInAgent } from '../support/accounts.ts'
import { forumSite } from '../support/forum-site.ts'

const holder = forumSite()
let agent: ReturnType<typeof supertest.agent>
let account: Account
let other: Account

beforeEach(async () => {
  ;({ agent, account } = await signedInAgent(holder.site))
  other = await makeAccount({ name: 'Otto Stone' })
})

const ignores = () => isIgnoring(String(account._id), String(other._id))
const stored = () => Ignores.countDocuments({ account: account._id })

test('ignoring and stopping: on the profile, in the list, and in what other rooms ask', async () => {
  const profile = `/u/${other.username}`
  assert.equal(await ignores(), false)
  assert.match((await agent.get(profile)).text, /Their posts fold away for you\. They are not told\./)
  await agent
    .post(`${profile}/ignore?_method=PUT`)
    .type('form')
    .send({})
    .expect(303)
    .expect('Location', profile)
  assert.equal(await ignores(), true)
  assert.match((await agent.get(profile)).text, /You ignore Otto Stone\./)
  const list = await agent.get('/my/ignored').expect(200)
  assert.match(list.text, /Otto Stone/)
  assert.match(list.text, /Only you can see this list\./)
  await agent
    .post(`${profile}/ignore?_method=DELETE`)
    .type('form')
    .send({ back: '/my/ignored' })
    .expect(303)
    .expect('Location', '/my/ignored')
  assert.equal(await ignores(), false)
  assert.match((await agent.get('/my/ignored')).text, /You ignore nobody/)
  await agent
    .post(`${profile}/ignore?_method=DELETE`)
    .type('form')
    .send({ back: '//else.example' })
    .expect(422)
})

test('twice and at once is the same as once; stopping twice is no fault', async () => {
  const put = () => agent.put(`/u/${other.username.toUpperCase()}/ignore`).set('Accept', 'application/json')
  for (const { status, body } of await Promise.all([put(), put(), put()]))
    assert.deepEqual([status, body], [200, { username: other.username, isIgnored: true }])
  assert.equal(await stored(), 1)
  for (const _ of [1, 2]) await agent.delete(`/u/${other.username}/ignore`).expect(303)
  assert.equal(await stored(), 0)
})

test('nobody ignores themselves; staff can be ignored', async () => {
  const { body } = await agent
    .put(`/u/${account.username}/ignore`)
    .set('Accept', 'application/json')
    .expect(403)
  assert.equal(body.detail, 'Nobody can ignore themselves.')
  assert.doesNotMatch((await agent.get(`/u/${account.username}`)).text, /ignore/i)
  const moderator = await makeAccount({ role: 'moderator' })
  await agent.put(`/u/${moderator.username}/ignore`).expect(303)
})

test('the list is each member’s own, and strangers are asked to sign in', async () => {
  await agent.put(`/u/${other.username}/ignore`).expect(303)
  const third = await signedInAgent(holder.site)
  const { body } = await third.agent.get('/my/ignored').set('Accept', 'application/json').expect(200)
  assert.deepEqual(body.people, [])
  const stranger = supertest(holder.site.server)
  await stranger.get('/my/ignored').expect(303)
  for (const method of ['put', 'delete'] as const)
    await stranger[method](`/u/${other.username}/ignore`).set('Accept', 'application/json').expect(401)
  assert.doesNotMatch((await stranger.get(`/u/${other.username}`)).text, /ignore/i)
})

test('hostile and unknown names are not found, and children who wait for a guardian do not show', async () => {
  const child = await makeAccount({ ageBand: '13-17' })
  for (const name of ['nobody-here', 'x', '%7B%22%24gt%22%3A%22%22%7D', '__proto__', child.username]) {
    await agent.put(`/u/${name}/ignore`).expect(404)
    await agent.delete(`/u/${name}/ignore`).expect(404)
  }
  await agent.put(`/u/${other.username}/ignore`).set('Sec-Fetch-Site', 'cross-site').expect(403)
  assert.equal(await stored(), 0)
})

test('whoever is removed leaves nobody’s list with their name', async () => {
  await agent.put(`/u/${other.username}/ignore`).expect(303)
  await cleanUpAfter(String(other._id))
  assert.equal(await stored(), 0)
  await agent.put(`/u/${other.username}/ignore`).expect(303)
  await cleanUpAfter(String(account._id))
  assert.equal((await ignoredBy(String(account._id))).size, 0)
})
