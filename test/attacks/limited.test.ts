import '../support/env.ts'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sanction } from '../../src/auth/sanction.ts'
import { days, now, nowMs } from '../../src/clock.ts'
import { signedInAgent } from '../support/accounts.ts'
import { makeTopic } from '../support/forum.ts'
import { forumSite } from '../support/forum-site.ts'

const holder = forumSite()

test('who is limited writes nothing new into old posts and titles, and can still take them back', async () => {
  const { agent, account } = await signedInAgent(holder.site)
  const topic = await makeTopic({ author: account, body: 'old words' })
  await agent.get(topic.path).expect(200)
  const until = new Date(nowMs() + days(7))
  await sanction(String(account._id), { by: 'D-1', kinds: ['limit'], since: now(), until })
  const page = await agent.get(topic.path).expect(200)
  assert.doesNotMatch(page.text, new RegExp(`/posts/${topic.post._id}/edit|/t/${topic.id}/edit`))
  const json = (path: string) => agent.put(path).set('Accept', 'application/json')
  const edited = await json(`/posts/${topic.post._id}`).send({ body: 'new words' })
  assert.equal(edited.status, 403)
  assert.match(edited.text, /read but not post/)
  const retitled = await json(`/t/${topic.id}`).send({ title: 'New words' })
  assert.equal(retitled.status, 403)
  assert.match(retitled.text, /read but not post/)
  await agent.get(`/posts/${topic.post._id}/edit`).expect(403)
  await agent.get(`/t/${topic.id}/edit`).expect(403)
  assert.match((await agent.get(topic.path)).text, /old words/)
  await agent.delete(`/posts/${topic.post._id}`).expect(303)
})
