import '../support/env.ts'

import assert from 'node:assert/strict'
import { after, afterEach, test } from 'node:test'
import mongoose, { Types } from 'mongoose'
import { cleanUpAfter } from '../../src/auth/account-gone.ts'
import { days, moveClock, resetClock } from '../../src/clock.ts'
import { config } from '../../src/config.ts'
import { Disclosures } from '../../src/disclosure/disclosure.ts'
import { changed } from '../../src/live/bus.ts'
import { Mails } from '../../src/mail/mail.ts'
import {
  forgetNotifications,
  listNotifications,
  markRead,
  type News,
  Notifications,
  notify,
  unreadCount,
} from '../../src/notifications/notification.ts'
import { mailsTo, makeAccount } from '../support/accounts.ts'
import { closeTestDatabase, openTestDatabase } from '../support/database.ts'
import { before } from '../support/hooks.ts'

before(openTestDatabase)
after(closeTestDatabase)
afterEach(resetClock)

const mail = {
  subject: 'About your post',
  paragraphs: ['A decision was made about your post “Bread”.', 'It stays as it is.'],
  clause: 'N13',
  purpose: 'to tell you what was decided about your post',
} as const

const news = (account: string, wanted: Partial<News> = {}): News => ({
  account,
  kind: 'decision',
  title: 'Your post stays',
  text: 'Somebody reported it, and we found nothing against it.',
  href: '/posts/1',
  once: 'decision:1',
  ...wanted,
})

async function somebody(wanted: Parameters<typeof makeAccount>[0] = {}) {
  const account = await makeAccount(wanted)
  return { account, id: String(account._id), mails: () => mailsTo(account.email) }
}

test('told once, however often and by how many at the same time: one notification and one mail', async () => {
  const { id, mails } = await somebody()
  await Promise.all(Array.from({ length: 20 }, () => notify(news(id, { mail }))))
  await notify(news(id, { mail, title: 'Other words' }))
  const rows = await listNotifications(id, undefined, 30)
  assert.deepEqual(
    rows.map(({ title }) => title),
    ['Your post stays'],
  )
  assert.equal(await unreadCount(id), 1)
  assert.equal((await mails()).length, 1)
})

test('the same key tells two people', async () => {
  const [one, other] = [await somebody(), await somebody()]
  for (const { id } of [one, other]) await notify(news(id, { mail }))
  for (const { id, mails } of [one, other])
    assert.deepEqual([await unreadCount(id), (await mails()).length], [1, 1])
})

test('a crash between notification and mail: called again, there is one of each', async (context) => {
  const { id, mails } = await somebody()
  const crash = context.mock.method(Mails, 'create', () => Promise.reject(new Error('killed')))
  await assert.rejects(notify(news(id, { mail })), /killed/)
  crash.mock.restore()
  assert.deepEqual([await unreadCount(id), (await mails()).length], [1, 0])
  for (let time = 0; time < 3; time += 1) await notify(news(id, { mail }))
  assert.deepEqual([await unreadCount(id), (await mails()).length], [1, 1])
})

test('a crash between the mail and the note of it: called again, there is no second mail', async (context) => {
  const { id, mails } = await somebody()
  const crash = context.mock.method(Notifications, 'updateOne', () => Promise.reject(new Error('killed')))
  await assert.rejects(notify(news(id, { mail })), /killed/)
  crash.mock.restore()
  await notify(news(id, { mail }))
  assert.equal((await mails()).length, 1)
  // The outbox forgets a mail earlier than the notification goes.
  await Mails.collection.deleteMany({ about: id })
  await notify(news(id, { mail }))
  assert.equal(await Mails.countDocuments({ about: id }), 0)
})

test('what was read stays read when it is told again', async () => {
  const { id } = await somebody()
  await notify(news(id))
  await markRead(id, 'all')
  await notify(news(id))
  assert.equal(await unreadCount(id), 0)
})

test('N13: the mail comes from a role, says why and where to read, and leaves under its clause', async () => {
  const { account, id, mails } = await somebody({ name: 'Rosa' })
  await notify(news(id, { mail }))
  const [sent] = await mails()
  assert.equal(sent?.subject, 'About your post')
  assert.match(sent?.text ?? '', /^Hello Rosa,/)
  assert.match(sent?.text ?? '', /It stays as it is\./)
  assert.match(sent?.text ?? '', /You get this mail because it is about something you posted/)
  assert.match(sent?.text ?? '', new RegExp(`The moderators of ${config.siteName}`))
  assert.deepEqual(sent?.links[0], `${config.siteUrl}/posts/1`)
  const row = await Disclosures.findOne({ purpose: mail.purpose, kind: 'disclosure' })
    .sort({ _id: -1 })
    .lean()
  assert.deepEqual([row?.clause, row?.recipientKind], ['N13', 'self'])
  assert.equal(JSON.stringify(row).includes(account.email), false)
})

