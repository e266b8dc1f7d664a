import '../support/env.ts'

import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { markRead, notify } from '../../src/notifications/notification.ts'
import { makeAccount } from '../support/accounts.ts'
import { makeBoard, makePost, makeTopic } from '../support/forum.ts'
import { forumSite } from '../support/forum-site.ts'
import { closeListeners, cookieOf, listenTo } from '../support/live.ts'

const holder = forumSite()
after(closeListeners)

test('a list and its board hear of a new post, once for all replies of a moment', async () => {
  const { id, board } = await makeTopic()
  const [latest, ofBoard] = [listenTo(holder.site), listenTo(holder.site)]
  await latest.join('list:_all', {})
  await ofBoard.join(`list:${board.slug}`, {})
  const author = await makeAccount({ name: 'Ada Bee' })
  await Promise.all(Array.from({ length: 5 }, () => makePost({ topic: id, author })))
  const row = await latest.hear('row', ({ topic, number }) => topic === String(id) && number === 6)
  assert.equal(row.by, author.username)
  assert.match(row.html, /Ada Bee/)
  assert.match(row.html, /5 replies/)
  await ofBoard.hear('row')
  // A busy machine may need more than a moment for them.
  assert.ok(latest.heard.length <= 2, `${latest.heard.length}`)
})

test('a list does not tell of boards that its reader may not see', async () => {
  const { id, board } = await makeTopic({ board: await makeBoard({ audience: 'members' }) })
  const visitor = listenTo(holder.site)
  const member = listenTo(holder.site, await cookieOf(holder.site, await makeAccount()))
  assert.equal((await visitor.join(`list:${board.slug}`, {})).ok, false)
  for (const one of [visitor, member]) await one.join('list:_all', {})
  await makePost({ topic: id })
  await member.hear('row', ({ topic }) => topic === String(id))
  assert.deepEqual(visitor.heard, [])
  const { missed } = (await visitor.join('list:_all', {})) as { missed: { topic: string }[] }
  assert.ok(!missed.some(({ topic }) => topic === String(id)))
})

test('a list that was away hears only of topics that went on', async () => {
  const [quiet, lively] = [await makeTopic(), await makeTopic()]
  await makePost({ topic: lively.id })
  const { join } = listenTo(holder.site)
  const have = { [quiet.id]: 1, [lively.id]: 1 }
  const { missed } = (await join('list:_all', have)) as { missed: { topic: string; number: number }[] }
  assert.deepEqual(missed.find(({ topic }) => topic === String(lively.id))?.number, 2)
  assert.ok(!missed.some(({ topic }) => topic === String(quiet.id)))
  assert.equal((await join('list:_all', { [quiet.id]: '1' })).ok, false)
})

test('the bell rings in every window of its owner, in nobody else’s, and falls silent when it was read', async () => {
  const [account, other] = [await makeAccount(), await makeAccount()]
  const cookie = await cookieOf(holder.site, account)
  const windows = [listenTo(holder.site, cookie), listenTo(holder.site, cookie)]
  const stranger = listenTo(holder.site, await cookieOf(holder.site, other))
  const visitor = listenTo(holder.site)
  for (const one of [...windows, stranger]) assert.equal((await one.join('bell', null)).ok, true)
  assert.equal((await visitor.join('bell', null)).ok, false)
  const news = { kind: 'notice', title: 'News', text: '', href: '/privacy', once: 'test:1' } as const
  await notify({ ...news, account: String(account._id) })
  for (const one of windows) assert.match((await one.hear('bell')).html, /1 unread notification/)
  await markRead(String(account._id), 'all')
  for (const one of windows) await one.hear('bell', ({ unread }) => unread === 0)
  assert.deepEqual([...stranger.heard, ...visitor.heard], [])
})
