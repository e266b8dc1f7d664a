import '../support/env.ts'

import assert from 'node:assert/strict'
import { afterEach, test } from 'node:test'
import { type Account, Accounts } from '../../src/auth/account.ts'
import { blockPerson, unblockPerson } from '../../src/chat/blocking.ts'
import { messageHiding } from '../../src/chat/hiding.ts'
import { reachRoom } from '../../src/chat/reach.ts'
import { removeMessage } from '../../src/chat/removal.ts'
import { addMessage } from '../../src/chat/saying.ts'
import { declineAsked } from '../../src/chat/writing-to.ts'
import { minutes, moveClock, resetClock } from '../../src/clock.ts'
import { changed } from '../../src/live/bus.ts'
import { laterDone } from '../../src/live/later.ts'
import { startOutbox, stopOutbox } from '../../src/mail/outbox.ts'
import { mailUnseen } from '../../src/notifications/late-mail.ts'
import { markRead, Notifications } from '../../src/notifications/notification.ts'
import { mailsTo, signedInAgent } from '../support/accounts.ts'
import { makeAsking, makeTalk } from '../support/direct.ts'
import { forumSite } from '../support/forum-site.ts'

const here = forumSite()
afterEach(resetClock)

const unread = ({ _id }: Account) => Notifications.countDocuments({ account: _id, readAt: null })

async function mailedTo(account: Account): Promise<number> {
  const before = (await mailsTo(account.email)).length
  moveClock(minutes(11))
  await mailUnseen()
  return (await mailsTo(account.email)).length - before
}

const ends: Record<string, (made: Awaited<ReturnType<typeof makeAsking>>) => Promise<unknown>> = {
  'blocked by whom it was for': ({ one, other }) => blockPerson(other, one.username),
  'taken back by its author': ({ one, message }) => removeMessage(one, String(message._id)),
  'hidden by a decision': ({ message }) =>
    messageHiding.hide(String(message._id), { by: 'D-9', from: 'others' }),
}

for (const [name, end] of Object.entries(ends))
  test(`a private message that is ${name} rings no bell any more, and is not mailed`, async () => {
    for (const make of [makeAsking, makeTalk]) {
      const made = await make()
      await laterDone()
      assert.equal(await unread(made.other), 1)
      await end(made)
      await laterDone()
      assert.equal(await unread(made.other), 0)
      assert.equal(await mailedTo(made.other), 0)
    }
  })

test('taken back, or blocked, in the moment before it is told, it is never told', async () => {
  for (const end of Object.values(ends)) {
    const made = await makeAsking()
    await end(made)
    await laterDone()
    assert.equal(await unread(made.other), 0)
  }
})

test('one of two messages taken back leaves the bell for the other', async () => {
  const { one, other, room } = await makeTalk()
  const open = await reachRoom(one, room.slug)
  const { _id } = await addMessage(one, open, { body: 'Words that go.' })
  await addMessage(one, open, { body: 'Words that stay.' })
  await laterDone()
  await removeMessage(one, String(_id))
  await laterDone()
  assert.equal(await unread(other), 1)
  assert.equal(await mailedTo(other), 1)
})

test('a mail that waits is dropped where they may not, or do not want to, talk any more', async () => {
  const stops: Record<string, (made: Awaited<ReturnType<typeof makeAsking>>) => Promise<unknown>> = {
    declined: ({ other, room }) => declineAsked(other, room.slug),
    'N26: under 18 after all': async ({ other }) => {
      await Accounts.updateOne({ _id: other._id }, { $set: { ageBand: '13-17' } })
      await changed(`account:${other._id}`)
    },
  }
  for (const [name, stop] of Object.entries(stops)) {
    const made = await makeAsking()
    await laterDone()
    await stop(made)
    assert.equal(await mailedTo(made.other), 0, name)
  }
})

test('a mail that is written and has not left is taken back by a block; after the unblocking nothing comes late', async () => {
  const { one, other } = await makeAsking()
  await laterDone()
  const before = (await mailsTo(other.email)).length
  moveClock(minutes(11))
  await stopOutbox()
  await mailUnseen()
  await blockPerson(other, one.username)
  startOutbox()
  assert.equal((await mailsTo(other.email)).length, before)
  await unblockPerson(other, one.username)
  assert.equal(await mailedTo(other), 0)
})

test('whoever marked the bell as read, and did not look, is told of what is said next, once', async () => {
  const { one, other, room } = await makeTalk()
  const open = await reachRoom(one, room.slug)
  await addMessage(one, open, { body: 'First.' })
  await laterDone()
  await markRead(String(other._id), 'all')
  moveClock(minutes(5))
  await Promise.all([addMessage(one, open, { body: 'Second.' }), addMessage(one, open, { body: 'Third.' })])
  await laterDone()
  assert.equal(await unread(other), 1)
  assert.equal(await mailedTo(other), 1)
})

test('an older page of what two said does not silence what came last', async () => {
  const bo = await signedInAgent(here.site)
  const { one, room, path } = await makeTalk({ other: bo.account })
  const open = await reachRoom(one, room.slug)
  for (let n = 1; n <= 60; n += 1) await addMessage(one, open, { body: `Line ${n}.` })
  await laterDone()
  await bo.agent.get(`${path}?before=10`).expect(200)
  await laterDone()
  assert.equal(await unread(bo.account), 1)
  await bo.agent.get(path).expect(200)
  await laterDone()
  assert.equal(await unread(bo.account), 0)
})

test('whoever is blocked cannot tell from their bell, nor from their mail', async () => {
  const { one, other, room } = await makeTalk()
  await addMessage(other, await reachRoom(other, room.slug), { body: 'See you.' })
  await laterDone()
  const before = await unread(one)
  assert.ok(before > 0)
  await blockPerson(other, one.username)
  await laterDone()
  assert.equal(await unread(one), before)
  assert.equal(await mailedTo(one), 1)
})
