import '../support/env.ts'
import assert from 'node:assert/strict'
import { afterEach, test } from 'node:test'
import { loadAccount } from '../../src/auth/account.ts'
import { days, moveClock, now, resetClock } from '../../src/clock.ts'
import { Conflict, Invalid } from '../../src/errors.ts'
import { Mails } from '../../src/mail/mail.ts'
import { stopOutbox } from '../../src/mail/outbox.ts'
import { Notifications } from '../../src/notifications/notification.ts'
import { appeal } from '../../src/reports/appeal.ts'
import { authorIds } from '../../src/reports/authors.ts'
import { Cases, findCase } from '../../src/reports/case.ts'
import type { Measure } from '../../src/reports/case-state.ts'
import { decide, finishDecisions } from '../../src/reports/deciding.ts'
import { Decisions } from '../../src/reports/decision.ts'
import { fileReport } from '../../src/reports/filing.ts'
import { LogLines } from '../../src/reports/log-line.ts'
import { closeQuarter, Quarters, quarterAt } from '../../src/reports/quarter.ts'
import { endRestrictions } from '../../src/reports/restriction-over.ts'
import { makeAccount } from '../support/accounts.ts'
import { killedAfter } from '../support/broken-writes.ts'
import { complaint, findings, rules } from '../support/complaints.ts'
import { makePost } from '../support/forum.ts'
import { forumDatabase } from '../support/forum-site.ts'
import { before } from '../support/hooks.ts'
import {
  again,
  caseAbout,
  complained,
  giveBack,
  inDays,
  restrict,
  restrictionNow,
} from '../support/measures.ts'

forumDatabase()
rules()
// What waits in the outbox can be counted.
before(stopOutbox)
afterEach(resetClock)

const kinds = ['limit', 'suspend', 'close'] as const
const invalid = (field: string, words: RegExp) => (error: unknown) => {
  assert.ok(error instanceof Invalid, String(error))
  assert.match(error.fields[field] ?? '', words)
  return true
}

test('N9: each measure falls on the author with the decision, who is told of it and of its end', async () => {
  const titles = { limit: /read but not post/, suspend: /was suspended/, close: /was closed/ }
  for (const kind of kinds) {
    const world = await complained()
    const until = new Date('2999-03-03T23:59:59Z')
    const decision = await restrict(world, [kind], { until })
    const restriction = await restrictionNow(world)
    assert.deepEqual([restriction?.kind, restriction?.by], [kind, decision.ref])
    assert.deepEqual(restriction?.until, kind === 'close' ? null : until)
    const told = await Notifications.findOne({ account: world.author._id, kind: 'decision' }).lean()
    assert.match(told?.title ?? '', titles[kind])
    const mail = await Mails.findOne({ about: String(world.author._id), clause: 'N13' }).lean()
    assert.match(mail?.text ?? '', kind === 'close' ? /The account is closed\./ : /until 3 March 2999\./)
    assert.equal(/decisions\/D-\d+\?key=[\w-]{43}/.test(mail?.text ?? ''), kind === 'close')
    for (const one of [world.judge, world.second])
      assert.equal(await restrictionNow({ author: one }), undefined, 'nobody else is restricted')
  }
})

test('N9: of a reversal nothing is left, and what another decision restricts stays', async () => {
  for (const kind of kinds) {
    const world = await complained()
    const post = await makePost({ topic: world.topic.id, author: world.author, body: 'Fools.' })
    const other = await caseAbout(`/posts/${post._id}`, `post:${post._id}`)
    const first = await restrict(world, [kind, 'hide'])
    const stays = await restrict(other, ['limit'])
    await again(world, first.ref, giveBack)
    const account = await loadAccount(String(world.author._id))
    assert.deepEqual(
      account?.sanctions?.map(({ by }) => by),
      [stays.ref],
    )
    assert.equal(account?.state, 'limited')
    const told = await Notifications.findOne({ account: world.author._id }).sort({ _id: -1 }).lean()
    assert.equal(told?.title, 'Your account is whole again')
  }
})

test('N9: a softer decision about an appeal takes the place of the harder one, and the same one has its new end', async () => {
  for (const [hard, soft] of [
    ['close', 'limit'],
    ['suspend', 'suspend'],
  ] as const) {
    const world = await complained()
    const first = await restrict(world, [hard])
    const until = inDays(3)
    const judged = { measures: [soft] as Measure[], until }
    const last = await again(world, first.ref, judged)
    const account = await loadAccount(String(world.author._id))
    assert.deepEqual(account?.sanctions, [{ kind: soft, by: last.ref, since: last.at, until }])
  }
})

