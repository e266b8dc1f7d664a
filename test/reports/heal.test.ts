import '../support/env.ts'

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Account } from '../../src/auth/account.ts'
import { now } from '../../src/clock.ts'
import { Posts } from '../../src/forum/post.ts'
import { flushReadings } from '../../src/forum/reading.ts'
import { flushTails } from '../../src/forum/topic-tails.ts'
import { laterDone } from '../../src/live/later.ts'
import { Mails } from '../../src/mail/mail.ts'
import { stopOutbox } from '../../src/mail/outbox.ts'
import { Notifications } from '../../src/notifications/notification.ts'
import { appeal } from '../../src/reports/appeal.ts'
import { finishAppeals } from '../../src/reports/appeal-receipt.ts'
import { Cases, findCase } from '../../src/reports/case.ts'
import { decide, finishDecisions, type Judgement } from '../../src/reports/deciding.ts'
import { Decisions } from '../../src/reports/decision.ts'
import { fileReport, settleReports } from '../../src/reports/filing.ts'
import { chooseInterim } from '../../src/reports/interim-choice.ts'
import { finishInterims } from '../../src/reports/interim-effects.ts'
import type { KindName } from '../../src/reports/kinds.ts'
import { LogLines, verifyLines } from '../../src/reports/log-line.ts'
import { Reports } from '../../src/reports/report.ts'
import { subjectKey } from '../../src/reports/subject.ts'
import { makeAccount } from '../support/accounts.ts'
import { killedAfter } from '../support/broken-writes.ts'
import { complaint, findings, rules } from '../support/complaints.ts'
import { makePost, makeTopic } from '../support/forum.ts'
import { forumDatabase } from '../support/forum-site.ts'
import { before } from '../support/hooks.ts'

forumDatabase()
rules()
// What waits in the outbox can be counted.
before(stopOutbox)

const MOST_WRITES = 100

/** What a start does after a crash; twice, as a start can be killed, too. */
async function restart(): Promise<void> {
  for (let times = 0; times < 2; times += 1) {
    await settleReports()
    await finishInterims()
    await finishDecisions()
  }
}

/** What making a world left in memory is written: it must not count among the writes of the act. */
async function settle(): Promise<void> {
  await laterDone()
  await flushTails()
  await flushReadings()
}

/** Kills an act before its first write, its second, and so on, each time in a world of its own, until it comes through. */
async function atEveryWrite<World>(
  make: () => Promise<World>,
  act: (world: World) => Promise<unknown>,
  check: (world: World, isThrough: boolean, place: string) => Promise<void>,
): Promise<number> {
  for (let count = 0; count < MOST_WRITES; count += 1) {
    const world = await make()
    await settle()
    const isThrough = await killedAfter(count, () => act(world))
    await check(world, isThrough, `killed after ${count} writes`)
    if (isThrough) return count
  }
  assert.fail('it never came through')
}

let count = 0

async function post() {
  count += 1
  const author = await makeAccount()
  const topic = await makeTopic({ title: `Talk number ${count}` })
  const id = String((await makePost({ topic: topic.id, author, body: 'You are all fools.' }))._id)
  return { author, id, about: `/posts/${id}`, mail: `visitor${count}@example.org` }
}

type Made = Awaited<ReturnType<typeof post>>

const caseOf = (id: string) => Cases.findOne({ subject: subjectKey({ kind: 'post', id }) }).lean()

async function reported() {
  const made = await post()
  const [member, judge, second] = await Promise.all([
    makeAccount(),
    makeAccount({ role: 'moderator' }),
    makeAccount({ role: 'moderator' }),
  ])
  await fileReport(member, complaint(made.about))
  await fileReport(undefined, complaint(made.about, { email: made.mail }))
  const found = await caseOf(made.id)
  assert.ok(found)
  return { ...made, member, judge, second, ref: found.ref }
}

async function seenOf({ id, author, mail }: Made, member?: Account) {
  const shown = await Posts.findById(id).lean()
  const toAuthor = { account: author._id, kind: 'decision' as const }
  return {
    hiddenBy: shown?.hiddenBy ?? null,
    words: shown?.source,
    author: await Notifications.countDocuments(toAuthor),
    authorMails: await Mails.countDocuments({ about: String(author._id), clause: 'N13' }),
    member: member ? await Notifications.countDocuments({ account: member._id, kind: 'report' }) : 0,
    memberMails: member
      ? await Mails.countDocuments({ about: String(member._id), subject: /is decided/ })
      : 0,
    visitorMails: await Mails.countDocuments({ to: mail, subject: /is decided/ }),
  }
}

