import '../support/env.ts'

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Posts } from '../../src/forum/post.ts'
import { stopOutbox } from '../../src/mail/outbox.ts'
import { Cases } from '../../src/reports/case.ts'
import { decide } from '../../src/reports/deciding.ts'
import { Evidences } from '../../src/reports/evidence.ts'
import { fileReport } from '../../src/reports/filing.ts'
import { Reports } from '../../src/reports/report.ts'
import { makeAccount } from '../support/accounts.ts'
import { complaint, findings, rules } from '../support/complaints.ts'
import { makePost, makeTopic } from '../support/forum.ts'
import { forumDatabase } from '../support/forum-site.ts'
import { before } from '../support/hooks.ts'

forumDatabase()
rules()
before(stopOutbox)

const AT_ONCE = 200

async function newPosts(count: number): Promise<string[]> {
  const topic = await makeTopic()
  const author = await makeAccount()
  const ids = []
  for (let n = 0; n < count; n += 1)
    ids.push(String((await makePost({ topic: topic.id, author, body: `Insult number ${n}.` }))._id))
  return ids
}

for (const things of [1, 10, AT_ONCE])
  test(`${AT_ONCE} reports at once of ${things} posts: each stands, with its evidence, in the one case of its post`, async () => {
    const posts = await newPosts(things)
    const about = (n: number) => posts[n % things] ?? ''
    const taken = await Promise.all(
      Array.from({ length: AT_ONCE }, (_, n) => fileReport(undefined, complaint(`/posts/${about(n)}`))),
    )
    assert.equal(new Set(taken.map(({ ref }) => ref)).size, AT_ONCE)
    const cases = await Cases.find({ subject: { $in: posts.map((id) => `post:${id}`) } }).lean()
    assert.equal(cases.length, things)
    for (const { ref, reports, evidence, isUndecided } of cases) {
      assert.deepEqual([reports, evidence.length, isUndecided], [AT_ONCE / things, 1, true])
      assert.equal(await Reports.countDocuments({ case: ref }), AT_ONCE / things)
    }
    for (const [n, { report }] of taken.entries()) {
      const stored = await Reports.findById(report._id).lean()
      const found = cases.find(({ ref }) => ref === stored?.case)
      assert.equal(found?.subject, `post:${about(n)}`)
      assert.ok(stored?.acknowledgedAt)
      const [evidence] = await Evidences.find({ _id: { $in: stored?.evidence } }).lean()
      assert.equal(evidence?.words, (await Posts.findById(about(n)).lean())?.source)
    }
  })

test('fifteen complaints at once of the same person about one post are one report with all their words', async () => {
  const [post] = await newPosts(1)
  const filing = Array.from({ length: 15 }, (_, n) =>
    fileReport(undefined, complaint(`/posts/${post}`, { email: 'ann@example.org', details: `Words ${n}.` })),
  )
  const taken = await Promise.all(filing)
  assert.equal(taken.filter(({ isJoined }) => !isJoined).length, 1)
  const [found, ...others] = await Cases.find({ subject: `post:${post}` }).lean()
  assert.deepEqual([found?.reports, others.length], [1, 0])
  const [report] = await Reports.find({ case: found?.ref }).lean()
  assert.equal(report?.filings.length, 15)
})

test('reports that come in while their case is decided are answered with it, or open the next one', async () => {
  const [post = ''] = await newPosts(1)
  const judge = await makeAccount({ role: 'moderator' })
  await fileReport(undefined, complaint(`/posts/${post}`))
  const first = await Cases.findOne({ subject: `post:${post}` }).lean()
  const mild = findings({ outcome: 'not_upheld', measures: ['none'], yields: 'complainant' })
  const deciding = decide(judge, first?.ref ?? '', mild)
  await Promise.all(Array.from({ length: 30 }, () => fileReport(undefined, complaint(`/posts/${post}`))))
  await deciding
  const cases = await Cases.find({ subject: `post:${post}` }).lean()
  const counts = await Promise.all(cases.map(({ ref }) => Reports.countDocuments({ case: ref })))
  assert.equal(
    counts.reduce((sum, count) => sum + count, 0),
    31,
  )
  for (const [at, { ref, reports, isUndecided }] of cases.entries()) {
    assert.equal(reports, counts[at], ref)
    if (!isUndecided) assert.equal(await Reports.countDocuments({ case: ref, answeredAt: null }), 0)
  }
})