test('N9: killed between any two writes, the measure stands after the start, and its author was told before', async () => {
  for (let writes = 0; ; writes += 1) {
    const world = await complained()
    const place = `killed after ${writes} writes`
    const isThrough = await killedAfter(writes, () => restrict(world, ['close']))
    const told = await Notifications.countDocuments({ account: world.author._id })
    const mails = () => Mails.countDocuments({ about: String(world.author._id), clause: 'N13' })
    assert.ok(!(await restrictionNow(world)) || (told === 1 && (await mails()) === 1), place)
    for (let times = 0; times < 2; times += 1) await finishDecisions()
    if (!(await Decisions.exists({ case: world.ref }))) {
      assert.equal(await restrictionNow(world), undefined, place)
      continue
    }
    assert.equal((await restrictionNow(world))?.kind, 'close', place)
    const { sanctions } = (await loadAccount(String(world.author._id))) ?? assert.fail(place)
    assert.deepEqual([sanctions?.length, await mails()], [1, 1], place)
    if (isThrough) break
  }
})

test('N9: killed between any two writes of an appeal, nobody is free in between, and after the start the last word holds', async () => {
  for (let writes = 0; ; writes += 1) {
    const world = await complained()
    const first = await restrict(world, ['suspend'])
    await appeal(world.author, first.ref, { argument: 'A joke.', link: undefined, at: now() })
    const until = inDays(2)
    const judged = findings({ measures: ['suspend'], second: world.fourth, until })
    const place = `killed after ${writes} writes`
    const isThrough = await killedAfter(writes, () => decide(world.other, world.ref, judged))
    assert.equal((await restrictionNow(world))?.kind, 'suspend', place)
    await finishDecisions()
    const last = await Decisions.findOne({ case: world.ref }).sort({ round: -1 }).lean()
    const { sanctions } = (await loadAccount(String(world.author._id))) ?? assert.fail(place)
    assert.deepEqual(
      sanctions?.map(({ by }) => by),
      [last?.ref],
      place,
    )
    if (isThrough) break
  }
})

test('N9: a decision that is carried out again after it was reversed restricts nobody', async () => {
  const world = await complained()
  const first = await restrict(world, ['suspend'])
  await again(world, first.ref, giveBack)
  await Decisions.collection.updateOne({ ref: first.ref }, { $set: { carriedOutAt: null } })
  await finishDecisions()
  assert.equal(await restrictionNow(world), undefined)
})

test('N9: where nobody is the author, or the day is over, a measure against an account is refused before it stands', async () => {
  const page = await caseAbout('/privacy', 'page:/privacy')
  await assert.rejects(restrict(page, ['limit']), invalid('measures', /no account/))
  const world = await complained()
  const past = { until: new Date(Date.now() - 1000) }
  await assert.rejects(restrict(world, ['suspend'], past), invalid('until', /still to come/))
  await assert.rejects(restrict(world, ['suspend'], { second: undefined }), /second person/)
  assert.equal(await Decisions.countDocuments({ case: { $in: [page.ref, world.ref] } }), 0)
  assert.equal(await restrictionNow(world), undefined)
})

test('N9: of a profile it falls on whose profile it is, and of several things on each author', async () => {
  const owner = await makeAccount()
  const profile = await caseAbout(`/u/${owner.username}`, `profile:${owner._id}`)
  await restrict(profile, ['limit'])
  assert.equal((await restrictionNow({ author: owner }))?.kind, 'limit')

  const [one, two] = [await complained(), await complained()]
  const third = await makePost({ topic: one.topic.id, body: 'Fools, all of you.' })
  const about = [`/posts/${third._id}`, one.about, two.about]
  await fileReport(undefined, complaint(String(about[0]), { about }))
  const found = await Cases.findOne({ subject: `post:${third._id}` }).lean()
  assert.ok(found)
  assert.equal(authorIds(found).length, 3)
  const { ref } = await restrict({ ...one, ref: found.ref }, ['suspend'])
  for (const author of authorIds(found))
    assert.equal((await restrictionNow({ author: { _id: author } }))?.by, ref)
})

