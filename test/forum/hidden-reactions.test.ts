import '../support/env.ts'

import assert from 'node:assert/strict'
import { test } from 'node:test'
import request from 'supertest'
import { reactionsHiding } from '../../src/forum/hiding.ts'
import { react } from '../../src/forum/reacting.ts'
import { signedInAgent } from '../support/accounts.ts'
import { makeTopic } from '../support/forum.ts'
import { forumSite } from '../support/forum-site.ts'

const here = forumSite()
const guest = () => request(here.site.server)
const json = ['Accept', 'application/json'] as const

test('N9: who reacted is out of sight and how many did is not; the author of the post reads it unless it is removed', async () => {
  const author = await signedInAgent(here.site)
  const fan = await signedInAgent(here.site)
  const topic = await makeTopic({ author: author.account })
  const id = String(topic.post._id)
  await react(fan.account, id, 'agree')
  const path = `/posts/${id}/reactions`
  const { username } = fan.account
  assert.ok((await guest().get(path).expect(200)).text.includes(username))
  await reactionsHiding.hide(id, { by: 'C-1', from: 'others' })
  await reactionsHiding.hide(id, { by: 'C-1', from: 'others' })
  for (const agent of [guest(), fan.agent]) {
    const { text } = await agent.get(path).expect(200)
    assert.ok(
      !text.replace(/<header[\s\S]*?<\/header>/, '').includes(`/u/${username}"><span`),
      'no name in the list',
    )
    assert.match(text, /Who reacted is hidden while a complaint is looked into/)
    const { body } = await agent.get(path).set(...json)
    assert.deepEqual([body.reactions, body.counts.agree, body.hidden], [[], 1, { isInterim: true }])
  }
  assert.equal((await author.agent.get(path).set(...json)).body.reactions.length, 1)
  await reactionsHiding.hide(id, { by: 'D-1', from: 'everybody', over: 'C-1' })
  assert.equal((await author.agent.get(path).set(...json)).body.reactions.length, 0)
  assert.equal(
    (
      await guest()
        .get(topic.path)
        .set(...json)
    ).body.posts[0].reactions.agree,
    1,
  )
  await reactionsHiding.show(id, 'C-1')
  assert.equal(
    (
      await guest()
        .get(path)
        .set(...json)
    ).body.reactions.length,
    0,
  )
  for (const _ of [1, 2]) await reactionsHiding.show(id, 'D-1')
  assert.ok((await guest().get(path)).text.includes(username))
})
