import '../support/env.ts'
import assert from 'node:assert/strict'
import type { Server } from 'node:http'
import { after, test } from 'node:test'
import supertest from 'supertest'
import { type Account, Accounts } from '../../src/auth/account.ts'
import { days, londonDate, moveClock, now, resetClock } from '../../src/clock.ts'
import { config } from '../../src/config.ts'
import { noticeInForce } from '../../src/consent/notice-version.ts'
import { Notifications } from '../../src/notifications/notification.ts'
import { newestNotice } from '../../src/privacy/notice/published.ts'
import { dayInWords } from '../../src/privacy/notice.view.ts'
import { tellOfNewNotice } from '../../src/privacy/notice-news.ts'
import { makeAccount } from '../support/accounts.ts'
import { closeTestDatabase, openTestDatabase } from '../support/database.ts'
import { before } from '../support/hooks.ts'
import { privacySite } from './site.ts'

const { version: noticeVersion, from: noticeDate } = noticeInForce()

let server: Server

before(async () => {
  await openTestDatabase()
  server = await privacySite()
})
after(async () => {
  resetClock()
  await new Promise((resolve) => server.close(resolve))
  await closeTestDatabase()
})

const get = (path: string) => supertest(server).get(path)
const asJson = (path: string) => get(path).set('Accept', 'application/json')

test('N31: the notice shows its version and its day, and an anchor for each clause', async () => {
  const { text, status } = await get('/privacy')
  assert.equal(status, 200)
  assert.match(text, new RegExp(`Version ${noticeVersion} of ${dayInWords(noticeDate)}`))
  for (let number = 1; number <= 31; number += 1) {
    assert.match(text, new RegExp(`id="n${number}"`))
    assert.match(text, new RegExp(`href="#n${number}">${number}\\. `))
  }
  assert.match(text, /id="n0"/)
  assert.match(text, /id="nb"/)
  assert.match(text, /id="contact"/)
  assert.doesNotMatch(text, /\{\{|\]\(/)
})

test('N31: JSON clients get the same clauses', async () => {
  const { body } = await asJson('/privacy')
  assert.equal(body.version, noticeVersion)
  assert.equal(body.isCurrent, true)
  const clauses = body.parts.flatMap((part: { clauses: object[] }) => part.clauses)
  assert.equal(clauses.length, 33)
})

test('N29: the periods on the page are those of the settings', async () => {
  const { text } = await get('/privacy')
  const kept = config.retention
  for (const period of [kept.draft, kept.mail_token, kept.unverified_signup, kept.session_stay])
    assert.ok(text.includes(`<dd>${period.words} after ${period.from}</dd>`), period.words)
  assert.ok(text.includes(`ends after ${kept.cookie_choice.words}`))
})

test('N31: the day of a version, and any day since, shows that version', async () => {
  const versions = {
    '2026-11-22': '1.0',
    '2026-11-27': '1.0',
    [noticeDate]: noticeVersion,
    [londonDate()]: noticeVersion,
  }
  for (const [day, version] of Object.entries(versions)) {
    const { body, status } = await asJson(`/privacy/on/${day}`)
    assert.equal(status, 200)
    assert.equal(body.version, version)
  }
})

test('N31: before the first version, on days to come and on days that never were, there is a kind page', async () => {
  const tomorrow = londonDate(new Date(now().getTime() + days(2)))
  for (const day of ['2026-11-21', '1999-12-31', tomorrow, '2026-02-30', 'yesterday', '2026-11-22x']) {
    const { status, text } = await get(`/privacy/on/${day}`)
    assert.equal(status, 404, day)
    assert.match(text, /<h1>/)
  }
  assert.match((await get('/privacy/on/2026-11-21')).text, /Our first one is from 22 November 2026/)
})

test('N31: a day that is still to come has a notice once it is here', async () => {
  const soon = londonDate(new Date(now().getTime() + days(3)))
  assert.equal((await get(`/privacy/on/${soon}`)).status, 404)
  moveClock(days(3))
  assert.equal((await get(`/privacy/on/${soon}`)).status, 200)
  resetClock()
})

test('N31: whoever agreed to an older version hears once what is new, and nobody else', async () => {
  const [old, fresh] = await Promise.all([makeAccount(), makeAccount()])
  await Accounts.collection.updateOne({ _id: old._id }, { $set: { noticeVersion: '1.0' } })
  const heard = async ({ _id }: Account) =>
    (await Notifications.find({ account: _id }).lean()).map(({ text }) => text)
  moveClock(Date.parse(`${noticeDate}T12:00:00Z`) - Date.now())
  await tellOfNewNotice()
  await tellOfNewNotice()
  assert.deepEqual([(await heard(old)).length, (await heard(fresh)).length], [1, 0])
  assert.ok((await heard(old))[0]?.includes(newestNotice().changes.slice(0, 60)))
  const late = await makeAccount()
  await Accounts.collection.updateOne({ _id: late._id }, { $set: { noticeVersion: '1.0' } })
  moveClock(days(40) + Date.parse(`${noticeDate}T12:00:00Z`) - Date.now())
  await tellOfNewNotice()
  assert.deepEqual(await heard(late), [])
  resetClock()
})
