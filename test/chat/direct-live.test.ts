import '../support/env.ts'

import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { saveChoice } from '../../src/auth/account.ts'
import { blockPerson } from '../../src/chat/blocking.ts'
import { Messages } from '../../src/chat/message.ts'
import { reachRoom } from '../../src/chat/reach.ts'
import { addMessage } from '../../src/chat/saying.ts'
import { acceptAsked } from '../../src/chat/writing-to.ts'
import { laterDone } from '../../src/live/later.ts'
import { listNotifications } from '../../src/notifications/notification.ts'
import { signedInAgent } from '../support/accounts.ts'
import { type Line, openLine } from '../support/chat-line.ts'
import { makeAsking, makeTalk } from '../support/direct.ts'
import { forumSite } from '../support/forum-site.ts'

const here = forumSite()
const lines: Line[] = []
after(() => {
  for (const line of lines) line.close()
})

const nothing = { at: 0, from: 0, to: 0, isEnd: true }

async function member(wanted = {}) {
  const who = await signedInAgent(here.site, wanted)
  const line = await openLine(here.site, who.agent)
  lines.push(line)
  return { ...who, line }
}

async function talk() {
  const [ada, bo] = [await member(), await member()]
  const { room } = await makeTalk({ one: ada.account, other: bo.account })
  const name = `chat:${room.slug}`
  for (const { line } of [ada, bo]) assert.equal((await line.join(name, nothing)).ok, true)
  return { ada, bo, room, name }
}

test('what one says the other’s window hears at once, and a third person’s never', async () => {
  const { ada, bo, room, name } = await talk()
  const third = await member({ role: 'admin' })
  const guest = await openLine(here.site)
  lines.push(guest)
  for (const line of [third.line, guest]) {
    assert.equal((await line.join(name, nothing)).ok, false)
    assert.equal((await line.say(name, 'send', { body: 'Hi', clientId: 'forged-01' })).ok, false)
    assert.equal((await line.say(name, 'typing', {})).ok, false)
  }
  await third.line.join('rooms', {})
  await bo.line.join('rooms', {})
  const sent = { body: 'On the wire.', clientId: 'window-1-1' }
  const answer = await ada.line.say(name, 'send', sent)
  assert.equal(answer.ok, true)
  assert.deepEqual(await ada.line.say(name, 'send', sent), answer, 'sent again it is stored once')
  assert.match(String((await bo.line.next('message')).html), /On the wire/)
  assert.equal((await bo.line.next('said')).slug, room.slug)
  await bo.line.say(name, 'seen', { seq: 2 })
  await ada.line.say(name, 'typing', {})
  assert.equal((await bo.line.next('typing')).username, ada.account.username)
  await laterDone()
  await wait(200)
  assert.deepEqual(third.line.heard, [], 'not even that something was said')
  assert.deepEqual(guest.heard, [])
  const told = await listNotifications(String(bo.account._id), undefined, 10)
  assert.ok(
    told.every(({ title }) => !title.includes('wrote')),
    'who has the room open is not told',
  )
})

test('a block cuts typing, presence and messages at once, for both', async () => {
  const { ada, bo, room, name } = await talk()
  for (const { account } of [ada, bo]) await saveChoice(String(account._id), { presence: 'shown' })
  await ada.line.say(name, 'here', { here: true })
  await bo.line.next('present')
  await blockPerson(bo.account, ada.account.username)
  await wait(100)
  const before = [ada.line.heard.length, bo.line.heard.length]
  for (const { line } of [ada, bo]) {
    const refused = await line.say(name, 'send', {
      body: 'Hm.',
      clientId: `after-${Math.random()}`.replace('.', ''),
    })
    assert.equal(refused.ok, false)
    assert.equal((await line.say(name, 'typing', {})).ok, false)
    assert.equal((await line.say(name, 'here', { here: true })).ok, false)
  }
  const back = await ada.line.join(name, nothing)
  assert.ok(back.ok)
  assert.deepEqual((back.missed as { present: unknown[] }).present, [])
  await wait(300)
  assert.deepEqual([ada.line.heard.length, bo.line.heard.length], before)
  assert.equal(await Messages.countDocuments({ room: room._id }), 1)
})

test('whoever asks hears nothing of the other: no presence, no typing, no reading; after the yes both talk', async () => {
  const [ada, bo] = [await member(), await member()]
  const { room } = await makeAsking({ one: ada.account, other: bo.account })
  const name = `chat:${room.slug}`
  for (const { account } of [ada, bo]) await saveChoice(String(account._id), { presence: 'shown' })
  for (const { line } of [ada, bo]) await line.join(name, nothing)
  await bo.line.say(name, 'seen', { seq: 1 })
  for (const [what, data] of [
    ['typing', {}],
    ['here', { here: true }],
    ['send', { body: 'Yes?', clientId: 'before-yes' }],
  ] as const)
    assert.equal((await bo.line.say(name, what, data)).ok, false)
  assert.equal((await ada.line.say(name, 'send', { body: 'And?', clientId: 'second-one' })).ok, false)
  await laterDone()
  await wait(200)
  assert.deepEqual(
    ada.line.heard.filter(({ event }) => event !== 'bell'),
    [],
  )
  await acceptAsked(bo.account, room.slug)
  assert.equal((await ada.line.say(name, 'send', { body: 'And?', clientId: 'second-one' })).ok, true)
  assert.match(String((await bo.line.next('message')).html), /And\?/)
  await addMessage(bo.account, await reachRoom(bo.account, room.slug), { body: 'Well.' })
})