test('a moderator is told as a moderator', async () => {
  const { id, mails } = await somebody({ role: 'moderator' })
  await notify(news(id, { kind: 'case', mail }))
  const [sent] = await mails()
  assert.match(sent?.text ?? '', /because you are one of those who look into complaints/)
  assert.doesNotMatch(sent?.text ?? '', /The moderators of/)
})

test('an address that nobody has proven gets no mail; the person reads it in the app', async () => {
  const { id, mails } = await somebody({ confirmedAt: null })
  await notify(news(id, { mail }))
  assert.deepEqual([await unreadCount(id), (await mails()).length], [1, 0])
})

test('a closed account is told nothing, and nothing about it is kept', async () => {
  const gone = String(new Types.ObjectId())
  await notify(news(gone, { mail }))
  assert.equal(await Notifications.countDocuments({ account: gone }), 0)
  assert.equal(await Mails.countDocuments({ about: gone }), 0)
})

test('an account that is removed takes its notifications along, and nobody else’s', async () => {
  const [leaves, stays] = [await somebody(), await somebody()]
  for (const { id } of [leaves, stays]) await notify(news(id))
  assert.equal(await unreadCount(leaves.id), 1)
  await cleanUpAfter(leaves.id)
  assert.equal(await unreadCount(leaves.id), 0)
  assert.deepEqual(await listNotifications(leaves.id, undefined, 30), [])
  assert.equal(await unreadCount(stays.id), 1)
})

test('what is withdrawn goes by its key and by what goes on after it, and takes no neighbour along', async () => {
  const { id } = await somebody()
  const kept = ['decision:70', 'decision:8', 'appeal:7']
  for (const once of ['decision:7', 'decision:7:author', 'decision:7:reporter:2', ...kept])
    await notify(news(id, { once }))
  assert.equal(await unreadCount(id), 6)
  await forgetNotifications('decision:7')
  assert.equal(await unreadCount(id), 3)
  const rows = await Notifications.find({ account: id }).lean()
  assert.deepEqual(rows.map(({ once }) => once).sort(), kept.sort())
  for (const key of ['', 'decisio', '.*', 'd']) await forgetNotifications(key)
  assert.equal(await unreadCount(id), 3)
})

test('it leads to a page of this site and nowhere else', async () => {
  const { id } = await somebody()
  const elsewhere = [
    'https://evil.example/',
    '//evil.example',
    '/\\evil.example',
    '/.//evil.example',
    'javascript:alert(1)',
    'posts/1',
    '',
  ]
  for (const href of elsewhere) await assert.rejects(notify(news(id, { href })), TypeError, href)
  for (const wanted of [{ title: '  ' }, { once: '' }])
    await assert.rejects(notify(news(id, wanted)), TypeError)
  assert.equal(await Notifications.countDocuments({ account: id }), 0)
  await notify(news(id, { href: '/t/bread/7/2#post-2' }))
  assert.equal((await listNotifications(id, undefined, 1))[0]?.href, '/t/bread/7/2#post-2')
})

test('N29: after its time it is neither listed nor counted, and the sweep takes it', async () => {
  const { id } = await somebody()
  await notify(news(id))
  const period = days(config.retention.notification.days ?? 0)
  moveClock(period - days(1))
  assert.equal(await unreadCount(id), 1)
  moveClock(days(1) + 1000)
  assert.equal(await unreadCount(id), 0)
  assert.deepEqual(await listNotifications(id, undefined, 30), [])
  const row = await Notifications.findOne({ account: id }).lean()
  assert.equal(Number(row?.deleteAt) - Number(row?.at) - period, 0)
  const indexes = Notifications.schema.indexes()
  assert.ok(indexes.some(([fields, options]) => 'deleteAt' in fields && options.expireAfterSeconds === 0))
})

test('the number is asked for once, and again after something new came', async () => {
  const { id } = await somebody()
  await notify(news(id))
  await changed(`notifications:${id}`)
  const asked: string[] = []
  mongoose.set('debug', (collection: string, method: string) => asked.push(`${collection}.${method}`))
  for (let time = 0; time < 5; time += 1) assert.equal(await unreadCount(id), 1)
  mongoose.set('debug', false)
  assert.deepEqual(asked, ['notifications.countDocuments'])
  await notify(news(id, { once: 'decision:2' }))
  assert.equal(await unreadCount(id), 2)
})

test('long words are cut, and one line stays one line', async () => {
  const { id } = await somebody()
  await notify(news(id, { title: `Two\nlines ${'long '.repeat(100)}`, text: 'word '.repeat(1000) }))
  const [row] = await listNotifications(id, undefined, 1)
  assert.match(row?.title ?? '', /^Two lines [^\n]{100,190}…$/)
  assert.ok((row?.text.length ?? 0) <= 500)
})
