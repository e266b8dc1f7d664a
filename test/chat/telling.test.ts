import '../support/env.ts'

import assert from 'node:assert/strict'
import { afterEach, test } from 'node:test'
import type { Account } from '../../src/auth/account.ts'
import { ignorePerson } from '../../src/auth/ignored.ts'
import { NEWCOMER_MENTIONS } from '../../src/auth/policy.ts'
import { editMessage } from '../../src/chat/editing.ts'
import { messageHiding } from '../../src/chat/hiding.ts'
import { Messages } from '../../src/chat/message.ts'
import { removeMessage } from '../../src/chat/removal.ts'
import { tellOfMessage, tellOfMessages } from '../../src/chat/telling.ts'
import { minutes, moveClock, now, resetClock } from '../../src/clock.ts'
import { laterDone } from '../../src/live/later.ts'
import { Notifications } from '../../src/notifications/notification.ts'
import { makeAccount, signedInAgent } from '../support/accounts.ts'
import { makeMessage, makeRoom } from '../support/chat.ts'
import { forumSite } from '../support/forum-site.ts'

const holder = forumSite()
afterEach(resetClock)

async function toldTo(account: Account): Promise<string[]> {
  await laterDone()
  const rows = await Notifications.find({ account: account._id }).sort({ place: -1 }).lean()
  return rows.map(({ kind, title }) => `${kind}: ${title}`).sort()
}

test('who is named in a room, and whose message is answered, is told, once, of the stronger', async () => {
  const [named, answered] = [await makeAccount(), await makeAccount()]
  const { room, message } = await makeMessage({ author: answered })
  const { id } = await makeMessage({ room, body: `@${named.username} look`, replyTo: message.seq })
  await makeMessage({ room, body: `@${answered.username} yes`, replyTo: message.seq })
  await makeMessage({ room, body: 'nothing to anybody' })
  await Promise.all([tellOfMessage(id), tellOfMessage(id), tellOfMessages()])
  assert.deepEqual(await toldTo(named), ['mention: mentioned you'])
  assert.deepEqual(await toldTo(answered), ['mention: mentioned you', 'reply: answered you'])
  assert.equal(await Messages.countDocuments({ untold: true }), 0)
})

test('nobody is told by somebody they ignore, by themselves, or of a room that they may not read', async () => {
  const [ignores, member] = [await makeAccount(), await makeAccount()]
  const moderator = await makeAccount({ role: 'moderator' })
  await ignorePerson(ignores, moderator.username)
  const room = await makeRoom({ audience: 'staff' })
  await makeMessage({ room, author: moderator, body: `@${member.username} @${moderator.username} hush` })
  await makeMessage({ author: moderator, body: `@${ignores.username} hello` })
  for (const account of [ignores, member, moderator]) assert.deepEqual(await toldTo(account), [])
})

test('what was told goes with the message, taken back or hidden', async () => {
  const named = await makeAccount()
  const one = await makeMessage({ body: `@${named.username} one` })
  const other = await makeMessage({ body: `@${named.username} two` })
  assert.equal((await toldTo(named)).length, 2)
  await removeMessage(one.author, one.id)
  await messageHiding.hide(other.id, { by: 'D-3', from: 'others' })
  assert.deepEqual(await toldTo(named), [])
})

test('a process that dies after the answer: the timetable tells, exactly once', async (context) => {
  const named = await makeAccount()
  const real = globalThis.setImmediate
  const lost = context.mock.method(
    globalThis,
    'setImmediate',
    (...given: Parameters<typeof setImmediate>) => {
      if (new Error().stack?.includes('live/later.ts')) throw new Error('killed')
      return real(...given)
    },
  )
  await makeMessage({ body: `@${named.username} look` })
  lost.mock.restore()
  await tellOfMessages()
  assert.deepEqual(await toldTo(named), [], 'it may be under way still')
  moveClock(minutes(2))
  await Promise.all([tellOfMessages(), tellOfMessages()])
  await tellOfMessages()
  assert.deepEqual(await toldTo(named), ['mention: mentioned you'])
})

test('the bell names the room, leads to the message, and is silent once the room was looked at', async () => {
  const { agent, account } = await signedInAgent(holder.site)
  const room = await makeRoom({ title: 'Tea break' })
  const { message } = await makeMessage({ room, body: `@${account.username} the kettle` })
  await laterDone()
  const list = await agent.get('/notifications').set('Accept', 'application/json').expect(200)
  assert.equal(list.body.groups[0].title, 'Tea break')
  assert.equal(list.body.unread, 1)
  const { text } = await agent.get('/notifications').expect(200)
  assert.match(text, /mentioned you/)
  assert.doesNotMatch(text, /kettle/)
  const href = `/notifications/${list.body.groups[0].items[0].id}`
  assert.match((await agent.get(href).redirects(0)).headers.location ?? '', new RegExp(`/${message.seq}`))
  await makeMessage({ room, body: `@${account.username} again` })
  await laterDone()
  await agent.get(`/chat/${room.slug}`).expect(200)
  await laterDone()
  const after = await agent.get('/notifications').set('Accept', 'application/json').expect(200)
  assert.equal(after.body.unread, 0)
})

