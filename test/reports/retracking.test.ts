import '../support/env.ts'
import assert from 'node:assert/strict'
import { afterEach, test } from 'node:test'
import { AuditLines } from '../../src/auth/audit.ts'
import { days, moveClock, now, resetClock } from '../../src/clock.ts'
import { Posts } from '../../src/forum/post.ts'
import { Mails } from '../../src/mail/mail.ts'
import { stopOutbox } from '../../src/mail/outbox.ts'
import { Notifications } from '../../src/notifications/notification.ts'
import { ringAlarms } from '../../src/reports/alarms.ts'
import { Cases } from '../../src/reports/case.ts'
import { completeReports } from '../../src/reports/completing.ts'
import { decide } from '../../src/reports/deciding.ts'
import { endLapsedInterims } from '../../src/reports/interim-choice.ts'
import { LogLines } from '../../src/reports/log-line.ts'
import { Reports } from '../../src/reports/report.ts'
import { retrack } from '../../src/reports/retracking.ts'
import { signedInAgent } from '../support/accounts.ts'
import { killedAfter } from '../support/broken-writes.ts'
import { findings, report, rules } from '../support/complaints.ts'
import { makeTopic } from '../support/forum.ts'
import { forumSite } from '../support/forum-site.ts'
import { before } from '../support/hooks.ts'
import { inDays } from '../support/measures.ts'
import { type Agent, decideOn, reviewers } from '../support/reviewers.ts'

const here = forumSite()
rules()
const json = ['Accept', 'application/json'] as const
const { staff, nobody, complaint } = reviewers(here)
afterEach(resetClock)
// What waits in the outbox can be read and counted.
before(stopOutbox)
const mailsTo = (to: string) => Mails.find({ to }).sort({ _id: 1 }).lean()

const give = (agent: Agent, place: string, kind: unknown = 'danger', reason: unknown = 'It is a threat.') =>
  agent
    .put(`${place}/kind`)
    .set(...json)
    .send({ kind, reason })

const caseOf = async (ref: string) =>
  (await Cases.findOne({ ref }).lean()) ?? assert.fail('the case is there')
const linesOf = (ref: string) => AuditLines.countDocuments({ caseRef: ref, act: 'case:retracked' })
const hiding = { choice: 'hide', ground: 'appears_justified', reason: 'It is rude.' }

async function world() {
  const made = await complaint()
  return { ...made, one: await staff(), two: await staff() }
}

test('N9, rule 2.1: a case gets another kind: clocks from its first day, first in the queue, both times in its history', async () => {
  const { one, two, place, ref, report: own } = await world()
  const before = await caseOf(ref)
  moveClock(days(3))
  await give(one.agent, place).expect(200)
  const found = await caseOf(ref)
  assert.deepEqual([found.state.kind, found.state.name, found.isUrgent], ['danger', 'triaged', true])
  assert.ok(found.due < before.due && found.due < now(), 'it is late at once')
  const first = found.clocks.filter(({ name }) => name !== 'investigate')
  assert.ok(first.length > 3 && first.every(({ from }) => from?.getTime() === before.openedAt.getTime()))
  assert.equal(
    found.clocks.some(({ name }) => name === 'decide-latest'),
    false,
  )
  const entry = found.history.at(-1)
  assert.deepEqual([entry?.act, String(entry?.by)], ['retracked', String(one.account._id)])
  assert.match(
    entry?.words ?? '',
    /^From “It breaks the rules here” to “Somebody is in danger”\.\nTo be decided by .+; before, by .+\.\nWhy: It is a threat\.$/,
  )
  assert.equal(await linesOf(ref), 1)
  const page = (await two.agent.get(place)).text
  assert.match(page, /given another kind/)
  assert.match(page, /treated as “Somebody is in danger”/)
  const queue = (await two.agent.get('/review?filter=urgent').set(...json)).body.cases
  assert.ok(queue.some((row: { ref: string }) => row.ref === ref))
  // What was reported stays as it was reported, with the times that hold now.
  const status = (
    await nobody()
      .get(`/reports/${own.ref}?key=${own.key}`)
      .set(...json)
  ).body
  assert.deepEqual([status.kind.name, status.due], ['rules', found.due.toISOString()])
  assert.equal(status.latest, undefined)
  assert.match(status.next[0], /on the day it comes in/)
  assert.doesNotMatch(JSON.stringify(status), /danger|threat/)
  assert.equal((await Reports.findOne({ ref: own.ref }).lean())?.kind, 'rules')
})

