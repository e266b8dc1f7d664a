import '../support/env.ts'

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { loadAccount } from '../../src/auth/account.ts'
import { react } from '../../src/forum/reacting.ts'
import { Cases } from '../../src/reports/case.ts'
import { decisionsOf } from '../../src/reports/decision.ts'
import { makeAccount, signedInAgent } from '../support/accounts.ts'
import { report, rules } from '../support/complaints.ts'
import { makeTopic } from '../support/forum.ts'
import { forumSite } from '../support/forum-site.ts'
import { decideOn, reviewers } from '../support/reviewers.ts'

const here = forumSite()
rules()
const json = ['Accept', 'application/json'] as const
const { staff } = reviewers(here)

test('N9: whoever wrote a post can report who reacted to it, and nothing is taken from their account for it', async () => {
  const author = await signedInAgent(here.site)
  const { post } = await makeTopic({ author: author.account })
  const fan = await makeAccount()
  await react(fan, String(post._id), 'disagree')
  const about = `/posts/${post._id}/reactions`
  const { ref } = await report(here.site, { about }, author.agent)
  assert.match(ref, /^R-/)
  const found = await Cases.findOne({ subject: `reactions:${post._id}` }).lean()
  assert.ok(found)
  assert.deepEqual(
    found.subjects.map(({ author: owner }) => owner),
    [null],
  )
  assert.equal(found.state.subjectsOwner, null)
  assert.deepEqual(found.state.reporters, [String(author.account._id)])
  const { agent } = await staff()
  const page = await agent
    .get(`/review/${found.ref}`)
    .set(...json)
    .expect(200)
  const offered = page.body.measureOptions.filter(({ isOff }: { isOff: boolean }) => !isOff)
  assert.deepEqual(
    offered.map(({ value }: { value: string }) => value),
    ['none', 'hide', 'remove'],
  )
  assert.match(page.body.evidence[0].words, new RegExp(`^@${fan.username} disagrees$`))
  for (const measures of ['limit', 'suspend', 'close']) {
    const { status } = await decideOn(agent, `/review/${found.ref}`, { measures, until: '2099-01-01' })
    assert.equal(status, 422, measures)
  }
  assert.equal((await decisionsOf(found.ref)).length, 0)
  await decideOn(agent, `/review/${found.ref}`).expect(201)
  for (const account of [author.account, fan]) {
    const now = await loadAccount(String(account._id))
    assert.deepEqual([now?.state, now?.sanctions ?? []], [account.state, account.sanctions ?? []])
  }
})
