import '../support/env.ts'

import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { removePost } from '../../src/forum/removal.ts'
import { moveTopic, pinTopic } from '../../src/forum/stewardship.ts'
import { titleHiding } from '../../src/forum/title-hiding.ts'
import { laterDone } from '../../src/live/later.ts'
import { markRead, notify } from '../../src/notifications/notification.ts'
import { makeAccount } from '../support/accounts.ts'
import { makeBoard, makePost, makeTopic } from '../support/forum.ts'
import { forumSite } from '../support/forum-site.ts'
import { closeListeners, cookieOf, type Listener, listenTo } from '../support/live.ts'

const holder = forumSite()
after(closeListeners)

interface Missed {
  rows: { topic: string; number: number; html: string }[]
  unlisted: string[]
}

async function askFor({ join }: Listener, have: object, list = '_all'): Promise<Missed> {
  return ((await join(`list:${list}`, have)) as { missed: Missed }).missed
}

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
  const missed = await askFor(visitor, {})
  assert.ok(!missed.rows.some(({ topic }) => topic === String(id)))
  assert.deepEqual((await askFor(visitor, { [id]: 1 })).unlisted, [String(id)])
})

test('a list that was away hears only of topics that went on', async () => {
  const [quiet, lively] = [await makeTopic(), await makeTopic()]
  await makePost({ topic: lively.id })
  const visitor = listenTo(holder.site)
  const { rows, unlisted } = await askFor(visitor, { [quiet.id]: 1, [lively.id]: 1 })
  assert.deepEqual(rows.find(({ topic }) => topic === String(lively.id))?.number, 2)
  assert.ok(!rows.some(({ topic }) => topic === String(quiet.id)))
  assert.deepEqual(unlisted, [])
  assert.equal((await visitor.join('list:_all', { [quiet.id]: '1' })).ok, false)
})

test('a list that was away hears of pinned topics, too, and of titles that are hidden by now', async () => {
  const { id, board } = await makeTopic({ title: 'Doubtful name' })
  await pinTopic(await makeAccount({ role: 'moderator' }), id, true)
  await makePost({ topic: id })
  const visitor = listenTo(holder.site)
  const [pinned] = (await askFor(visitor, { [id]: 1 }, board.slug)).rows
  assert.equal(pinned?.number, 2)
  assert.deepEqual((await askFor(visitor, { [id]: 2 }, board.slug)).rows, [])
  await titleHiding.hide(String(id), { by: 'C-1', from: 'others' })
  const [hidden] = (await askFor(visitor, { [id]: 2 }, board.slug)).rows
  assert.match(hidden?.html ?? '', /Title hidden/)
})

test('N9: a title that is hidden goes from the lists that are open, and a pin is no new post', async () => {
  const { id, board } = await makeTopic({ title: 'Doubtful name' })
  await laterDone()
  const [latest, ofBoard] = [listenTo(holder.site), listenTo(holder.site)]
  await latest.join('list:_all', {})
  await ofBoard.join(`list:${board.slug}`, {})
  await titleHiding.hide(String(id), { by: 'D-1', from: 'others' })
  for (const { hear } of [latest, ofBoard]) {
    const row = await hear('row', ({ topic, isChange }) => topic === String(id) && isChange === true)
    assert.match(row.html, /Title hidden/)
    assert.doesNotMatch(row.html, /[Dd]oubtful/)
  }
})

test('a topic that moves leaves the lists of its old board, and all lists of those who may not follow', async () => {
  const { id, board, author, post } = await makeTopic()
  const hidden = await makeBoard({ audience: 'members' })
  await laterDone()
  const member = await cookieOf(holder.site, await makeAccount())
  const [visitor, visitorOfBoard, follower] = [
    listenTo(holder.site),
    listenTo(holder.site),
    listenTo(holder.site, member),
  ]
  for (const one of [visitor, follower]) await one.join('list:_all', {})
  await visitorOfBoard.join(`list:${board.slug}`, {})
  await moveTopic(await makeAccount({ role: 'moderator' }), id, hidden.slug)
  const topic = String(id)
  assert.deepEqual(await visitor.hear('unlisted', (news) => news.topic === topic), {
    room: 'list:_all',
    topic,
  })
  await visitorOfBoard.hear('unlisted', (news) => news.topic === topic)
  const row = await follower.hear('row', (news) => news.topic === topic)
  assert.ok(row.html.includes(`/c/${hidden.slug}`))
  await laterDone()
  for (const { heard } of [visitor, visitorOfBoard]) assert.ok(!JSON.stringify(heard).includes(hidden.slug))
  await removePost(author, String(post._id))
  await follower.hear('unlisted', (news) => news.topic === topic)
  assert.equal(visitor.heard.filter(({ event }) => event === 'unlisted').length, 1)
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
