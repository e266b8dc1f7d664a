import '../support/env.ts'

import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import supertest from 'supertest'
import type { Account } from '../../src/auth/account.ts'
import { Accounts } from '../../src/auth/account.ts'
import { ignorePerson } from '../../src/auth/ignored.ts'
import { minutes, moveClock, resetClock } from '../../src/clock.ts'
import { config } from '../../src/config.ts'
import { Disclosures } from '../../src/disclosure/disclosure.ts'
import { react } from '../../src/forum/reacting.ts'
import { setLevel } from '../../src/forum/reading.ts'
import { removePost } from '../../src/forum/removal.ts'
import { moveTopic } from '../../src/forum/stewardship.ts'
import { changed } from '../../src/live/bus.ts'
import { laterDone } from '../../src/live/later.ts'
import { Mails } from '../../src/mail/mail.ts'
import { runOutbox, startOutbox, stopOutbox } from '../../src/mail/outbox.ts'
import { mailUnseen } from '../../src/notifications/late-mail.ts'
import { chooseMails } from '../../src/notifications/mail-choice.ts'
import { markRead, NOTIFY_MAIL_AFTER, Notifications, notify } from '../../src/notifications/notification.ts'
import { mailsTo, makeAccount, signIn } from '../support/accounts.ts'
import { killedAfter } from '../support/broken-writes.ts'
import { makeBoard, makePost, makeTopic } from '../support/forum.ts'
import { forumSite } from '../support/forum-site.ts'

const holder = forumSite()
beforeEach(() => startOutbox())
afterEach(resetClock)

const wait = (time = NOTIFY_MAIL_AFTER) => moveClock(minutes(time) + 1000)

async function mailed(account: Account) {
  await mailUnseen()
  return mailsTo(account.email)
}

/** Somebody whose post was answered. */
async function answered(wanted: Parameters<typeof makeAccount>[0] = {}) {
  const me = await makeAccount({ name: 'Rosa', ...wanted })
  const by = await makeAccount({ name: 'Ada' })
  const topic = await makeTopic({ author: me, title: 'Sourdough' })
  const post = await makePost({ topic: topic.id, author: by, replyTo: 1 })
  await laterDone()
  return { me, id: String(me._id), by, topic, post }
}

test('what nobody saw within ten minutes goes by mail, once, and through the gate', async () => {
  const { me, id, topic } = await answered()
  wait(NOTIFY_MAIL_AFTER - 1)
  assert.deepEqual(await mailed(me), [])
  wait(1)
  const [mail, second] = await mailed(me)
  assert.equal(second, undefined)
  assert.equal(mail?.subject, 'Ada answered you: Sourdough')
  assert.match(mail?.text ?? '', /^Hello Rosa,\n\nIn “Sourdough”:\n\n– Ada answered you/)
  assert.equal(mail?.links[0], `${config.siteUrl}${topic.path}/2#post-2`)
  assert.doesNotMatch(mail?.text ?? '', /Some more words/)
  const row = await Disclosures.findOne({ kind: 'disclosure', purpose: /while you were away/ })
    .sort({ _id: -1 })
    .lean()
  assert.deepEqual([row?.clause, row?.recipientKind], ['N4', 'self'])
  wait()
  assert.equal((await mailed(me)).length, 1)
  const [told] = await Notifications.find({ account: id }).lean()
  assert.ok(told?.mailedAt)
  assert.equal(told?.mailAt, undefined)
})

test('what was read, or stood under a bell that was looked at, is not mailed', async () => {
  const [reads, looks] = [await answered(), await answered()]
  await markRead(reads.id, 'all')
  const agent = supertest.agent(holder.site.server)
  await signIn(agent, looks.me)
  await agent.get('/latest').set('Sec-Purpose', 'prefetch').expect(200)
  assert.equal(await Notifications.countDocuments({ account: looks.id, mailAt: { $exists: true } }), 1)
  await agent.get('/latest').expect(200)
  wait()
  assert.deepEqual(await mailed(reads.me), [])
  assert.deepEqual(await mailed(looks.me), [])
  assert.equal(await Notifications.countDocuments({ account: looks.id, readAt: null }), 1, 'it stays unread')
})

test('what comes after a visit is mailed again', async () => {
  const { me, by, topic } = await answered()
  const agent = supertest.agent(holder.site.server)
  await signIn(agent, me)
  await agent.get('/latest').expect(200)
  await makePost({ topic: topic.id, author: by, replyTo: 1 })
  await laterDone()
  wait()
  assert.equal((await mailed(me)).length, 1)
})

test('several in one topic are one mail, and another topic another', async () => {
  const { me, by, topic } = await answered()
  await makePost({ topic: topic.id, author: by, body: `@${me.username} look` })
  const other = await makeTopic({ author: me, title: 'Rye' })
  await makePost({ topic: other.id, author: by, replyTo: 1 })
  await laterDone()
  wait()
  const mails = await mailed(me)
  assert.deepEqual(mails.map(({ subject }) => subject).sort(), ['2 new: Sourdough', 'Ada answered you: Rye'])
  const both = mails.find(({ subject }) => subject.startsWith('2'))
  assert.match(both?.text ?? '', /– Ada answered you\n– Ada mentioned you/)
})

