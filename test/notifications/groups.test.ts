import '../support/env.ts'

import assert from 'node:assert/strict'
import { beforeEach, mock, test } from 'node:test'
import mongoose from 'mongoose'
import { type Account, Accounts } from '../../src/auth/account.ts'
import { cleanUpAfter } from '../../src/auth/account-gone.ts'
import { moveTopic, retitleTopic } from '../../src/forum/stewardship.ts'
import { changed } from '../../src/live/bus.ts'
import { laterDone } from '../../src/live/later.ts'
import { Notifications, notify } from '../../src/notifications/notification.ts'
import { makeAccount, signedInAgent } from '../support/accounts.ts'
import { makeBoard, makePost, makeTopic } from '../support/forum.ts'
import { forumSite } from '../support/forum-site.ts'

const holder = forumSite()
let agent: Awaited<ReturnType<typeof signedInAgent>>['agent']
let account: Account
let me: string

beforeEach(async () => {
  const made = await signedInAgent(holder.site)
  ;({ agent, account } = made)
  me = String(account._id)
})

interface Listed {
  groups: {
    group?: string
    title: string
    href?: string
    unread: number
    items: { id: string; title: string; isUnread: boolean }[]
  }[]
  unread: number
  upTo: string
  next?: string
}

const listed = async (path = '/notifications'): Promise<Listed> =>
  (await agent.get(path).set('Accept', 'application/json').expect(200)).body
const put = (fields: object) =>
  agent.put('/notifications/read').set('Accept', 'application/json').send(fields)

async function answered(title: string, by: Account, times = 1) {
  const topic = await makeTopic({ author: account, title })
  for (let n = 0; n < times; n += 1) await makePost({ topic: topic.id, author: by, replyTo: 1 })
  await laterDone()
  return topic
}

test('what belongs to one topic stands together, under its title, the newest topic first', async () => {
  const ada = await makeAccount({ name: 'Ada' })
  const bread = await answered('Bread', ada, 2)
  await answered('Rye', ada)
  await notify({ account: me, kind: 'report', title: 'Your report', text: '', href: '/', once: 'report:1' })
  await makePost({ topic: bread.id, author: ada, replyTo: 1 })
  await laterDone()
  const { groups } = await listed()
  assert.deepEqual(
    groups.map(({ title, unread, items }) => [title, unread, items.length]),
    [
      ['Bread', 3, 3],
      ['Your report', 1, 1],
      ['Rye', 1, 1],
    ],
  )
  assert.deepEqual([groups[0]?.group, groups[0]?.href], [`topic:${bread.id}`, bread.path])
  assert.equal(groups[0]?.items[0]?.title, 'Ada answered you')
  assert.equal(groups[1]?.group, undefined)
})

test('a group is marked as read as a whole, and what came since stays unread', async () => {
  const ada = await makeAccount()
  const bread = await answered('Bread', ada, 2)
  await answered('Rye', ada)
  const { upTo } = await listed()
  await makePost({ topic: bread.id, author: ada, replyTo: 1 })
  await laterDone()
  assert.deepEqual((await put({ group: `topic:${bread.id}`, upTo }).expect(200)).body, { unread: 2 })
  assert.deepEqual((await put({ group: `topic:${bread.id}` }).expect(200)).body, { unread: 1 })
  assert.deepEqual((await put({ group: 'topic:1', all: 'yes' }).expect(422)).body.unread, undefined)
  for (const group of ['', 'x'.repeat(99), { $ne: '' }, ['topic:1'], 'topic:1 or'])
    await put({ group }).expect(422)
  assert.deepEqual((await put({ all: 'yes' }).expect(200)).body, { unread: 0 })
  const form = { group: `topic:${bread.id}`, back: '/notifications' }
  const sent = agent.post('/notifications/read?_method=PUT').type('form').send(form)
  await sent.expect(303).expect('Location', '/notifications')
})