test('N9: milder again, it has its old times and its old place, and the history says both', async () => {
  const { one, place, ref } = await world()
  const before = await caseOf(ref)
  await give(one.agent, place).expect(200)
  moveClock(days(2))
  await ringAlarms()
  const missed = (await caseOf(ref)).state.missed
  assert.ok(missed > 0)
  await give(one.agent, place, 'rules', 'It is a quote from a film.').expect(200)
  await ringAlarms()
  const found = await caseOf(ref)
  assert.deepEqual([found.due, found.isUrgent, found.state.missed], [before.due, false, missed])
  assert.match(found.history.at(-1)?.words ?? '', /To be decided by .+; before, by .+\./)
  await give(one.agent, place, 'danger').expect(200)
  await ringAlarms()
  assert.equal((await caseOf(ref)).state.missed, missed, 'the same time is missed once')
  await give(one.agent, place, 'child-harm').expect(200)
})

test('N9: what was over when a case got another kind, and nobody had noticed, is told and counted once', async () => {
  const boss = await staff({ role: 'admin' })
  const { one, place, ref } = await world()
  moveClock(days(14))
  await give(one.agent, place).expect(200)
  await ringAlarms()
  const { state, misses } = await caseOf(ref)
  assert.deepEqual([state.missed, state.unexplained], [2, ['triage', 'decide']])
  assert.equal(misses?.length, 2)
  const told = { account: boss.account._id, title: new RegExp(`${ref}\\b.*is over`) }
  assert.equal(await Notifications.countDocuments(told), 2)
})

test('N9: what a report of another kind was promised stays, whatever kinds the case gets beside it', async () => {
  const { one, place, ref, about } = await world()
  const statutory = {
    statement: 'They steal.',
    why: 'I sell bread.',
    meaning: 'That I steal.',
    inaccurate: 'All.',
  }
  const asked = {
    cannotIdentify: 'yes',
    shareName: 'no',
    shareEmail: 'no',
    name: 'Bo',
    email: 'bo@example.org',
  }
  await report(here.site, { about, kind: 'defamation', ...statutory, ...asked })
  const lawful = ({ clocks }: Awaited<ReturnType<typeof caseOf>>) =>
    clocks.flatMap(({ name, due, isLaw }) => (isLaw ? [`${name} ${due.toISOString()}`] : [])).toSorted()
  const promised = await caseOf(ref)
  assert.deepEqual([promised.state.kind, lawful(promised).length], ['rules', 2])
  for (const kind of ['illegal', 'child-harm', 'rules']) {
    await give(one.agent, place, kind).expect(200)
    const found = await caseOf(ref)
    assert.deepEqual([lawful(found), found.due], [lawful(promised), promised.due], kind)
    const names = found.clocks.map(({ name }) => name)
    assert.deepEqual(names.toSorted(), [...new Set(names)].toSorted(), 'one clock of each name')
  }
  // Somebody looked at that very kind, and it is none.
  await give(one.agent, place, 'defamation').expect(200)
  await give(one.agent, place, 'rules').expect(200)
  assert.ok((await caseOf(ref)).due > promised.due)
})

test('N9, rule 2.6: no way of kinds takes the answer from whoever reported what is protected', async () => {
  for (const kind of ['danger', 'privacy', 'child-abuse']) {
    const { one, two, place, ref } = await world()
    await give(one.agent, place, kind).expect(200)
    for (const milder of ['service', 'rules']) await give(one.agent, place, milder).expect(200)
    const ending = { outcome: 'no_basis', measures: 'none', yields: 'complainant' }
    const answer = await decideOn(one.agent, place, ending)
    assert.deepEqual([answer.status, Object.keys(answer.body.errors ?? {})], [422, ['outcome']], kind)
    assert.doesNotMatch((await two.agent.get(place)).text, /value="no_basis"/)
    assert.equal((await caseOf(ref)).state.outcome, null)
  }
})

test('N9: what becomes child abuse is hidden at once, its author told, and the law keeps it hidden', async () => {
  const { one, place, ref, author, topic } = await world()
  await give(one.agent, place, 'child-abuse', 'It asks a child for pictures.').expect(200)
  const found = await caseOf(ref)
  assert.deepEqual(
    [found.state.interim, found.interim?.ground, found.interim?.until, found.pending],
    ['hidden', 'law_requires', null, null],
  )
  assert.doesNotMatch((await nobody().get(topic.path)).text, /You are all fools/)
  const told = await mailsTo(author.account.email)
  assert.equal(told.length, 1)
  assert.doesNotMatch(told[0]?.text ?? '', /asks a child/)
  assert.equal(await LogLines.countDocuments({ decision: ref, event: 'interim' }), 1)
  moveClock(days(16))
  await endLapsedInterims()
  assert.equal((await caseOf(ref)).state.interim, 'hidden')
  await give(one.agent, place, 'rules', 'They are the same age.').expect(200)
  assert.equal((await caseOf(ref)).state.isRequiredByLaw, true)
})

