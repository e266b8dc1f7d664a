import '../support/env.ts'

import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import request from 'supertest'
import type { Account } from '../../src/auth/account.ts'
import { days, hours, moveClock, now, resetClock } from '../../src/clock.ts'
import { Conflict } from '../../src/errors.ts'
import { stopOutbox } from '../../src/mail/outbox.ts'
import { Notifications } from '../../src/notifications/notification.ts'
import { ringAlarms } from '../../src/reports/alarms.ts'
import { Cases, findCase } from '../../src/reports/case.ts'
import { addNote, take } from '../../src/reports/casework.ts'
import { decide } from '../../src/reports/deciding.ts'
import { firstClocks } from '../../src/reports/due.ts'
import { fileReport } from '../../src/reports/filing.ts'
import { chooseInterim, endLapsedInterims } from '../../src/reports/interim-choice.ts'
import { Reports } from '../../src/reports/report.ts'
import { makeAccount, signIn } from '../support/accounts.ts'
import { complaint, decideLate, findings, rules } from '../support/complaints.ts'
import { makePost, makeTopic } from '../support/forum.ts'
import { forumSite } from '../support/forum-site.ts'
import { before } from '../support/hooks.ts'

const here = forumSite()
rules()
let admins: Account[] = []
before(async () => {
  await stopOutbox()
  admins = await Promise.all([makeAccount({ role: 'admin' }), makeAccount({ role: 'admin' })])
})
beforeEach(() => Cases.collection.deleteMany({}))
afterEach(resetClock)

async function reported() {
  const topic = await makeTopic()
  const { _id } = await makePost({ topic: topic.id })
  const judge = await makeAccount({ role: 'moderator' })
  const { report } = await fileReport(undefined, complaint(`/posts/${_id}`))
  const ref = (await Reports.findById(report._id).lean())?.case ?? assert.fail('it has no case')
  return { judge, ref }
}

const heard = async (ref: string, words: RegExp) => {
  const told = await Notifications.find({ href: `/review/${ref}` }).lean()
  return told.filter(({ title }) => words.test(title)).length
}

test('every admin hears at half of the time, at four fifths and at its end, once each', async () => {
  const { ref } = await reported()
  await ringAlarms()
  assert.equal(await heard(ref, /sorting/), 0)
  moveClock(hours(13))
  await ringAlarms()
  await ringAlarms()
  assert.equal(await heard(ref, /50 % of the time for sorting/), admins.length)
  moveClock(hours(7))
  await ringAlarms()
  assert.equal(await heard(ref, /80 % of the time for sorting/), admins.length)
  moveClock(hours(5))
  await ringAlarms()
  await ringAlarms()
  assert.equal(await heard(ref, /time for sorting it is over/), admins.length)
  const { state } = (await findCase(ref)) ?? assert.fail('the case is there')
  assert.deepEqual([state.missed, state.unexplained], [1, ['triage']])
})

test('a clock that is met rings no more', async () => {
  const { judge, ref } = await reported()
  await take(judge, ref)
  await decide(judge, ref, findings())
  moveClock(days(40))
  await ringAlarms()
  assert.equal(await heard(ref, /./), 0)
  assert.equal((await findCase(ref))?.state.missed, 0)
})

test('N9: a missed time is counted, and nothing is decided before its reason is written', async () => {
  const { judge, ref } = await reported()
  // Longer than five working days over Christmas, shorter than fifteen in any season.
  moveClock(days(14))
  await ringAlarms()
  const found = (await findCase(ref)) ?? assert.fail('the case is there')
  assert.deepEqual(found.state.unexplained, ['triage', 'decide'])
  assert.deepEqual(
    found.misses?.map(({ clock, due }) => [clock, due]),
    found.clocks
      .filter(({ name }) => name === 'triage' || name === 'decide')
      .map(({ name, due }) => [name, due]),
  )
  await assert.rejects(decide(judge, ref, findings()), Conflict)
  resetClock()
  const agent = request.agent(here.site.server)
  await signIn(agent, judge)
  const page = (await agent.get(`/review/${ref}`).expect(200)).text
  assert.match(page, /The time for sorting it is over\./)
  const put = (name: string, reason: string) =>
    agent.put(`/review/${ref}/clocks/${name}`).set('Accept', 'application/json').send({ reason })
  await put('triage', ' ').expect(422)
  await put('close', 'We were ill.').expect(404)
  await put('decide-latest', 'We were ill.').expect(409)
  await put('triage', 'We were ill.').expect(200)
  await put('triage', 'We were ill.').expect(409)
  await put('decide', 'We were <b>all</b> ill.').expect(200)
  const after = (await agent.get(`/review/${ref}`).expect(200)).text
  assert.doesNotMatch(after, /A time was missed/)
  assert.match(after, /We were &lt;b&gt;all&lt;\/b&gt; ill\./)
  await decide(judge, ref, findings())
  assert.equal((await findCase(ref))?.state.missed, 2)
  assert.ok(now() > found.openedAt)
})