test('the last admin cannot be restricted, and of two decisions about the last two at most one stands', async () => {
  const admin = await complained({ role: 'admin' })
  for (const kind of kinds)
    await assert.rejects(restrict(admin, [kind]), invalid('measures', /without an admin/))
  assert.equal(await Decisions.countDocuments({ case: admin.ref }), 0)
  const other = await complained({ role: 'admin' })
  const both = await Promise.allSettled([restrict(admin, ['close']), restrict(other, ['close'])])
  const restricted = [await restrictionNow(admin), await restrictionNow(other)].filter(Boolean)
  assert.ok(restricted.length <= 1, 'somebody can still run the forum')
  for (const one of both)
    if (one.status === 'rejected') assert.ok(one.reason instanceof Conflict || one.reason instanceof Invalid)
  const stand = await Decisions.countDocuments({ case: { $in: [admin.ref, other.ref] } })
  assert.equal(stand, restricted.length, 'what does not stand left no decision')
})

test('N13: the log and the numbers of the quarter count measures against accounts', async () => {
  const world = await complained()
  const { ref } = await restrict(world, ['limit', 'hide'])
  const line = await LogLines.findOne({ decision: ref }).lean()
  assert.deepEqual(line?.measures, ['limit', 'hide'])
  const { name, until } = quarterAt(now())
  const counted = await Decisions.countDocuments({ measures: 'limit' })
  moveClock(until.getTime() - Date.now() + days(1))
  await closeQuarter()
  const quarter = await Quarters.findOne({ name }).lean()
  assert.equal(quarter?.counts.measures?.limit, counted)
  assert.ok(counted > 0)
  assert.equal((await findCase(world.ref))?.state.name, 'notified')
})

test('N9: whose measure ends by its time is told so once, by bell and mail, with what is still taken', async () => {
  const world = await complained()
  const post = await makePost({ topic: world.topic.id, author: world.author, body: 'Fools.' })
  const other = await caseAbout(`/posts/${post._id}`, `post:${post._id}`)
  const suspended = await restrict(world, ['suspend'], { until: inDays(2) })
  const limited = await restrict(other, ['limit'], { until: inDays(4) })
  const account = world.author._id
  const told = (ref: string) => Notifications.find({ account, once: `over:${ref}` }).lean()
  await endRestrictions()
  assert.deepEqual(await told(suspended.ref), [], 'not before its time')

  moveClock(days(2) + 1000)
  for (let writes = 0; !(await killedAfter(writes, endRestrictions)); writes += 1);
  await Promise.all([endRestrictions(), endRestrictions()])
  const [first, ...more] = await told(suspended.ref)
  assert.deepEqual([first?.href, more], [`/decisions/${suspended.ref}`, []])
  assert.match(first?.text ?? '', /Your account can read but not post until .* Decision D-/)
  assert.equal((await loadAccount(String(account)))?.sanctions?.length, 1)

  moveClock(days(2))
  await endRestrictions()
  await endRestrictions()
  const [second, ...others] = await told(limited.ref)
  assert.deepEqual([second?.title, others], ['You can write again', []])
  assert.match(second?.text ?? '', /topics, posts/)
  const mails = await Mails.find({ about: String(account), subject: /over$|write again$/ }).lean()
  assert.equal(mails.length, 2)
  assert.match(mails.at(-1)?.text ?? '', /The time that decision D-\d+ set for your account is over/)
  assert.deepEqual((await loadAccount(String(account)))?.sanctions, [])
})

test('N9: a new decision in the moments after the end of another takes nobody the news of it', async () => {
  const world = await complained()
  const over = await restrict(world, ['limit'], { until: inDays(2) })
  moveClock(days(2) + 1000)
  const post = await makePost({ topic: world.topic.id, author: world.author, body: 'Fools.' })
  const other = await caseAbout(`/posts/${post._id}`, `post:${post._id}`)
  const next = await restrict(other, ['suspend'], { until: inDays(9) })
  assert.equal((await restrictionNow(world))?.by, next.ref)
  await endRestrictions()
  const told = await Notifications.findOne({ account: world.author._id, once: `over:${over.ref}` }).lean()
  assert.match(told?.text ?? '', new RegExp(next.ref))
  assert.equal((await loadAccount(String(world.author._id)))?.state, 'suspended')
})