const linesOf = (decision: string) => LogLines.countDocuments({ decision })

async function checkTold(world: Awaited<ReturnType<typeof reported>>, round: number, place: string) {
  const { ref, member } = world
  const decision = await Decisions.findOne({ case: ref, round }).lean()
  assert.ok(decision?.carriedOutAt, `${place}: carried out`)
  const { state, history, isWaiting } = (await findCase(ref)) ?? assert.fail(place)
  assert.equal(state.name, round === 1 ? 'notified' : 'appeal-decided', place)
  assert.equal(isWaiting, false, place)
  for (const act of ['decided', 'told'])
    assert.equal(
      history.filter((entry) => entry.act === act && entry.words === decision.ref).length,
      1,
      place,
    )
  assert.equal(await linesOf(decision.ref), 1, place)
  const seen = await seenOf(world, member)
  assert.deepEqual([seen.member, seen.memberMails, seen.visitorMails], [round, round, round], place)
  return { decision, seen }
}

const isHard: Judgement = findings()
const isMild: Judgement = findings({ outcome: 'not_upheld', measures: ['none'], yields: 'complainant' })

test('N9: killed between any two writes of a decision that hides, it stands whole after the start, or not at all', async () => {
  const writes = await atEveryWrite(
    reported,
    ({ judge, ref }) => decide(judge, ref, isHard),
    async (world, _, place) => {
      const early = await seenOf(world, world.member)
      const isRecorded = (await Decisions.exists({ case: world.ref })) !== null
      const isAnyTold = early.author + early.authorMails + early.member + early.visitorMails > 0
      assert.ok(isRecorded || !(isAnyTold || early.hiddenBy), `${place}: told before the record stands`)
      assert.ok(early.author === 1 || early.hiddenBy === null, `${place}: hidden before its author knows`)
      await restart()
      if (!isRecorded) {
        assert.equal((await findCase(world.ref))?.isUndecided, true, place)
        await decide(world.judge, world.ref, isHard)
      }
      const { decision, seen } = await checkTold(world, 1, place)
      assert.equal(seen.hiddenBy, decision.ref, place)
      assert.deepEqual([seen.author, seen.authorMails], [1, 1], place)
    },
  )
  assert.ok(writes > 10, 'it really was killed on the way')
})

test('N9: killed between any two writes of a decision that gives back, the words are there again after the start', async () => {
  await atEveryWrite(
    async () => {
      const world = await reported()
      const why = { ground: 'appears_justified', reason: 'It is rude.' } as const
      await chooseInterim(world.judge, world.ref, { choice: 'hide', ...why })
      return world
    },
    ({ judge, ref }) => decide(judge, ref, isMild),
    async (world, _, place) => {
      await restart()
      if (!(await Decisions.exists({ case: world.ref }))) {
        assert.equal((await seenOf(world)).hiddenBy, world.ref, place)
        await decide(world.judge, world.ref, isMild)
      }
      const { seen } = await checkTold(world, 1, place)
      assert.deepEqual([seen.hiddenBy, seen.words], [null, 'You are all fools.'], place)
      assert.deepEqual([seen.author, seen.authorMails], [2, 2], `${place}: hidden, then back`)
    },
  )
})

test('N9: killed between any two writes of a reversal, it stands whole after the start, or the first decision does', async () => {
  await atEveryWrite(
    async () => {
      const world = await reported()
      const { ref } = await decide(world.judge, world.ref, isHard)
      await appeal(world.author, ref, { argument: 'A joke.', link: undefined, at: now() })
      return { ...world, first: ref }
    },
    ({ second, ref }) => decide(second, ref, isMild),
    async (world, _, place) => {
      await restart()
      if (!(await Decisions.exists({ case: world.ref, round: 2 }))) {
        assert.equal((await seenOf(world)).hiddenBy, world.first, place)
        await decide(world.second, world.ref, isMild)
      }
      const { seen } = await checkTold(world, 2, place)
      assert.deepEqual([seen.hiddenBy, seen.words], [null, 'You are all fools.'], place)
      assert.deepEqual([seen.author, seen.authorMails], [2, 3], `${place}: two decisions, a receipt`)
    },
  )
})

