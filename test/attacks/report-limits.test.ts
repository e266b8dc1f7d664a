import '../support/normal-limits.ts'
import '../support/env.ts'
import assert from 'node:assert/strict'
import { request as ask } from 'node:http'
import { test } from 'node:test'
import request from 'supertest'
import { editPost } from '../../src/forum/edit.ts'
import { Posts } from '../../src/forum/post.ts'
import { Cases } from '../../src/reports/case.ts'
import { decide } from '../../src/reports/deciding.ts'
import { makeAccount, signedInAgent } from '../support/accounts.ts'
import { findings, report, rules } from '../support/complaints.ts'
import { makePost, makeTopic } from '../support/forum.ts'
import { forumSite } from '../support/forum-site.ts'
import type { Agent } from '../support/reviewers.ts'

const here = forumSite()
rules()

/** A report from that address of this machine. @returns the status */
function sendFrom(localAddress: string, claimed: string, kind = 'rules'): Promise<number | undefined> {
  const body = JSON.stringify({ about: '/a-page', kind, rule: '1', details: 'x', goodFaith: 'yes' })
  const headers = {
    'Content-Type': 'application/json',
    Accept: 'application/json',
    'X-Forwarded-For': claimed,
  }
  return new Promise((resolve, reject) => {
    const sending = ask(`${here.site.url}/reports`, { method: 'POST', localAddress, headers }, (answer) => {
      answer.resume()
      resolve(answer.statusCode)
    })
    sending.on('error', reject)
    sending.end(body)
  })
}

test('reports by a script end at its address, and keep nobody else from reporting', async () => {
  const statuses = []
  for (let n = 0; n < 50; n += 1) statuses.push(await sendFrom('127.0.0.2', `203.0.113.${n}`))
  assert.deepEqual([statuses.filter((status) => status === 201).length, statuses.at(-1)], [40, 429])
  assert.equal(await sendFrom('127.0.0.3', '127.0.0.2'), 201)
  // From the very network of a script a member still can.
  for (let n = 0; n < 41; n += 1) await sendFrom('127.0.0.1', '::1')
  assert.equal(await sendFrom('127.0.0.1', '::1'), 429)
  const { agent } = await signedInAgent(here.site)
  await report(here.site, { about: '/another-page' }, agent)
  // And whoever has no account still can say that somebody is in danger, however much the script says so, too.
  for (let n = 0; n < 45; n += 1) assert.equal(await sendFrom('127.0.0.1', '::1', 'danger'), 201)
})

test('whoever has to wait finds what they typed in the form', async () => {
  const form = { about: '/a-page', kind: 'rules', rule: '1', details: 'He calls us names.', goodFaith: 'yes' }
  for (let n = 0; n < 41; n += 1) await sendFrom('127.0.0.1', '::1')
  const { text } = await request(here.site.server).post('/reports').type('form').send(form).expect(429)
  assert.match(text, /Who signs in can send theirs at once\./)
  assert.match(text, /He calls us names\./)
})

const json = ['Accept', 'application/json'] as const
const abuse = (about: string | string[], agent: Agent) =>
  report(here.site, { about: about as string, kind: 'child-abuse', details: 'It shows a child.' }, agent)
const hiddenOf = async (ids: readonly string[]) =>
  Posts.countDocuments({ _id: { $in: ids }, hiddenBy: { $ne: null } })

async function posts(count: number): Promise<string[]> {
  const { id } = await makeTopic()
  const made = []
  for (let n = 0; n < count; n += 1)
    made.push(String((await makePost({ topic: id, body: `Words ${n}.` }))._id))
  return made
}

test('one person’s reports take no more than ten things out of sight in an hour; the rest wait for a moderator, first in the queue', async () => {
  const [sender, other] = [await signedInAgent(here.site), await signedInAgent(here.site)]
  const ids = await posts(14)
  const [first, second] = [ids.slice(0, 8), ids.slice(8)]
  await abuse(
    first.map((id) => `/posts/${id}`),
    sender.agent,
  )
  assert.equal(await hiddenOf(first), 8)
  const { ref, key } = await abuse(
    second.map((id) => `/posts/${id}`),
    sender.agent,
  )
  assert.equal(await hiddenOf(second), 0)
  const { body } = await sender.agent
    .get(`/reports/${ref}?key=${key}`)
    .set(...json)
    .expect(200)
  assert.equal(body.isHidden, false)
  const found = await Cases.findOne({ 'subjects.id': second[0] }).lean()
  assert.equal(found?.isUrgent, true)
  await abuse(`/posts/${second[0]}`, other.agent)
  assert.ok((await hiddenOf(second)) > 0, 'somebody else’s word counts')
})

test('what a moderator has read and left up is not hidden by the next report, until its words are others', async () => {
  const author = await signedInAgent(here.site)
  const { post } = await makeTopic({ author: author.account, body: 'A picture of my cat.' })
  const about = `/posts/${post._id}`
  await abuse(about, (await signedInAgent(here.site)).agent)
  assert.equal(await hiddenOf([String(post._id)]), 1)
  const found = await Cases.findOne({ 'subjects.id': String(post._id) }).lean()
  const staff = () => makeAccount({ role: 'moderator' })
  const fine = { outcome: 'not_upheld', measures: ['none'], yields: 'complainant' } as const
  await decide(await staff(), found?.ref ?? '', findings({ ...fine, second: await staff() }))
  assert.equal(await hiddenOf([String(post._id)]), 0)
  await abuse(about, (await signedInAgent(here.site)).agent)
  assert.equal(await hiddenOf([String(post._id)]), 0)
  const open = await Cases.findOne({ 'subjects.id': String(post._id), isUndecided: true }).lean()
  assert.equal(open?.isUrgent, true, 'it is looked at again all the same')
  await editPost(author.account, String(post._id), { body: 'Other words.', revision: 1 })
  await abuse(about, (await signedInAgent(here.site)).agent)
  assert.equal(await hiddenOf([String(post._id)]), 1)
})
