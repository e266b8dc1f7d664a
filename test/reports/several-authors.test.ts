import '../support/env.ts'

import assert from 'node:assert/strict'
import { afterEach, test } from 'node:test'
import { type Account, loadAccount } from '../../src/auth/account.ts'
import { restrictionOf } from '../../src/auth/restriction.ts'
import { days, moveClock, now, resetClock } from '../../src/clock.ts'
import { Forbidden } from '../../src/errors.ts'
import { Posts } from '../../src/forum/post.ts'
import { stopOutbox } from '../../src/mail/outbox.ts'
import { appeal } from '../../src/reports/appeal.ts'
import { findCase } from '../../src/reports/case.ts'
import { endCases } from '../../src/reports/closing.ts'
import { decide, finishDecisions } from '../../src/reports/deciding.ts'
import { Decisions } from '../../src/reports/decision.ts'
import { fileReport } from '../../src/reports/filing.ts'
import { openFinding } from '../../src/reports/finding.ts'
import { judge } from '../../src/reports/proposing.ts'
import { makeAccount } from '../support/accounts.ts'
import { killedAfter } from '../support/broken-writes.ts'
import { complaint, findings, rules } from '../support/complaints.ts'
import { makeTopic } from '../support/forum.ts'
import { forumDatabase } from '../support/forum-site.ts'
import { before } from '../support/hooks.ts'
import { giveBack, inDays } from '../support/measures.ts'

forumDatabase()
rules()
before(stopOutbox)
afterEach(resetClock)

/** A case about one post each of Ada and Bea, those who can decide it, and those who can hear appeals. */
async function world(wanted: { ada?: object; bea?: object } = {}) {
  const staff = () => makeAccount({ role: 'moderator' })
  const [ada, bea] = [await makeAccount(wanted.ada), await makeAccount(wanted.bea)]
  const made = []
  for (const author of [ada, bea]) made.push(await makeTopic({ author, body: 'You are all fools.' }))
  const about = made.map(({ post }) => `/posts/${post._id}`)
  const [finder, second, third, fourth, fifth] = [
    await staff(),
    await staff(),
    await staff(),
    await staff(),
    await staff(),
  ]
  const ref = await openFinding(finder, { about, kind: 'rules', details: 'Insults.' })
  const ids = made.map(({ post }) => post._id)
  return { ada, bea, ids, about, ref, finder, second, third, fourth, fifth }
}

type World = Awaited<ReturnType<typeof world>>

const suspend = ({ finder, second, ref }: World) =>
  decide(finder, ref, findings({ measures: ['suspend', 'hide'], second, until: inDays(30) }))
const object = (person: Account, ref: string) =>
  appeal(person, ref, { argument: 'It was a joke.', link: undefined, at: now() })
const restrictionNow = async ({ _id }: Account) => {
  const account = await loadAccount(String(_id))
  return account && restrictionOf(account)?.by
}
const hiddenBy = async ({ ids }: World) =>
  Promise.all(ids.map(async (id) => (await Posts.findById(id).lean())?.hiddenBy ?? null))

test('N9: an appeal that gives back one author’s account and words leaves the other’s under the decision', async () => {
  const here = await world()
  const first = await suspend(here)
  await object(here.ada, first.ref)
  await decide(here.third, here.ref, findings(giveBack))
  assert.deepEqual([await restrictionNow(here.ada), await restrictionNow(here.bea)], [undefined, first.ref])
  assert.deepEqual(await hiddenBy(here), [null, first.ref])
})

test('N9: killed between any two writes of such an appeal, after the start each author is under what was decided about theirs', async () => {
  for (let writes = 0; ; writes += 1) {
    const here = await world()
    const first = await suspend(here)
    await object(here.ada, first.ref)
    const place = `killed after ${writes} writes`
    const isThrough = await killedAfter(writes, () => decide(here.third, here.ref, findings(giveBack)))
    await finishDecisions()
    const isDecided = (await Decisions.countDocuments({ case: here.ref })) === 2
    assert.equal(await restrictionNow(here.bea), first.ref, place)
    assert.equal(await restrictionNow(here.ada), isDecided ? undefined : first.ref, place)
    assert.deepEqual(await hiddenBy(here), [isDecided ? null : first.ref, first.ref], place)
    if (isThrough) break
  }
})

test('N9: a first decision that is carried out again after one author won their appeal holds for the other alone', async () => {
  const here = await world()
  const first = await suspend(here)
  await object(here.ada, first.ref)
  await decide(here.third, here.ref, findings(giveBack))
  await Decisions.collection.updateOne({ ref: first.ref }, { $set: { carriedOutAt: null } })
  await finishDecisions()
  assert.deepEqual([await restrictionNow(here.ada), await restrictionNow(here.bea)], [undefined, first.ref])
  assert.deepEqual(await hiddenBy(here), [null, first.ref])
})

test('N9: who was given back their account is put under a measure again by two people only', async () => {
  const here = await world()
  const reporter = await makeAccount()
  await fileReport(reporter, complaint(here.about[0] ?? ''))
  const first = await suspend(here)
  await object(here.ada, first.ref)
  const second = await decide(here.third, here.ref, findings(giveBack))
  await object(reporter, second.ref)
  const again = findings({ measures: ['suspend'], until: inDays(30) })
  await assert.rejects(decide(here.fourth, here.ref, again), Forbidden)
  assert.ok('proposal' in (await judge(here.fourth, here.ref, again)))
})

test('N9: whose measure an appeal made milder is put under the harder one again by two people only', async () => {
  const here = await world()
  const reporter = await makeAccount()
  await fileReport(reporter, complaint(here.about[0] ?? ''))
  const first = await suspend(here)
  await object(here.ada, first.ref)
  const second = await decide(here.third, here.ref, findings({ measures: ['hide'] }))
  assert.deepEqual([await restrictionNow(here.ada), await restrictionNow(here.bea)], [undefined, first.ref])
  await object(reporter, second.ref)
  const again = findings({ measures: ['suspend', 'hide'], until: inDays(30) })
  await assert.rejects(decide(here.fourth, here.ref, again), Forbidden)
  await decide(here.fourth, here.ref, { ...again, second: here.fifth })
  assert.notEqual(await restrictionNow(here.ada), undefined)
})

test('N9: one author’s appeal cuts short nobody else’s time to object, and what is removed for good is destroyed whoever objected', async () => {
  const here = await world()
  const first = await decide(here.finder, here.ref, findings({ measures: ['remove'] }))
  await object(here.ada, first.ref)
  await decide(here.third, here.ref, findings(giveBack))
  moveClock(days(100))
  await endCases()
  assert.equal((await findCase(here.ref))?.state.name, 'appeal-decided', 'Bea has six months')
  moveClock(days(90))
  await endCases()
  assert.equal((await findCase(here.ref))?.state.name, 'closed')
  const [ada, bea] = await Promise.all(here.ids.map((id) => Posts.findById(id).lean()))
  assert.deepEqual([ada?.source, bea?.source], ['You are all fools.', undefined])
})

test('N9: the last admin’s part in a case keeps nobody from restricting another author in it', async () => {
  const here = await world({ bea: { role: 'admin' } })
  const first = await decide(here.finder, here.ref, findings())
  await object(here.ada, first.ref)
  const judged = findings({ measures: ['limit'], second: here.fourth, until: inDays(3) })
  const second = await decide(here.third, here.ref, judged)
  assert.deepEqual([await restrictionNow(here.ada), await restrictionNow(here.bea)], [second.ref, undefined])
})