test('pages go on by key, and nothing is lost or shown twice while others arrive', async () => {
  const ada = await makeAccount()
  const bread = await answered('Bread', ada, 31)
  const first = await listed()
  await makePost({ topic: bread.id, author: ada, replyTo: 1 })
  await laterDone()
  const second = await listed(first.next)
  const ids = [first, second].flatMap(({ groups }) =>
    groups.flatMap(({ items }) => items.map(({ id }) => id)),
  )
  assert.equal(ids.length, 31)
  assert.equal(new Set(ids).size, 31)
})

test('a page of the list costs one query of what people were told', async () => {
  const ada = await makeAccount()
  await answered('Bread', ada, 3)
  await answered('Rye', ada, 3)
  await listed()
  const find = mock.method(mongoose.mongo.Collection.prototype, 'find')
  await listed()
  const asked = find.mock.calls.map(({ this: from }) => (from as { collectionName: string }).collectionName)
  find.mock.restore()
  assert.deepEqual(asked.filter((name) => name === 'notifications').length, 1)
  assert.ok(asked.length <= 2, `it asked ${asked}`)
  const plan = await Notifications.find({ account: me, deleteAt: { $gt: new Date() } })
    .sort({ place: -1 })
    .limit(31)
    .explain('queryPlanner')
  const text = JSON.stringify(
    (plan as unknown as { queryPlanner: { winningPlan: object } }).queryPlanner.winningPlan,
  )
  assert.match(text, /account_1_place_-1/)
  assert.doesNotMatch(text, /"stage":"(SORT|COLLSCAN)"/)
})

test('titles and names are those of now, and what one may not read any more has neither title nor link', async () => {
  const admin = await makeAccount({ role: 'admin' })
  const ada = await makeAccount({ name: 'Ada' })
  const topic = await answered('Bread', ada)
  await retitleTopic(account, topic.id, { title: 'Better bread' })
  assert.equal((await listed()).groups[0]?.title, 'Better bread')
  await Accounts.deleteOne({ _id: ada._id })
  await cleanUpAfter(String(ada._id))
  await changed(`account:${ada._id}`)
  assert.equal((await listed()).groups[0]?.items[0]?.title, 'A former member answered you')
  assert.equal(await Notifications.countDocuments({ from: ada._id }), 0)
  await moveTopic(admin, topic.id, (await makeBoard({ audience: 'staff' })).slug)
  const [group] = (await listed()).groups
  assert.deepEqual([group?.title, group?.href], ['Something that you cannot see any more', undefined])
  assert.doesNotMatch((await agent.get('/notifications').expect(200)).text, /Better bread/)
})

test('hostile names and titles stay words', async () => {
  const eve = await makeAccount({ name: '<img src=x onerror=alert(1)>' })
  await answered('"><script>alert(2)</script>', eve)
  const { text } = await agent.get('/notifications').expect(200)
  assert.doesNotMatch(text, /<img src=x|<script>alert/)
  assert.match(text, /&lt;img src&#x3D;x/)
})

test('a line of another member needs no name here, and nobody is told of themselves', async () => {
  const other = String((await makeAccount({ name: 'Bo' }))._id)
  const line = { kind: 'message', title: 'wrote to you', href: '/chat', group: 'direct:1' } as const
  await notify({ account: me, from: other, once: 'message:1', ...line })
  await notify({ account: me, from: me, once: 'message:2', ...line })
  const { groups } = await listed()
  assert.deepEqual(
    groups.map(({ title }) => title),
    ['Bo wrote to you'],
  )
})

test('who opens the page of a post has seen what it told, and what other pages told stays unread', async () => {
  const other = await makeAccount()
  const topic = await answered('The old wall', other, 25)
  assert.equal((await listed()).unread, 25)
  await agent.get(topic.path).expect(200)
  await laterDone()
  assert.equal((await listed()).unread, 6)
})