async function checkFiled({ id }: Made, place: string) {
  const found = await Cases.find({ subject: subjectKey({ kind: 'post', id }) }).lean()
  const evidence = found.flatMap((one) => one.evidence)
  const there = await Reports.find({ evidence: { $in: evidence } }).lean()
  assert.equal(await Reports.countDocuments({ $or: [{ case: null }, { acknowledgedAt: null }] }), 0, place)
  assert.ok(found.length <= 1, `${place}: one case`)
  assert.equal(found[0]?.reports ?? 0, there.length, `${place}: each report is counted once`)
  for (const { case: ref } of there) assert.equal(ref, found[0]?.ref, place)
  return { found: found[0], reports: there.length }
}

test('N9: killed between any two writes of a first report, it has its case after the start', async () => {
  await atEveryWrite(
    post,
    ({ about, mail }) => fileReport(undefined, complaint(about, { email: mail })),
    async (made, isThrough, place) => {
      await restart()
      const { reports } = await checkFiled(made, place)
      assert.ok(reports === 1 || (reports === 0 && !isThrough), place)
      assert.equal(await Mails.countDocuments({ to: made.mail }), reports, `${place}: its receipt, once`)
    },
  )
})

test('N9: killed between any two writes of a report that joins, it is counted once', async () => {
  await atEveryWrite(
    async () => ({ ...(await reported()), another: await makeAccount() }),
    ({ about, another }) => fileReport(another, complaint(about)),
    async (made, isThrough, place) => {
      await restart()
      const { reports, found } = await checkFiled(made, place)
      const parties = found?.parties.filter((party) => party.equals(made.another._id)).length
      assert.ok(reports === 3 || (reports === 2 && !isThrough), place)
      assert.equal(parties, reports - 2, place)
    },
  )
})

test('N9: killed between any two writes of a report of child abuse, its subject is hidden after the start', async () => {
  const kind: KindName = 'child-abuse'
  await atEveryWrite(
    post,
    ({ about }) => fileReport(undefined, complaint(about, { kind })),
    async (made, _, place) => {
      await restart()
      const { reports, found } = await checkFiled(made, place)
      const seen = await seenOf(made)
      assert.equal(seen.hiddenBy, found?.ref ?? null, place)
      assert.deepEqual([seen.author, seen.authorMails], [reports, reports], place)
      if (found) assert.equal(await linesOf(found.ref), 1, place)
    },
  )
})

test('N9: killed between any two writes of an interim choice, it holds after the start, or it was none', async () => {
  const why = { ground: 'appears_justified', reason: 'It is rude.' } as const
  await atEveryWrite(
    reported,
    ({ judge, ref }) => chooseInterim(judge, ref, { choice: 'hide', ...why }),
    async (world, _, place) => {
      await restart()
      const isHidden = (await findCase(world.ref))?.state.interim === 'hidden'
      const seen = await seenOf(world)
      assert.equal(seen.hiddenBy, isHidden ? world.ref : null, place)
      const times = isHidden ? 1 : 0
      assert.deepEqual(
        [seen.author, seen.authorMails, await linesOf(world.ref)],
        [times, times, times],
        place,
      )
      if (!isHidden) await chooseInterim(world.judge, world.ref, { choice: 'hide', ...why })
    },
  )
  await atEveryWrite(
    async () => {
      const world = await reported()
      await chooseInterim(world.judge, world.ref, { choice: 'hide', ...why })
      return world
    },
    ({ judge, ref }) =>
      chooseInterim(judge, ref, { choice: 'keep', ground: undefined, reason: 'It is not.' }),
    async (world, _, place) => {
      await restart()
      const isHidden = (await findCase(world.ref))?.state.interim === 'hidden'
      assert.equal((await seenOf(world)).hiddenBy, isHidden ? world.ref : null, place)
      assert.equal(await linesOf(world.ref), isHidden ? 1 : 2, place)
    },
  )
})

