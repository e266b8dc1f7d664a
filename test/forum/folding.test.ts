import '../support/env.ts'

import assert from 'node:assert/strict'
import { test } from 'node:test'
import supertest from 'supertest'
import { signedInAgent } from '../support/accounts.ts'
import { makePost, makeTopic } from '../support/forum.ts'
import { forumSite } from '../support/forum-site.ts'

const holder = forumSite()
const folded = /<details class="folded"><summary>A post by somebody you ignore/g

test('posts of somebody ignored fold away for that reader alone, can be opened, and unfold again', async () => {
  const reader = await signedInAgent(holder.site)
  const { id, path, author } = await makeTopic({ body: 'Loud words.' })
  await makePost({ topic: id, author, body: 'Louder words.' })
  await makePost({ topic: id, body: 'Soft words.' })
  const guest = () => supertest(holder.site.server).get(path)
  const before = (await guest()).text
  assert.doesNotMatch((await reader.agent.get(path)).text, folded)
  await reader.agent.put(`/u/${author.username}/ignore`).expect(303)
  const page = (await reader.agent.get(path)).text
  assert.equal(page.match(folded)?.length, 2)
  assert.match(page, /Loud words\./)
  assert.match(page, /data-topic="\d+" data-number="2"/)
  const { body } = await reader.agent.get(path).set('Accept', 'application/json')
  assert.deepEqual(
    body.posts.map((post: { isIgnored?: boolean }) => post.isIgnored === true),
    [true, true, false],
  )
  assert.equal((await guest()).text, before)
  const neighbour = await signedInAgent(holder.site)
  assert.doesNotMatch((await neighbour.agent.get(path)).text, folded)
  await reader.agent.delete(`/u/${author.username}/ignore`).expect(303)
  assert.doesNotMatch((await reader.agent.get(path)).text, folded)
})
