import '../support/normal-limits.ts'
import '../support/env.ts'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { mostCharacters } from '../../src/content/markdown.ts'
import { signedInAgent } from '../support/accounts.ts'
import { makeBoard, makeTopic } from '../support/forum.ts'
import { forumSite } from '../support/forum-site.ts'

const holder = forumSite()

test('one person cannot keep the site busy with previews of the longest texts', async () => {
  const { agent } = await signedInAgent(holder.site)
  const body = 'a|b\n-|-\n'.padEnd(mostCharacters, 'a|\n')
  const statuses: number[] = []
  for (let n = 0; n < 30 && !statuses.includes(429); n += 1) {
    const answer = await agent.post('/preview').send({ body })
    statuses.push(answer.status)
    if (answer.status === 429) assert.ok(Number(answer.headers['retry-after']) > 0)
  }
  assert.ok(statuses.length <= 20 && statuses.includes(429), statuses.join())
})

test('previews follow somebody who types without a pause', async () => {
  const { agent } = await signedInAgent(holder.site)
  for (let n = 0; n < 100; n += 1)
    await agent
      .post('/preview')
      .send({ body: `Word by word ${n}` })
      .expect(200)
})

test('a preview quotes nothing that its reader may not read', async () => {
  const topic = await makeTopic({ board: await makeBoard({ audience: 'staff' }), body: 'plans of the staff' })
  const body = `[quote ${topic.id}/1@1]`
  const member = await signedInAgent(holder.site)
  const moderator = await signedInAgent(holder.site, { role: 'moderator' })
  assert.doesNotMatch(
    (await member.agent.post('/preview').send({ body }).expect(200)).text,
    /plans|quiet evening/,
  )
  assert.match((await moderator.agent.post('/preview').send({ body }).expect(200)).text, /plans of the staff/)
})
