import '../support/normal-limits.ts'

import '../support/env.ts'

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Messages } from '../../src/chat/message.ts'
import { signedInAgent } from '../support/accounts.ts'
import { makeRoom } from '../support/chat.ts'
import { openLine } from '../support/chat-line.ts'
import { forumSite } from '../support/forum-site.ts'

const here = forumSite()

test('a new account talks more slowly, is told so kindly, and keeps its words', async () => {
  const room = await makeRoom()
  const { agent } = await signedInAgent(here.site)
  const send = (body: string) => agent.post(`/chat/${room.slug}/messages`).type('form').send({ body })
  for (let n = 0; n < 20; n += 1) await send(`words ${n}`).expect(303)
  const refused = await send('the words that have to wait')
  assert.equal(refused.status, 429)
  assert.match(refused.text, /Welcome! While an account is new it talks a little more slowly\./)
  assert.match(refused.text, /the words that have to wait/)
  const line = await openLine(here.site, agent)
  await line.join(`chat:${room.slug}`, { at: 0, from: 0, to: 0, isEnd: true })
  const sent = await line.say(`chat:${room.slug}`, 'send', { body: 'another way', clientId: 'another-way' })
  assert.match(sent.ok ? '' : sent.why, /talks a little more slowly/, 'the socket is no way around')
  line.close()
  assert.equal(await Messages.countDocuments({ room: room._id }), 20)
})

test('a flood on the socket stops at the pace of the account, whatever the window', async () => {
  const room = await makeRoom()
  const longAgo = new Date(Date.now() - 3 * 86_400_000)
  const { agent } = await signedInAgent(here.site, { createdAt: longAgo, postCount: 5 })
  const windows = [await openLine(here.site, agent), await openLine(here.site, agent)]
  const name = `chat:${room.slug}`
  for (const line of windows) await line.join(name, { at: 0, from: 0, to: 0, isEnd: true })
  const answers = await Promise.all(
    Array.from({ length: 76 }, (_, n) =>
      windows[n % 2]?.say(name, 'send', { body: `flood ${n}`, clientId: `flood-number-${n}` }),
    ),
  )
  const stored = await Messages.countDocuments({ room: room._id })
  assert.ok(stored <= 60, String(stored))
  assert.equal(answers.filter((answer) => answer?.ok).length, stored)
  assert.ok(answers.some((answer) => answer && !answer.ok && /a lot in a short time/.test(answer.why)))
  for (const line of windows) line.close()
})