test('N9: what is over a minute before somebody decides is noticed, though no alarm rang yet', async () => {
  const { judge, ref } = await reported()
  moveClock(days(14))
  await assert.rejects(decide(judge, ref, findings()), /Say first why a time was missed/)
  const found = (await findCase(ref)) ?? assert.fail('the case is there')
  assert.deepEqual(found.state.unexplained, ['triage', 'decide'])
  await ringAlarms()
  await ringAlarms()
  assert.equal(await heard(ref, /is over/), 2 * admins.length)
  assert.equal((await findCase(ref))?.state.missed, 2)
  await decideLate(judge, ref, findings())
  assert.equal((await findCase(ref))?.state.name, 'notified')
})

test('N9: a note that comes too late counts as late; then looking into it has a time of its own', async () => {
  const { judge, ref } = await reported()
  await chooseInterim(judge, ref, { choice: 'keep', ground: undefined, reason: 'It may be a joke.' })
  const sorted = (await findCase(ref)) ?? assert.fail('the case is there')
  assert.equal(sorted.state.name, 'triaged')
  assert.ok(sorted.clocks.some(({ name }) => name === 'investigate'))
  moveClock(days(6))
  await addNote(judge, ref, 'I read it.')
  const found = (await findCase(ref)) ?? assert.fail('the case is there')
  assert.equal(found.state.name, 'investigating')
  assert.ok(found.state.unexplained.includes('investigate'))
})

test('N9: admins hear before what is hidden comes back undecided, and that it did is counted', async () => {
  const { judge, ref } = await reported()
  await chooseInterim(judge, ref, { choice: 'hide', ground: 'appears_justified', reason: 'It insults.' })
  await addNote(judge, ref, 'I read it.')
  moveClock(days(13))
  await ringAlarms()
  assert.equal(await heard(ref, /80 % of the time for keeping it hidden/), admins.length)
  moveClock(days(3))
  await endLapsedInterims()
  await ringAlarms()
  assert.equal(await heard(ref, /time for keeping it hidden without a decision is over/), admins.length)
  const found = (await findCase(ref)) ?? assert.fail('the case is there')
  assert.equal(found.state.interim, 'restored')
  assert.ok(found.misses?.some(({ clock }) => clock === 'interim'))
})

test('N9: a more pressing report of the same thing makes its case due as soon as a case of its own', async () => {
  const { ref } = await reported()
  const before = (await findCase(ref)) ?? assert.fail('the case is there')
  moveClock(hours(2))
  const at = now()
  await fileReport(undefined, complaint(before.subjects[0]?.path ?? '', { kind: 'danger', answers: {} }))
  const found = (await findCase(ref)) ?? assert.fail('the case is there')
  const due = firstClocks('danger', at)
  const kept = (name: string) => found.clocks.find((clock) => clock.name === name)?.due
  assert.equal(found.reports, 2)
  assert.deepEqual(found.due, due.find(({ name }) => name === 'decide')?.due)
  assert.ok(
    (kept('triage')?.getTime() ?? 0) - (due.find(({ name }) => name === 'triage')?.due.getTime() ?? 0) < 5000,
  )
  assert.deepEqual(kept('decide-latest'), before.clocks.find(({ name }) => name === 'decide-latest')?.due)
})

test('N13: what was typed about a missed time comes back in its own form, never in that of a decision, which others read', async () => {
  const { judge, ref } = await reported()
  moveClock(days(14))
  await ringAlarms()
  resetClock()
  const agent = request.agent(here.site.server)
  await signIn(agent, judge)
  assert.match((await agent.get(`/review/${ref}`)).text, /Whoever complained reads this too/)
  for (const [reason, why] of [
    [`Two of us were ill. ${'x'.repeat(2000)}`, /Please keep this to 2,000 characters/],
    [' ', /Please fill this in/],
  ] as const) {
    const wrong = await agent.put(`/review/${ref}/clocks/all`).type('form').send({ reason }).expect(422)
    const [, form = ''] = wrong.text.match(/<form[^>]*clocks\/all[^>]*>(.*?)<\/form>/s) ?? []
    assert.match(form, why)
    assert.match(form, /id="f-reason"/)
    assert.ok(form.includes(reason.trim()))
    assert.doesNotMatch(wrong.text, /Whoever complained reads this too/)
    assert.equal(wrong.text.match(/ id="f-reason"/g)?.length, 1)
  }
})
