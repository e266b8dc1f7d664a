import '../support/env.ts'
import assert from 'node:assert/strict'
import { afterEach, test } from 'node:test'
import { AuditLines } from '../../src/auth/audit.ts'
import { days, moveClock, now, resetClock } from '../../src/clock.ts'
import { Cases } from '../../src/reports/case.ts'
import { endLapsedInterims } from '../../src/reports/interim-choice.ts'
import { finishInterims } from '../../src/reports/interim-effects.ts'
import { LogLines } from '../../src/reports/log-line.ts'
import { mailsTo } from '../support/accounts.ts'
import { rules } from '../support/complaints.ts'
import { forumSite } from '../support/forum-site.ts'
import { type Agent, decideOn, reviewers } from '../support/reviewers.ts'

const here = forumSite()
rules()
const json = ['Accept', 'application/json'] as const
const { staff, nobody, complaint } = reviewers(here)
afterEach(resetClock)

const renew = (agent: Agent, place: string, renewal: unknown = 'A witness answers on Monday.') =>
  agent
    .put(`${place}/interim/renewal`)
    .set(...json)
    .send({ renewal })

async function hidden(ground = 'appears_justified') {
  const made = await complaint()
  const one = await staff()
  const two = await staff()
  await one.agent
    .put(`${made.place}/interim`)
    .set(...json)
    .send({ choice: 'hide', ground, reason: 'It is rude.' })
    .expect(200)
  return { ...made, one, two }
}

const untilOf = async (ref: string) => (await Cases.findOne({ ref }).lean())?.interim?.until

test('N9, rule 2.4: somebody else than who hid it keeps it hidden for 15 more days, with a reason', async () => {
  const { one, two, place, ref, author, topic } = await hidden()
  await renew(one.agent, place).expect(403)
  assert.doesNotMatch((await one.agent.get(place)).text, /for 15 more days/)
  assert.match((await two.agent.get(place)).text, /for 15 more days/)
  for (const words of ['', ' \n ', { $ne: '' }]) await renew(two.agent, place, words).expect(422)
  const page = await two.agent.put(`${place}/interim/renewal`).type('form').send({ renewal: '' }).expect(422)
  assert.match(page.text, /f-renewal-error/)
  moveClock(days(10))
  await renew(two.agent, place, 'A witness <b>answers</b> on Monday.').expect(200)
  const until = (await untilOf(ref)) ?? assert.fail('it is hidden for a time')
  assert.ok(Math.abs(until.getTime() - now().getTime() - days(15)) < days(0.1))
  assert.match((await two.agent.get(place)).text, /longer: A witness &lt;b&gt;answers/)
  moveClock(days(10))
  await endLapsedInterims()
  assert.doesNotMatch((await nobody().get(topic.path)).text, /You are all fools/)
  moveClock(days(6))
  await endLapsedInterims()
  assert.match((await nobody().get(topic.path)).text, /You are all fools/)
  await renew(two.agent, place).expect(409)
  const told = await mailsTo(author.account.email)
  assert.deepEqual(
    told.filter(({ subject }) => subject.includes('longer')).map(({ text }) => /rude|witness/i.test(text)),
    [false],
  )
})

test('N9: the log, the author and the audit learn of a renewal once, even where a killed process left it undone', async () => {
  const { two, place, ref, author } = await hidden()
  await renew(two.agent, place).expect(200)
  const found = (await Cases.findOne({ ref }).lean()) ?? assert.fail('the case is there')
  const pending = { event: 'renewed', key: found.version, automated: false }
  await Cases.collection.updateOne({ ref }, { $set: { pending } })
  await Promise.all([finishInterims(), finishInterims()])
  const lines = await LogLines.find({ decision: ref }).sort({ number: 1 }).lean()
  assert.deepEqual(
    lines.map(({ event }) => event),
    ['interim', 'renewed'],
  )
  assert.match((await nobody().get('/log')).text, /lasts longer/)
  const told = await mailsTo(author.account.email)
  assert.equal(told.filter(({ subject }) => subject.includes('longer')).length, 1)
  assert.equal(await AuditLines.countDocuments({ caseRef: ref, act: 'interim:renewed' }), 1)
})

test('N9: what is not hidden, what the law wants hidden and what is decided is not renewed', async () => {
  const open = await complaint()
  const other = await staff()
  await renew(other.agent, open.place).expect(409)
  const byLaw = await hidden('law_requires')
  await renew(byLaw.two.agent, byLaw.place).expect(409)
  const done = await hidden()
  await done.one.agent.get(done.place)
  await decideOn(done.one.agent, done.place).expect(201)
  await renew(done.two.agent, done.place).expect(409)
})
