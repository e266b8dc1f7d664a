import '../support/env.ts'

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Types } from 'mongoose'
import request from 'supertest'
import { laterDone } from '../../src/live/later.ts'
import { Announcements, announce } from '../../src/notifications/announcement.ts'
import { tellOfAnnouncements } from '../../src/notifications/announcing.ts'
import { Notifications } from '../../src/notifications/notification.ts'
import { makeAccount, signedInAgent } from '../support/accounts.ts'
import { killedAfter } from '../support/broken-writes.ts'
import { forumSite } from '../support/forum-site.ts'

const here = forumSite()
const json = ['Accept', 'application/json'] as const
const guest = () => request(here.site.server)
const admin = () => signedInAgent(here.site, { role: 'admin' })

let count = 0
const fields = (wanted: object = {}) => {
  count += 1
  return {
    title: `The forum moves house ${count}`,
    text: 'On Sunday, for an hour.\n\nHow it goes: https://status.example.org/now',
    audience: 'public' as const,
    clientId: `announced-${count}`,
    ...wanted,
  }
}

const told = (account: { _id: Types.ObjectId }) =>
  Notifications.find({ account: account._id, kind: 'staff' }).lean()

test('what is announced comes into the bell of each member, from the staff and not from a person', async () => {
  const { agent, account } = await admin()
  const member = await signedInAgent(here.site)
  const closed = await makeAccount({ state: 'closed' })
  const waiting = await makeAccount({ state: 'awaiting-guardian' })
  const sent = fields()
  const { headers } = await agent.post('/admin/announcements').type('form').send(sent).expect(303)
  await laterDone()
  const page = await guest()
    .get(headers.location ?? '')
    .expect(200)
  assert.match(page.text, /<a href="https:\/\/status\.example\.org\/now"/)
  assert.doesNotMatch(page.text, new RegExp(account.username), 'nobody is named')
  assert.match((await guest().get('/announcements').expect(200)).text, new RegExp(sent.title))
  assert.ok((await guest().get('/sitemap/boards.xml')).text.includes(headers.location ?? '-'))
  const [line] = await told(member.account)
  assert.equal(line?.href, headers.location)
  assert.equal(line?.title, sent.title)
  assert.equal(line?.from, undefined)
  assert.match((await member.agent.get('/notifications').expect(200)).text, new RegExp(sent.title))
  await member.agent.get(headers.location ?? '').expect(200)
  assert.ok((await told(member.account))[0]?.readAt, 'what is seen counts as read')
  assert.equal((await told(closed)).length + (await told(waiting)).length, 0)
})

test('the form sent twice, and at once, announces once', async () => {
  const { agent } = await admin()
  const member = await makeAccount()
  const sent = fields()
  const post = () =>
    agent
      .post('/admin/announcements')
      .set(...json)
      .send(sent)
      .expect(201)
  const answers = await Promise.all([post(), post()])
  answers.push(await post())
  await laterDone()
  assert.equal(new Set(answers.map(({ body }) => body.id)).size, 1)
  assert.equal(await Announcements.countDocuments({ title: sent.title }), 1)
  assert.equal((await told(member)).length, 1)
})

test('only admins announce and withdraw', async () => {
  const { _id } = await announce(fields(), new Types.ObjectId())
  await tellOfAnnouncements()
  const before = await Announcements.countDocuments({ withdrawnAt: null })
  await guest().get('/admin/announcements').expect(303)
  for (const role of ['member', 'moderator'] as const) {
    const { agent } = await signedInAgent(here.site, { role })
    await agent.get('/admin/announcements').expect(403)
    await agent.post('/admin/announcements').type('form').send(fields()).expect(403)
    await agent.delete(`/admin/announcements/${_id}`).expect(403)
  }
  assert.equal(await Announcements.countDocuments({ withdrawnAt: null }), before)
})