test('N9: what staff had hidden, or shown again, is hidden for the law once it is child abuse; nobody is told twice', async () => {
  const { one, place, ref, author, topic } = await world()
  const put = (body: object) =>
    one.agent
      .put(`${place}/interim`)
      .set(...json)
      .send(body)
      .expect(200)
  await put(hiding)
  await give(one.agent, place, 'child-abuse').expect(200)
  const found = await caseOf(ref)
  assert.deepEqual([found.interim?.until, found.interim?.reason], [null, 'It is rude.'])
  assert.equal((await mailsTo(author.account.email)).length, 1)
  await put({ choice: 'keep', reason: 'They are grown up.' })
  await give(one.agent, place, 'rules').expect(200)
  assert.match((await nobody().get(topic.path)).text, /You are all fools/)
  await give(one.agent, place, 'child-abuse').expect(200)
  assert.doesNotMatch((await nobody().get(topic.path)).text, /You are all fools/)
})

test('N9: what came into a hidden case beside it goes with the rest once it is child abuse', async () => {
  const { one, place, ref, topic, about, author } = await world()
  const other = await makeTopic({ body: 'More of it.' })
  await one.agent
    .put(`${place}/interim`)
    .set(...json)
    .send(hiding)
    .expect(200)
  await report(here.site, { about: `${about}\n/posts/${other.post._id}`, kind: 'danger' }, author.agent)
  assert.match((await nobody().get(other.path)).text, /More of it/)
  await give(one.agent, place, 'child-abuse').expect(200)
  for (const { path } of [topic, other])
    assert.doesNotMatch((await nobody().get(path)).text, /You are all fools|More of it/)
  assert.equal((await caseOf(ref)).subjects.filter(({ wasHidden }) => wasHidden).length, 2)
})

test('N9: nobody but who may lead the case gives it a kind, with a kind and a reason', async () => {
  const { one, two, author, party, place, ref } = await world()
  const before = await caseOf(ref)
  await nobody()
    .put(`${place}/kind`)
    .set(...json)
    .send({ kind: 'danger', reason: 'So.' })
    .expect(401)
  await give((await signedInAgent(here.site)).agent, place).expect(403)
  await give(author.agent, place).expect(403)
  await give(party.agent, place).expect(403)
  const second = await staff({ role: 'reviewer' })
  await one.agent.put(`${place}/second`).send({ username: second.account.username })
  await give(second.agent, place).expect(403)
  for (const kind of ['', 'x', { $ne: '' }]) await give(one.agent, place, kind).expect(422)
  for (const reason of ['', ' \n', { $ne: '' }, 'x'.repeat(2001)])
    await give(one.agent, place, 'danger', reason).expect(422)
  await give(one.agent, '/review/C-99999').expect(404)
  const page = await one.agent
    .put(`${place}/kind`)
    .type('form')
    .send({ kind: 'illegal', reason: ' ' })
    .expect(422)
  assert.match(page.text, /kind-reason-error/)
  for (const { text } of [page, await one.agent.get(place)]) {
    const ids = [...text.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id)
    assert.deepEqual(ids.toSorted(), [...new Set(ids)].toSorted(), 'each id once')
    assert.match(text, /<option value=""[^>]*>Choose one/)
  }
  assert.match(page.text, /<option value="illegal" selected>/)
  assert.equal((await caseOf(ref)).version, before.version)
  await two.agent.put(`${place}/assignee`).expect(303)
  assert.match((await give(one.agent, place).expect(409)).text, /Somebody else is working/)
  const typed = { kind: 'illegal', reason: 'It is <i>fraud</i>.' }
  const taken = await one.agent.put(`${place}/kind`).type('form').send(typed).expect(409)
  assert.match(taken.text, /What you typed.*It is &lt;i&gt;fraud&lt;\/i&gt;\./s)
  assert.equal((await one.agent.get(place).set(...json)).body.canRetrack, false)
  await give(two.agent, place).expect(200)
  assert.match((await give(two.agent, place).expect(409)).text, /of that kind already/)
  assert.equal(await linesOf(ref), 1)
})

