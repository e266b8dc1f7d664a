import '../support/env.ts'

import assert from 'node:assert/strict'
import { after, beforeEach, mock, test } from 'node:test'
import mongoose from 'mongoose'
import request from 'supertest'
import { changed } from '../../src/live/bus.ts'
import { markRead, Notifications, notify } from '../../src/notifications/notification.ts'
import { signedInAgent } from '../support/accounts.ts'
import { before } from '../support/hooks.ts'
import { connectSite, type TestSite } from '../support/site.ts'

let site: TestSite
let agent: Awaited<ReturnType<typeof signedInAgent>>['agent']
let me: string

before(async () => {
  site = await connectSite()
})
after(() => site.close())
beforeEach(async () => {
  const made = await signedInAgent(site)
  agent = made.agent
  me = String(made.account._id)
})

interface Listed {
  notifications: { id: string; title: string; href: string; isUnread: boolean }[]
  unread: number
  upTo: string
  next?: string
  previous?: string
}

async function tell(account: string, many = 1, wanted: { title?: string; text?: string } = {}) {
  for (let n = 1; n <= many; n += 1)
    await notify({
      account,
      kind: 'report',
      title: `Answer ${n}`,
      text: 'We looked at it.',
      href: `/posts/${n}`,
      once: `report:${n}`,
      ...wanted,
    })
}

const listed = async (path = '/notifications'): Promise<Listed> =>
  (await agent.get(path).set('Accept', 'application/json').expect(200)).body
const put = (fields: object) =>
  agent.put('/notifications/read').set('Accept', 'application/json').send(fields)
const bellOf = async (path = '/my/profile') =>
  /<a class="bell"[\s\S]*?<\/a>/.exec((await agent.get(path).expect(200)).text)?.[0] ?? ''

test('the list is for members, empty kindly, and each sees only their own', async () => {
  const stranger = request(site.server)
  await stranger.get('/notifications').expect(303).expect('Location', '/sign-in?next=%2Fnotifications')
  await stranger.put('/notifications/read').set('Accept', 'application/json').send({ all: 'yes' }).expect(401)
  const other = await signedInAgent(site)
  await tell(String(other.account._id))
  const page = await agent.get('/notifications').expect(200)
  assert.match(page.text, /Nothing new for you/)
  assert.match(page.text, /Only you can see this list/)
  assert.doesNotMatch(page.text, /Answer 1|Mark all as read/)
  assert.deepEqual((await listed()).notifications, [])
})

test('newest first, thirty a page, by key: nothing twice while others arrive', async () => {
  await tell(me, 31)
  const first = await listed()
  assert.equal(first.notifications.length, 30)
  assert.equal(first.unread, 31)
  await notify({ account: me, kind: 'appeal', title: 'New', text: '', href: '/', once: 'appeal:1' })
  const second = await listed(first.next)
  assert.equal(second.previous, '/notifications')
  const titles = [...first.notifications, ...second.notifications].map(({ title }) => title)
  assert.deepEqual(
    titles,
    Array.from({ length: 31 }, (_, n) => `Answer ${31 - n}`),
  )
  for (const bad of ['x', '1', '%7B%7D', 'f'.repeat(23), 'g'.repeat(24)])
    await agent.get(`/notifications?before=${bad}`).expect(422)
  await agent.get('/notifications?before[$gt]=').expect(200)
  assert.match((await agent.get(`/notifications?before=${'0'.repeat(24)}`).expect(200)).text, /Nothing older/)
})

test('what is unread is so in weight, with a dot, and in words', async () => {
  await tell(me, 2)
  const [newest] = (await listed()).notifications
  await put({ id: newest?.id }).expect(200)
  const { text } = await agent.get('/notifications').expect(200)
  assert.equal(text.match(/class="row row-unread"/g)?.length, 1)
  assert.equal(
    text.match(/<span class="dot"><\/span><span class="visually-hidden">Unread:<\/span>/g)?.length,
    1,
  )
  assert.match(text, /aria-label="Mark as read: Answer 1"/)
})

test('the bell says how many, in a badge and in words, and goes down when they are read', async () => {
  assert.match(await bellOf(), /<span class="visually-hidden">Notifications<\/span>/)
  assert.doesNotMatch(await bellOf(), /bell-count/)
  await tell(me)
  assert.match(await bellOf(), />1<\/span><span class="visually-hidden">1 unread notification</)
  await tell(me, 3)
  assert.match(await bellOf(), />3<\/span><span class="visually-hidden">3 unread notifications</)
  const { notifications } = await listed()
  const [one, two] = notifications.map(({ id }) => id)
  assert.deepEqual((await put({ id: one }).expect(200)).body, { unread: 2 })
  assert.deepEqual((await put({ id: [one, two] }).expect(200)).body, { unread: 1 })
  assert.match(await bellOf(), />1</)
  assert.deepEqual((await put({ all: 'yes' }).expect(200)).body, { unread: 0 })
  assert.deepEqual((await put({ all: 'yes' }).expect(200)).body, { unread: 0 })
  assert.doesNotMatch(await bellOf(), /bell-count/)
  assert.doesNotMatch((await request(site.server).get('/sign-in').expect(200)).text, /class="bell"/)
})

test('above ninety-nine nobody counts', async () => {
  await tell(me)
  const row = await Notifications.findOne({ account: me }).lean()
  const many = Array.from({ length: 120 }, (_, n) => ({
    ...row,
    _id: new mongoose.Types.ObjectId(),
    once: `x:${n}`,
  }))
  await Notifications.collection.insertMany(many as never[])
  await changed(`notifications:${me}`)
  assert.match(await bellOf('/notifications'), />99\+<.*>more than 99 unread notifications</)
})

