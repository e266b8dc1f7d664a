import '../support/env.ts'

import assert from 'node:assert/strict'
import { test } from 'node:test'
import request from 'supertest'
import { loadAccount } from '../../src/auth/account.ts'
import { signedInAgent } from '../support/accounts.ts'
import { makeRoom } from '../support/chat.ts'
import { forumSite } from '../support/forum-site.ts'

const here = forumSite()

test('whether others see that a member is in a chat room is theirs to choose, and off until they do', async () => {
  const { agent, account } = await signedInAgent(here.site)
  const { slug } = await makeRoom()
  const mark = /data-present data-shown/
  assert.doesNotMatch((await agent.get(`/chat/${slug}`)).text, mark)
  assert.match((await agent.get('/my/settings')).text, /in a chat room<\/a><p class="row-meta"><span>Nobody/)
  await agent.put('/my/presence').type('form').send({ presence: 'shown' }).expect(303)
  assert.equal((await loadAccount(String(account._id)))?.presence, 'shown')
  assert.match((await agent.get(`/chat/${slug}`)).text, mark)
  assert.match((await agent.get('/my/presence').expect(200)).text, /value="shown"[^>]*checked/)
  for (const presence of ['', 'always', { $ne: '' }])
    assert.equal(
      (await agent.put('/my/presence').set('Accept', 'application/json').send({ presence })).status,
      422,
    )
  await agent.put('/my/presence').type('form').send({ presence: 'hidden' }).expect(303)
  assert.doesNotMatch((await agent.get(`/chat/${slug}`)).text, mark)
})

test('visitors have no such page', async () => {
  await request(here.site.server).get('/my/presence').expect(303)
  const strange = request(here.site.server).put('/my/presence').set('Sec-Fetch-Site', 'same-origin')
  assert.equal((await strange.send({ presence: 'shown' })).status, 401)
})