test('N9: a decided case, and one with a proposal that waits, keep their kind', async () => {
  const { one, two, place, ref } = await world()
  const harsh = { measures: 'suspend', until: inDays(30).toISOString().slice(0, 10) }
  const { body } = await decideOn(one.agent, place, harsh).expect(202)
  assert.match((await give(two.agent, place).expect(409)).text, /proposal waits/)
  const typed = { kind: 'danger', reason: 'It is a threat.' }
  const page = (await two.agent.put(`${place}/kind`).type('form').send(typed).expect(409)).text
  assert.equal(page.match(/ id="f-reason"/g)?.length, 1)
  assert.doesNotMatch(page, /Why not\?/)
  await one.agent.delete(`${place}/proposals/${body.ref ?? body.proposal}`).expect(303)
  await give(two.agent, place).expect(200)
  await decideOn(one.agent, place).expect(201)
  assert.match((await give(two.agent, place, 'rules').expect(409)).text, /decided/)
  assert.equal((await caseOf(ref)).state.kind, 'danger')
})

test('N9: two people at once: each kind counts, or the later one hears that somebody was quicker', async () => {
  const { one, two, place, ref } = await world()
  const answers = await Promise.all([
    give(one.agent, place, 'danger'),
    give(two.agent, place, 'danger'),
    give(one.agent, place, 'danger'),
  ])
  assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 409, 409])
  assert.equal(await linesOf(ref), 1)
  const [decision, other] = await Promise.all([
    decideOn(one.agent, place),
    give(two.agent, place, 'child-abuse'),
  ])
  const { state, pending } = await caseOf(ref)
  assert.ok([201, 409].includes(decision.status) && [200, 409].includes(other.status))
  assert.equal(pending, null)
  assert.equal(state.kind, other.status === 200 ? 'child-abuse' : 'danger')
})

test('N9: whoever has an old page before them does not take back the kind that somebody gave meanwhile', async () => {
  const { one, two, place, ref } = await world()
  const from = /name="from" value="([\w-]+)"/.exec((await one.agent.get(place)).text)?.[1]
  assert.equal(from, 'rules')
  await give(two.agent, place, 'danger').expect(200)
  const send = (fields: object) => one.agent.put(`${place}/kind`).type('form').send(fields)
  const late = await send({ from, kind: 'illegal', reason: 'It is a fraud.' }).expect(409)
  for (const words of [
    /Somebody gave it another kind/,
    /It is a fraud\.<\/textarea>/,
    /name="from" value="danger"/,
  ])
    assert.match(late.text, words)
  for (const wrong of ['', 'x']) await send({ from: wrong, kind: 'illegal', reason: 'So.' }).expect(422)
  assert.equal((await caseOf(ref)).state.kind, 'danger')
  await send({ from: 'danger', kind: 'illegal', reason: 'It is a fraud.' }).expect(303)
})

test('N9: killed after any write, the next start ends what a new kind brought: hidden, told, noted, each once', async () => {
  for (let writes = 1, isDone = false; !isDone; writes += 1) {
    const { one, ref, topic, author } = await world()
    const give = { kind: 'child-abuse', reason: 'It asks a child for pictures.' } as const
    isDone = await killedAfter(writes, () => retrack(one.account, ref, give))
    await completeReports(new Date(Date.now() + 1000))
    await completeReports(new Date(Date.now() + 1000))
    const { state, pending } = await caseOf(ref)
    const isThrough = state.kind === 'child-abuse'
    assert.ok(isThrough || writes < 3, `${writes} writes`)
    assert.deepEqual([state.interim, pending], [isThrough ? 'hidden' : 'none', null])
    const post = await Posts.findById(topic.post._id).lean()
    assert.equal(post?.hiddenBy ?? null, isThrough ? ref : null, `after ${writes} writes`)
    assert.equal(await linesOf(ref), isThrough ? 1 : 0)
    assert.equal((await mailsTo(author.account.email)).length, isThrough ? 1 : 0)
    assert.ok(writes < 60)
  }
})

test('N28: whoever complained about their data is offered mediation, whatever the case is called later', async () => {
  const { one, topic } = await world()
  const email = 'data@example.org'
  const about = `/posts/${topic.post._id}`
  await report(here.site, { about, kind: 'privacy', email, name: 'Dan' })
  const ref = String((await Cases.findOne({ subject: `post:${topic.post._id}` }).lean())?.ref)
  await retrack(one.account, ref, { kind: 'illegal', reason: 'It is a threat.' })
  await decide(
    one.account,
    ref,
    findings({ outcome: 'not_upheld', measures: ['none'], yields: 'complainant' }),
  )
  const [letter] = (await mailsTo(email)).filter(({ subject }) => /is decided/.test(String(subject)))
  assert.match(letter?.text ?? '', /mediation/)
})