test('a page on which the message does not stand leaves the bell as it is', async () => {
  const { agent, account } = await signedInAgent(holder.site)
  const room = await makeRoom()
  const { author } = await makeMessage({ room, body: `@${account.username} far up` })
  for (let n = 1; n <= 60; n += 1) await makeMessage({ room, author, body: `Line ${n}.` })
  await makeMessage({ room, author, body: `@${account.username} at the end` })
  await laterDone()
  const unread = () => Notifications.countDocuments({ account: account._id, readAt: null })
  assert.equal(await unread(), 2)
  await agent.get(`/chat/${room.slug}?before=55`).expect(200)
  await laterDone()
  assert.equal(await unread(), 2, 'neither stands there')
  await agent.get(`/chat/${room.slug}`).expect(200)
  await laterDone()
  assert.equal(await unread(), 1)
  await agent.get(`/chat/${room.slug}/1`).expect(200)
  await laterDone()
  assert.equal(await unread(), 0)
})

test('who is named by an edit is told, once, and who was named before is not told again', async () => {
  const [first, added] = [await makeAccount(), await makeAccount()]
  const { author, id, room } = await makeMessage({ body: `@${first.username} look` })
  assert.deepEqual(await toldTo(first), ['mention: mentioned you'])
  await Notifications.updateMany({}, { $set: { readAt: new Date() } })
  await editMessage(author, id, { body: `@${first.username} and @${added.username} look` })
  await editMessage(author, id, { body: `@${first.username} and @${added.username} look here` })
  for (const account of [first, added]) assert.deepEqual(await toldTo(account), ['mention: mentioned you'])
  const unread = ({ _id }: Account) => Notifications.countDocuments({ account: _id, readAt: null })
  assert.deepEqual([await unread(first), await unread(added)], [0, 1])
  const staffRoom = await makeRoom({ audience: 'staff' })
  const secret = await makeMessage({ room: staffRoom })
  await editMessage(secret.author, secret.id, { body: `@${first.username} hush` })
  assert.equal((await toldTo(first)).length, 1)
  assert.ok(room)
})

test('a process that dies after an edit: the timetable tells', async (context) => {
  const named = await makeAccount()
  const { author, id } = await makeMessage()
  await laterDone()
  const real = globalThis.setImmediate
  const lost = context.mock.method(
    globalThis,
    'setImmediate',
    (...given: Parameters<typeof setImmediate>) => {
      if (new Error().stack?.includes('live/later.ts')) throw new Error('killed')
      return real(...given)
    },
  )
  await editMessage(author, id, { body: `@${named.username} look` }).catch(() => undefined)
  lost.mock.restore()
  moveClock(minutes(2))
  await tellOfMessages()
  assert.deepEqual(await toldTo(named), ['mention: mentioned you'])
})

test('a new account reaches no more people by changing whom it names', async () => {
  const named = await Promise.all(Array.from({ length: 4 * NEWCOMER_MENTIONS }, () => makeAccount()))
  const author = await makeAccount({ createdAt: now() })
  const bodies = [0, 1, 2, 3].map((at) =>
    named
      .slice(at * NEWCOMER_MENTIONS, (at + 1) * NEWCOMER_MENTIONS)
      .map(({ username }) => `@${username}`)
      .join(' '),
  )
  const { id } = await makeMessage({ author, body: bodies[0] })
  await laterDone()
  for (const body of bodies.slice(1)) {
    await editMessage(author, id, { body })
    await laterDone()
  }
  const told = await Promise.all(named.map(toldTo))
  assert.equal(told.flat().length, NEWCOMER_MENTIONS)
})

test('a browser that fetches in advance has shown nothing to anybody: the bell and the line above what is new stay', async () => {
  const { agent, account } = await signedInAgent(holder.site)
  const room = await makeRoom()
  await makeMessage({ room })
  await agent.get(`/chat/${room.slug}`).expect(200)
  await makeMessage({ room, body: `@${account.username} look` })
  await laterDone()
  const unread = () => Notifications.countDocuments({ account: account._id, readAt: null })
  for (const path of [`/chat/${room.slug}`, `/chat/${room.slug}/2`]) {
    await agent.get(path).set('Sec-Purpose', 'prefetch;prerender').expect(200)
    await agent.head(path).expect(200)
  }
  await laterDone()
  assert.equal(await unread(), 1)
  assert.match((await agent.get(`/chat/${room.slug}`)).text, /New since you left/)
  await laterDone()
  assert.equal(await unread(), 0)
})
