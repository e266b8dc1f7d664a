import '../support/normal-limits.ts'

import '../support/env.ts'

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cleanUpAfter } from '../../src/auth/account-gone.ts'
import { Drafts, saveDraft } from '../../src/drafts/draft.ts'
import { Posts } from '../../src/forum/post.ts'
import { makeAccount, signedInAgent } from '../support/accounts.ts'
import { makeTopic } from '../support/forum.ts'
import { forumSite } from '../support/forum-site.ts'

const here = forumSite()

test('a new account posts more calmly, is told so kindly, and keeps its words', async () => {
  const { id } = await makeTopic()
  const { agent } = await signedInAgent(here.site)
  const send = (body: string) => agent.post(`/t/${id}/posts`).type('form').send({ body })
  const answers = await Promise.all(Array.from({ length: 8 }, (_, n) => send(`words ${n}`)))
  assert.equal(answers.filter((answer) => answer.status === 303).length, 5)
  assert.equal(await Posts.countDocuments({ topic: id }), 6)
  const refused = await send('the words that have to wait')
  assert.equal(refused.status, 429)
  assert.match(refused.text, /Welcome! While an account is new it posts a little more slowly\./)
  assert.match(refused.text, /the words that have to wait/)
  assert.ok(Number(refused.headers['retry-after']) > 0)
})

test('others post at an ordinary pace', async () => {
  const { id } = await makeTopic()
  const longAgo = new Date(Date.now() - 3 * 86_400_000)
  const { agent } = await signedInAgent(here.site, { createdAt: longAgo, postCount: 5 })
  const send = () => agent.post(`/t/${id}/posts`).type('form').send({ body: 'words' })
  for (let n = 0; n < 8; n++) await send().expect(303)
  const answers = await Promise.all(Array.from({ length: 30 }, send))
  assert.equal(answers.filter((answer) => answer.status === 303).length, 22)
  assert.equal(answers.filter((answer) => answer.status === 429).length, 8)
})

test('the drafts of a sign-up that was never finished go with it', async () => {
  const account = await makeAccount({ confirmedAt: null })
  await saveDraft(account._id, 'reply:1', { title: '', body: 'too early' })
  await cleanUpAfter(String(account._id))
  assert.equal(await Drafts.countDocuments({ account: account._id }), 0)
})