test('at the last moment everything is asked again', async () => {
  const admin = await makeAccount({ role: 'admin' })
  const cases: Record<string, (made: Awaited<ReturnType<typeof answered>>) => Promise<unknown>> = {
    ignored: ({ me, by }) => ignorePerson(me, by.username),
    muted: ({ id, topic }) => setLevel(id, topic.id, 'mute'),
    unwanted: ({ id }) => chooseMails(id, { reply: false }),
    removed: ({ by, post }) => removePost(by, String(post._id)),
    moved: async ({ topic }) => moveTopic(admin, topic.id, (await makeBoard({ audience: 'staff' })).slug),
    unproven: ({ me }) => Accounts.updateOne({ _id: me._id }, { confirmedAt: null }),
    closed: ({ me }) => Accounts.updateOne({ _id: me._id }, { state: 'closed' }),
    gone: ({ me }) => Accounts.deleteOne({ _id: me._id }),
    suspended: ({ me }) =>
      Accounts.updateOne(
        { _id: me._id },
        { sanctions: [{ kind: 'suspend', by: 'D-1', since: new Date(), until: null }] },
      ),
  }
  const made = await Promise.all(Object.keys(cases).map(async (name) => ({ name, ...(await answered()) })))
  for (const one of made) {
    await cases[one.name]?.(one)
    await changed(`account:${one.id}`)
  }
  wait()
  await mailUnseen()
  for (const { name, me } of made) assert.deepEqual(await mailsTo(me.email), [], name)
})

test('a post that is removed takes back a mail that has not left', async () => {
  const { me, by, post } = await answered()
  wait()
  await stopOutbox()
  await mailUnseen()
  assert.equal(await Mails.countDocuments({ about: String(me._id) }), 1)
  await removePost(by, String(post._id))
  assert.equal(await Mails.countDocuments({ about: String(me._id) }), 0)
  startOutbox()
  assert.deepEqual(await mailed(me), [])
})

test('and what else stood in that mail is told by another', async () => {
  const { me, by, topic, post } = await answered()
  await makePost({ topic: topic.id, author: by, body: `@${me.username} look` })
  await laterDone()
  wait()
  await stopOutbox()
  await mailUnseen()
  await removePost(by, String(post._id))
  startOutbox()
  const mails = await mailed(me)
  assert.deepEqual(
    mails.map(({ subject }) => subject),
    ['Ada mentioned you: Sourdough'],
  )
})

test('what is read while its mail waits does not leave', async () => {
  const { me, id } = await answered()
  wait()
  await stopOutbox()
  await mailUnseen()
  await markRead(id, 'all')
  startOutbox()
  assert.deepEqual(await mailsTo(me.email), [])
  assert.equal(await Mails.countDocuments({ about: id }), 0)
})

test('killed at any write: the next run sends it, and never a second time', async () => {
  let isDone = false
  for (let writes = 0; !isDone; writes += 1) {
    const { me, id } = await answered()
    wait()
    await stopOutbox()
    isDone = await killedAfter(writes, async () => {
      await mailUnseen()
      const left = await Notifications.countDocuments({ account: id, mailAt: { $exists: true } })
      if (left > 0) throw new Error('it did not come to its end')
    })
    await Promise.all([mailUnseen(), mailUnseen()])
    await mailUnseen()
    assert.equal(await Mails.countDocuments({ about: id }), 1, `after ${writes} writes`)
    startOutbox()
    assert.equal((await mailsTo(me.email)).length, 1)
    resetClock()
  }
})

test('two processes at once send one mail', async () => {
  const { me } = await answered()
  wait()
  await Promise.all(Array.from({ length: 4 }, () => mailUnseen()))
  assert.equal((await mailed(me)).length, 1)
})

test('one that cannot be mailed holds up no other', async (context) => {
  const [bad, good] = [await answered(), await answered()]
  wait()
  const find = Accounts.findById.bind(Accounts)
  const broken = context.mock.method(Accounts, 'findById', (wanted: unknown, ...rest: never[]) => {
    if (String(wanted) === bad.id) throw new Error('broken')
    return (find as (...args: unknown[]) => unknown)(wanted, ...rest)
  })
  await mailUnseen()
  broken.mock.restore()
  assert.equal((await mailsTo(good.me.email)).length, 1)
  assert.equal((await mailed(bad.me)).length, 1)
})

test('reactions are mailed only to those who want that', async () => {
  const { me, id, topic } = await answered()
  await markRead(id, 'all')
  const wants = await answered()
  await markRead(wants.id, 'all')
  await chooseMails(wants.id, { reaction: true })
  const fan = await makeAccount({ name: 'Bo' })
  for (const post of [topic.post, wants.topic.post]) await react(fan, String(post._id), 'thanks')
  await laterDone()
  wait()
  assert.deepEqual(await mailed(me), [])
  assert.deepEqual(
    (await mailsTo(wants.me.email)).map(({ subject }) => subject),
    ['Bo thanked you for your post: Sourdough'],
  )
})

test('what is told with a mail of its own is mailed at once, and not again', async () => {
  const me = await makeAccount()
  const mail = { subject: 'Decided', paragraphs: ['So it is.'], clause: 'N13', purpose: 'to tell' } as const
  const news = { kind: 'decision', title: 'Decided', text: '', href: '/', once: 'decision:9' } as const
  await notify({ account: String(me._id), ...news, mail })
  assert.equal((await mailsTo(me.email)).length, 1)
  wait()
  assert.equal((await mailed(me)).length, 1)
})

test('names and titles stay words: nothing in them becomes a header, a link or markup', async () => {
  const me = await makeAccount()
  const by = await makeAccount({ name: 'Eve\r\nBcc: all@example.org <b>' })
  const { id } = await makeTopic({ author: me, title: 'https://evil.example/ <script>alert(1)</script>' })
  await makePost({ topic: id, author: by, replyTo: 1 })
  await laterDone()
  wait()
  const [mail] = await mailed(me)
  assert.equal(mail?.to, me.email)
  assert.doesNotMatch(mail?.html ?? '', /<script>|<b>|href="https:\/\/evil/)
  assert.match(mail?.subject ?? '', /^Eve Bcc: all@example\.org/)
  await runOutbox()
})