test('forms are sent back to the page of the list they stood on, and nowhere else', async () => {
  await tell(me)
  const [row] = (await listed()).notifications
  const send = (fields: object) => agent.post('/notifications/read?_method=PUT').type('form').send(fields)
  await send({ id: row?.id }).expect(303).expect('Location', '/notifications')
  const back = `/notifications?before=${'f'.repeat(24)}`
  await send({ all: 'yes', back }).expect(303).expect('Location', back)
  await send({ all: 'yes', back: 'https://evil.example/' }).expect(422)
})

test('“all” leaves unread what came after the page was made', async () => {
  await tell(me)
  const { upTo } = await listed()
  await notify({ account: me, kind: 'appeal', title: 'Later', text: '', href: '/', once: 'appeal:1' })
  assert.deepEqual((await put({ all: 'yes', upTo }).expect(200)).body, { unread: 1 })
  const unread = (await listed()).notifications.filter(({ isUnread }) => isUnread)
  assert.deepEqual(
    unread.map(({ title }) => title),
    ['Later'],
  )
})

test('opening one marks it as read and leads there; fetching in advance does not', async () => {
  await tell(me)
  const [row] = (await listed()).notifications
  const path = `/notifications/${row?.id}`
  await agent.get(path).set('Sec-Purpose', 'prefetch').expect(303).expect('Location', '/posts/1')
  await agent.head(path).expect(303)
  assert.equal((await listed()).unread, 1)
  await agent.get(path).expect(303).expect('Location', '/posts/1')
  assert.equal((await listed()).unread, 0)
})

test('nobody opens, or marks as read, what others were told', async () => {
  const other = await signedInAgent(site)
  const them = String(other.account._id)
  await tell(them)
  await tell(me)
  const theirs = await Notifications.findOne({ account: them }).lean()
  await agent.get(`/notifications/${theirs?._id}`).expect(404)
  assert.deepEqual((await put({ id: String(theirs?._id) }).expect(200)).body, { unread: 1 })
  await put({ all: 'yes', upTo: 'f'.repeat(24) }).expect(200)
  await markRead(me, [String(theirs?._id)])
  assert.equal((await Notifications.findOne({ account: them }).lean())?.readAt, null)
  const { body } = await other.agent.get('/notifications').set('Accept', 'application/json').expect(200)
  assert.equal(body.unread, 1)
})

test('objects and broken ids are refused, and mark nothing', async () => {
  await tell(me)
  const id = 'f'.repeat(24)
  const hostile = [
    {},
    { id: { $gt: '' } },
    { id: [{ $ne: null }] },
    { id: [id, { $gt: '' }] },
    { id: '' },
    { id: [] },
    { id: 'x' },
    { id: `${id}\n` },
    { id: Array(101).fill(id) },
    { all: { $gt: '' } },
    { all: 'no' },
    { all: 'yes', id },
    { all: 'yes', upTo: { $gt: '' } },
    { all: 'yes', back: ['/notifications'] },
  ]
  for (const fields of hostile) await put(fields).expect(422)
  const send = (body: string) =>
    agent.post('/notifications/read?_method=PUT').type('form').send(body).expect(422)
  for (const body of ['id[$gt]=', 'all[$ne]=', 'id=x&id=y', '']) await send(body)
  for (const path of ['x', '1', '%7B%22%24gt%22%3A%22%22%7D', id, 'f'.repeat(23)])
    await agent.get(`/notifications/${path}`).expect(404)
  assert.equal((await listed()).unread, 1)
})

test('words stay words: HTML in title and text is shown, never obeyed', async () => {
  await tell(me, 1, { title: '<img src=x onerror=alert(1)>"\'', text: '</p><script>alert(2)</script>' })
  const { text } = await agent.get('/notifications').expect(200)
  assert.doesNotMatch(text, /<img src=x|<script>alert|onerror=alert\(1\)>"/)
  assert.match(text, /&lt;img src&#x3D;x onerror&#x3D;alert\(1\)&gt;&quot;&#x27;/)
  assert.match(text, /&lt;script&gt;alert\(2\)/)
})

test('a foreign page marks nothing', async () => {
  await tell(me)
  await put({ all: 'yes' }).set('Sec-Fetch-Site', 'cross-site').expect(403)
  assert.equal((await listed()).unread, 1)
})

test('a page with the bell asks the database nothing when its number is known', async () => {
  await tell(me)
  await bellOf()
  const prototype = mongoose.mongo.Collection.prototype
  const reads = ['find', 'findOne', 'aggregate', 'countDocuments'].map((name) =>
    mock.method(prototype, name as 'find'),
  )
  assert.match(await bellOf(), />1</)
  assert.deepEqual(
    reads.map((read) => read.mock.callCount()),
    [0, 0, 0, 0],
  )
  for (const read of reads) read.mock.restore()
})

test('a program that lists what is new has shown it: nothing of it is mailed later', async () => {
  const from = String((await signedInAgent(site)).account._id)
  await notify({
    account: me,
    kind: 'mention',
    title: 'mentioned you',
    href: '/latest',
    once: 'mention:1',
    from,
  })
  const waits = () => Notifications.countDocuments({ account: me, mailAt: { $exists: true } })
  assert.equal(await waits(), 1)
  await agent.head('/notifications').set('Accept', 'application/json').expect(200)
  assert.equal(await waits(), 1)
  await agent.get('/notifications').set('Accept', 'application/json').expect(200)
  assert.equal(await waits(), 0)
})