test('N9: killed between any two writes of an appeal, it is open, or it can be made again', async () => {
  await atEveryWrite(
    async () => {
      const world = await reported()
      return { ...world, first: (await decide(world.judge, world.ref, isHard)).ref }
    },
    ({ author, first }) => appeal(author, first, { argument: 'A joke.', link: undefined, at: now() }),
    async ({ author, ref, first }, _, place) => {
      await restart()
      if ((await findCase(ref))?.state.name !== 'appealed')
        await appeal(author, first, { argument: 'A joke.', link: undefined, at: now() })
      const found = await findCase(ref)
      assert.deepEqual([found?.state.name, found?.isWaiting], ['appealed', true], place)
      assert.equal(found?.history.filter(({ act }) => act === 'appealed').length, 1, place)
      await finishAppeals()
      const receipts = await Notifications.countDocuments({ account: author._id, kind: 'appeal' })
      assert.equal(receipts, 1, `${place}: receipts`)
    },
  )
})

test('a decision that cannot be carried out stops neither the start nor the others', async () => {
  const [lost, sound] = [await reported(), await reported()]
  await settle()
  for (const { judge, ref } of [lost, sound])
    assert.equal(await killedAfter(2, () => decide(judge, ref, isHard)), false)
  assert.equal(await Decisions.countDocuments({ carriedOutAt: null }), 2)
  await Cases.collection.deleteOne({ ref: lost.ref })
  await restart()
  await checkTold(sound, 1, 'the sound one')
  assert.equal(await Decisions.countDocuments({ carriedOutAt: null }), 1)
})

test('N9: a decision that its case could not take any more is none, and nobody hears of it', async () => {
  const world = await reported()
  await settle()
  assert.equal(await killedAfter(2, () => decide(world.judge, world.ref, isMild)), false)
  await Cases.collection.updateOne({ ref: world.ref }, { $set: { 'state.unexplained': ['decide'] } })
  await restart()
  assert.equal(await Decisions.countDocuments({ case: world.ref }), 0)
  await Cases.collection.updateOne({ ref: world.ref }, { $set: { 'state.unexplained': [] } })
  await decide(world.judge, world.ref, isHard)
  await checkTold(world, 1, 'afterwards')
})

test('the public log is whole after all of that', async () => {
  assert.equal((await verifyLines()).fault, undefined)
})

/** A post that one case hides by its decision, and another case about it. */
async function hiddenElsewhere() {
  const made = await post()
  const quiet = await makeTopic({ title: `Walk number ${count}` })
  await fileReport(undefined, complaint('', { about: [`/posts/${quiet.post._id}`, made.about] }))
  await fileReport(undefined, complaint(made.about))
  const cases = await Cases.find({ 'subjects.id': made.id }).sort({ _id: 1 }).lean()
  const [milder, stricter] = cases.map(({ ref }) => ref)
  assert.ok(milder && stricter)
  const [judge, second] = [await makeAccount({ role: 'moderator' }), await makeAccount({ role: 'moderator' })]
  const mild = await decide(judge, milder, isHard)
  return { ...made, judge, second, mild: mild.ref, ref: stricter }
}

const isStrict: Judgement = findings({ measures: ['remove'] })

test('N9: killed between any two writes of a removal of what another case hides, it is removed after the start', async () => {
  await atEveryWrite(
    hiddenElsewhere,
    ({ judge, ref }) => decide(judge, ref, isStrict),
    async (world, _, place) => {
      assert.notEqual((await seenOf(world)).hiddenBy, null, `${place}: never seen in between`)
      await restart()
      if (!(await Decisions.exists({ case: world.ref }))) {
        assert.equal((await seenOf(world)).hiddenBy, world.mild, place)
        await decide(world.judge, world.ref, isStrict)
      }
      const decision = await Decisions.findOne({ case: world.ref }).lean()
      assert.equal((await seenOf(world)).hiddenBy, decision?.ref, place)
    },
  )
})

test('N9: killed between any two writes of its reversal, what the other case hides is hidden under that one', async () => {
  await atEveryWrite(
    async () => {
      const world = await hiddenElsewhere()
      const strict = await decide(world.judge, world.ref, isStrict)
      await appeal(world.author, strict.ref, { argument: 'A joke.', link: undefined, at: now() })
      return { ...world, strict: strict.ref }
    },
    ({ second, ref }) => decide(second, ref, isMild),
    async (world, _, place) => {
      assert.notEqual((await seenOf(world)).hiddenBy, null, `${place}: never seen in between`)
      await restart()
      if (!(await Decisions.exists({ case: world.ref, round: 2 }))) {
        assert.equal((await seenOf(world)).hiddenBy, world.strict, place)
        await decide(world.second, world.ref, isMild)
      }
      assert.equal((await seenOf(world)).hiddenBy, world.mild, place)
    },
  )
})