test('who may not read it learns nothing of it', async () => {
  const member = await signedInAgent(here.site)
  const moderator = await signedInAgent(here.site, { role: 'moderator' })
  const forMembers = await announce(fields({ audience: 'members' }), new Types.ObjectId())
  const forStaff = await announce(fields({ audience: 'staff' }), new Types.ObjectId())
  await tellOfAnnouncements()
  await guest().get(`/announcements/${forMembers._id}`).expect(404)
  await member.agent.get(`/announcements/${forMembers._id}`).expect(200)
  await member.agent.get(`/announcements/${forStaff._id}`).expect(404)
  await moderator.agent.get(`/announcements/${forStaff._id}`).expect(200)
  assert.doesNotMatch(
    (await guest().get('/announcements')).text,
    new RegExp(`${forMembers._id}|${forStaff._id}`),
  )
  assert.doesNotMatch((await member.agent.get('/announcements')).text, new RegExp(String(forStaff._id)))
  const hrefs = (rows: { href: string }[]) => rows.map(({ href }) => href)
  assert.deepEqual(hrefs(await told(member.account)), [`/announcements/${forMembers._id}`])
  assert.deepEqual(hrefs(await told(moderator.account)).sort(), [
    `/announcements/${forMembers._id}`,
    `/announcements/${forStaff._id}`,
  ])
})

test('what is withdrawn goes for good, out of the bells as well', async () => {
  const { agent } = await admin()
  const member = await makeAccount()
  const sent = fields()
  const { body } = await agent
    .post('/admin/announcements')
    .set(...json)
    .send(sent)
    .expect(201)
  await laterDone()
  assert.equal((await told(member)).length, 1)
  const path = `/admin/announcements/${body.id}`
  await agent.post(`${path}?_method=DELETE`).type('form').send({}).expect(303)
  await laterDone()
  await agent.delete(path).expect(410)
  assert.equal((await told(member)).length, 0)
  await guest().get(body.href).expect(410)
  const row = await Announcements.findById(body.id).lean()
  assert.deepEqual([row?.title, row?.text, row?.isUntold], ['', '', undefined])
  assert.doesNotMatch((await guest().get('/announcements')).text, new RegExp(sent.title))
})

test('bad input comes back with a sentence and with what was typed', async () => {
  const { agent } = await admin()
  const post = (body: object) => agent.post('/admin/announcements').type('form').send(body)
  const { text } = await post(fields({ title: ' ', text: 'Kept <b>words</b>' })).expect(422)
  assert.match(text, /Kept &lt;b&gt;words/)
  assert.match(text, /Please fill this in/)
  await post(fields({ audience: 'everybody' })).expect(422)
  await post(fields({ text: 'x'.repeat(5001) })).expect(422)
  await post({}).expect(422)
  await agent.get('/admin/announcements?before=x').expect(422)
  await agent.get('/announcements/nothing').expect(404)
  await agent.get(`/announcements/${new Types.ObjectId()}`).expect(404)
  await agent.delete(`/admin/announcements/${new Types.ObjectId()}`).expect(410)
})

test('nothing hostile in it is more than words', async () => {
  const sent = fields({
    title: '<img src=x onerror=alert(1)>',
    text: '<script>alert(1)</script> javascript:alert(1)',
  })
  const { _id } = await announce(sent, new Types.ObjectId())
  const { text } = await guest().get(`/announcements/${_id}`).expect(200)
  assert.doesNotMatch(text, /<img src=x|<script>alert|href="javascript/)
})

test('killed at any write, everybody hears of it once, and of its end', async () => {
  const members = await Promise.all([makeAccount(), makeAccount()])
  for (let writes = 0, isWhole = false; !isWhole; writes += 1) {
    assert.ok(writes < 20, 'it ends')
    const { _id } = await announce(fields(), new Types.ObjectId())
    isWhole = await killedAfter(writes, tellOfAnnouncements)
    await tellOfAnnouncements()
    for (const account of members)
      assert.equal(
        await Notifications.countDocuments({ account: account._id, href: `/announcements/${_id}` }),
        1,
      )
    assert.equal((await Announcements.findById(_id).lean())?.isUntold, undefined)
  }
})
