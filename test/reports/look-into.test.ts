import '../support/env.ts'

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Types } from 'mongoose'
import supertest from 'supertest'
import { AuditLines } from '../../src/auth/audit.ts'
import { days, nowMs } from '../../src/clock.ts'
import { Posts } from '../../src/forum/post.ts'
import { Cases } from '../../src/reports/case.ts'
import { makeAccount, signedInAgent } from '../support/accounts.ts'
import { rules } from '../support/complaints.ts'
import { makePost, makeTopic } from '../support/forum.ts'
import { forumSite } from '../support/forum-site.ts'
import { reviewers } from '../support/reviewers.ts'

const here = forumSite()
rules()
const json = ['Accept', 'application/json'] as const
const { staff } = reviewers(here)
const twoDaysAgo = () => Types.ObjectId.createFromTime(Math.floor((nowMs() - days(2)) / 1000))
const link = 'Look into what they posted'

test('N9: from a profile staff open the form of a finding with the newest posts of that member, and nothing changes', async () => {
  const author = await makeAccount()
  const topic = await makeTopic()
  const one = await makePost({ topic: topic.id, author, body: 'Cheap brooms!' })
  const two = await makePost({ topic: topic.id, author, body: 'Cheaper brooms!' })
  const before = { ...(await Posts.findById(one._id).lean()), number: 99, _id: twoDaysAgo() }
  await Posts.collection.insertOne(before as never)
  const { agent } = await staff()
  const profile = (await agent.get(`/u/${author.username}`).set(...json)).body
  assert.equal(profile.reviewAddress, `/review?by=${author.username}#found`)
  const counts = async () => [await Cases.countDocuments(), await AuditLines.countDocuments()]
  const was = await counts()
  const page = (await agent.get(`/review?by=${author.username}`).expect(200)).text
  assert.deepEqual(await counts(), was)
  assert.match(page, /<details class="panel" id="found" open>/)
  assert.ok(page.includes(`/posts/${two._id}\n/posts/${one._id}</textarea>`))
  assert.ok(!page.includes(`/posts/${before._id}`))
  const { lookInto } = (await agent.get(`/review?by=${author.username}`).set(...json)).body
  const found = { about: lookInto.lines, kind: 'rules', details: 'Adverts.' }
  const { ref } = (
    await agent
      .post('/review')
      .set(...json)
      .send(found)
      .expect(201)
  ).body
  assert.equal((await Cases.findOne({ ref }).lean())?.subjects.length, 2)
  const again = (await agent.get(`/review?by=${author.username}`).set(...json)).body
  assert.deepEqual([again.lookInto.count, again.lookInto.inCases], [0, [ref]])
})

test('the link is for staff alone, never on their own profile, and a guest’s page stays the same bytes', async () => {
  const author = await makeAccount()
  const path = `/u/${author.username}`
  const guest = () => supertest(here.site.server).get(path)
  const first = (await guest().expect(200)).text
  const lead = await staff()
  assert.ok((await lead.agent.get(path)).text.includes(link))
  assert.ok((await (await staff({ role: 'admin' })).agent.get(path)).text.includes(link))
  assert.ok(!(await lead.agent.get(`/u/${lead.account.username}`)).text.includes(link))
  for (const role of ['member', 'reviewer'] as const) {
    const { agent } = await signedInAgent(here.site, { role })
    assert.ok(!(await agent.get(path)).text.includes(link), role)
  }
  assert.equal((await guest()).text, first)
  assert.ok(!first.includes('/review'))
  const reviewer = await signedInAgent(here.site, { role: 'reviewer' })
  const { body } = await reviewer.agent
    .get(`/review?by=${author.username}`)
    .set(...json)
    .expect(200)
  assert.equal(body.lookInto, undefined)
  const wild = await lead.agent
    .get('/review?by[$ne]=x')
    .set(...json)
    .expect(200)
  assert.equal(wild.body.lookInto, undefined)
})
