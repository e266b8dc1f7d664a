import '../support/env.ts'

import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import supertest from 'supertest'
import type { Account } from '../../src/auth/account.ts'
import { makeAccount, signedInAgent } from '../support/accounts.ts'
import { forumSite } from '../support/forum-site.ts'

const holder = forumSite()
let agent: ReturnType<typeof supertest.agent>
let me: Account

beforeEach(async () => {
  const made = await signedInAgent(holder.site, { name: 'Quill Me' })
  agent = made.agent
  me = made.account
})

const named = async (q: string): Promise<string[]> =>
  (await agent.get('/people').query({ q }).expect(200)).body.people.map(
    ({ username }: { username: string }) => username,
  )

test('people are found by the beginning of a user name or of a word in their name, never oneself', async () => {
  await makeAccount({ username: 'quilla', name: 'Ada Byron' })
  await makeAccount({ username: 'zed99', name: 'Zoë Quillfeather' })
  assert.deepEqual((await named('quill')).sort(), ['quilla', 'zed99'])
  assert.deepEqual(await named('@QUILLA'), ['quilla'])
  assert.deepEqual(await named('zoe'), ['zed99'])
  assert.deepEqual(await named(me.username), [])
  assert.deepEqual(await named(''), [])
  const { body } = await agent.get('/people?q=zed').expect(200)
  assert.deepEqual(body, { people: [{ username: 'zed99', name: 'Zoë Quillfeather' }] })
})

test('N26: whoever is not confirmed, or waits for a guardian, is not offered', async () => {
  await makeAccount({ username: 'hiddena', confirmedAt: null })
  await makeAccount({ username: 'hiddenb', ageBand: '13-17' })
  assert.deepEqual(await named('hidden'), [])
})

test('at most eight are told', async () => {
  await Promise.all(Array.from({ length: 12 }, (_, n) => makeAccount({ username: `crowd_${n}` })))
  assert.equal((await named('crowd')).length, 8)
})

test('only members may ask', async () => {
  const stranger = supertest(holder.site.server)
  await stranger.get('/people?q=quill').set('Accept', 'application/json').expect(401)
  await stranger.get('/people?q=quill').expect(303)
})

test('nothing typed is a pattern or an operator', async () => {
  for (const q of ['.*', '^', '(', '{"$gt":""}', '$ne', '__proto__', '%00', '\\'])
    assert.deepEqual(await named(q), [], q)
  for (const query of ['q=a&q=b', `q=${'a'.repeat(41)}`]) await agent.get(`/people?${query}`).expect(422)
  assert.deepEqual((await agent.get('/people?q[$gt]=').expect(200)).body.people, [])
})
