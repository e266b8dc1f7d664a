import '../support/env.ts'
import assert from 'node:assert/strict'
import { afterEach, test } from 'node:test'
import { AuditLines } from '../../src/auth/audit.ts'
import { days, moveClock, now, resetClock } from '../../src/clock.ts'
import { Notifications } from '../../src/notifications/notification.ts'
import { ringAlarms } from '../../src/reports/alarms.ts'
import { Cases } from '../../src/reports/case.ts'
import { endLapsedInterims } from '../../src/reports/interim-choice.ts'
import { finishInterims } from '../../src/reports/interim-effects.ts'
import { LogLines } from '../../src/reports/log-line.ts'
import { mailsTo, makeAccount, signedInAgent } from '../support/accounts.ts'
import { askAs, question } from '../support/asking.ts'
import { report, rules } from '../support/complaints.ts'
import { makeTopic } from '../support/forum.ts'
import { forumSite } from '../support/forum-site.ts'
import { before } from '../support/hooks.ts'
import { type Agent, decideOn, reviewers } from '../support/reviewers.ts'

const here = forumSite()
rules()
const json = ['Accept', 'application/json'] as const
const { staff, nobody, complaint } = reviewers(here)
before(() => makeAccount({ role: 'admin' }))
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

test('N9, rule 2.4: where one moderator is alone, a second reviewer who was given the case keeps it hidden', async () => {
  const { one, place, ref } = await hidden()
  const [asked, other] = await Promise.all([
    signedInAgent(here.site, { role: 'reviewer' }),
    signedInAgent(here.site, { role: 'reviewer' }),
  ])
  const { username } = asked.account
  await one.agent.put(`${place}/second`).send({ username }).expect(303)
  assert.match((await asked.agent.get(place)).text, /for 15 more days/)
  moveClock(days(10))
  await renew(other.agent, place).expect(404)
  await renew(asked.agent, place).expect(200)
  const until = (await untilOf(ref)) ?? assert.fail('it is hidden for a time')
  assert.ok(Math.abs(until.getTime() - now().getTime() - days(15)) < days(0.1))
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

test('N9, rule 2.4: what staff hide because of the law stays hidden, and somebody else has to say why within 15 days', async () => {
  const { one, two, place, ref, author, topic } = await hidden('law_requires')
  const caseOf = async () => (await Cases.findOne({ ref }).lean()) ?? assert.fail('the case is there')
  const { interim, clocks } = await caseOf()
  assert.equal(interim?.until, null)
  assert.ok(Math.abs((interim?.reviewBy?.getTime() ?? 0) - now().getTime() - days(15)) < days(0.1))
  assert.deepEqual(clocks.find(({ name }) => name === 'interim')?.due, interim?.reviewBy)
  assert.match(
    (await one.agent.get(place)).text,
    /does not come back by itself\. By .* it has to be decided, or somebody else/,
  )
  const page = (await two.agent.get(place)).text
  assert.match(page, /By .* it has to be decided, or you say why it stays hidden/)
  assert.match(page, /for 15 more days/)
  const letterOf = async (title: RegExp) =>
    (await mailsTo(author.account.email)).findLast(({ subject }) => title.test(subject))?.text ?? ''
  const flat = (text: string) => text.replaceAll(/\s+/g, ' ')
  assert.match(flat(await letterOf(/hidden for now/)), /does not come back by itself, because the law/)
  assert.doesNotMatch(await letterOf(/hidden for now/), /fifteen|at the latest/)
  await renew(one.agent, place).expect(403)
  await one.agent.post(`${place}/notes`).send({ note: 'I read it.' }).expect(303)

  moveClock(days(10))
  await renew(two.agent, place).expect(200)
  moveClock(days(10))
  await endLapsedInterims()
  assert.ok(!(await caseOf()).misses?.some(({ clock }) => clock === 'interim'))
  assert.match(flat(await letterOf(/for longer/)), /does not come back by itself, because the law/)
  moveClock(days(6))
  await endLapsedInterims()
  await ringAlarms()
  const late = await caseOf()
  assert.equal(late.state.interim, 'hidden')
  assert.ok(late.misses?.some(({ clock }) => clock === 'interim'))
  assert.ok(late.state.unexplained.includes('interim'))
  assert.doesNotMatch((await nobody().get(topic.path)).text, /You are all fools/)
  const rung = await Notifications.countDocuments({ href: place, title: /keeping it hidden .* is over/ })
  assert.equal(rung, 1)
  await renew(two.agent, place).expect(200)
  assert.ok(((await caseOf()).interim?.reviewBy ?? 0) > now())
})

test('N9: what staff hid because of the law before that had a time gets one', async () => {
  const { ref, two, place } = await hidden('law_requires')
  await Cases.collection.updateOne(
    { ref },
    { $unset: { 'interim.reviewBy': true }, $pull: { clocks: { name: 'interim' } } as never },
  )
  assert.match((await two.agent.get(place)).text, /for 15 more days/)
  await endLapsedInterims()
  const { interim, clocks } = (await Cases.findOne({ ref }).lean()) ?? assert.fail('the case is there')
  assert.ok(interim?.reviewBy && interim.reviewBy > now())
  assert.equal(clocks.filter(({ name }) => name === 'interim').length, 1)
})

test('N9: what a rule hid has no such time until staff confirm it; then it has', async () => {
  const { agent } = await staff()
  const { topic } = await complaint()
  const about = `/posts/${topic.post._id}`
  await report(here.site, { about, kind: 'child-abuse', details: 'Look at it.' })
  const caseOf = async () =>
    (await Cases.findOne({ subject: `post:${topic.post._id}` }).lean()) ?? assert.fail('the case is there')
  const { ref, interim } = await caseOf()
  assert.equal(interim?.decidedBy, 'rule')
  await renew(agent, `/review/${ref}`).expect(409)
  await agent
    .put(`/review/${ref}/interim`)
    .set(...json)
    .send({ choice: 'hide', ground: 'appears_justified', reason: 'It is so.' })
    .expect(200)
  const confirmed = await caseOf()
  assert.deepEqual([confirmed.interim?.ground, confirmed.interim?.until], ['law_requires', null])
  assert.ok(confirmed.interim?.reviewBy)
  moveClock(days(16))
  await endLapsedInterims()
  assert.equal((await caseOf()).state.interim, 'hidden')
})

test('N9: what is not hidden, what an authority ordered and what is decided is not renewed', async () => {
  const open = await complaint()
  const other = await staff()
  await renew(other.agent, open.place).expect(409)
  const ordered = await complaint()
  const [one, two] = [await staff(), await staff()]
  const order = { origin: 'order', authority: 'Court of Maidstone', reference: 'MC-12', date: '2026-01-02' }
  await one.agent
    .post('/review')
    .set(...json)
    .send({ about: ordered.about, kind: 'rules', details: 'By post.', ...order })
    .expect(201)
  await one.agent
    .put(`${ordered.place}/interim`)
    .set(...json)
    .send({ choice: 'hide', ground: 'law_requires', reason: 'It is ordered.' })
    .expect(200)
  await renew(two.agent, ordered.place).expect(409)
  assert.match((await one.agent.get(ordered.place)).text, /An authority ordered it, so it stays hidden/)
  moveClock(days(16))
  await endLapsedInterims()
  const { state, misses } = (await Cases.findOne({ ref: ordered.ref }).lean()) ?? assert.fail('it is there')
  assert.equal(state.interim, 'hidden')
  assert.ok(!misses?.some(({ clock }) => clock === 'interim'))
  resetClock()
  const done = await hidden()
  await done.one.agent.get(done.place)
  await decideOn(done.one.agent, done.place).expect(201)
  await renew(done.two.agent, done.place).expect(409)
})

test('N9: the letter about what is hidden says what led to it, and speaks of a complaint only where there is one', async () => {
  const { author, place, one } = await hidden()
  const letterTo = async (email: string, title: RegExp) =>
    ((await mailsTo(email)).findLast(({ subject }) => title.test(subject))?.text ?? '').replaceAll(
      /\s+/g,
      ' ',
    )
  const first = await letterTo(author.account.email, /hidden for now/)
  assert.match(first, /the complaint looks justified at first sight/)
  assert.match(first, /What led to it: a complaint\./)
  assert.match(first, /It comes back on \d+ \w+ \d{4} at the latest/)
  for (const origin of ['finding', 'order']) {
    const by = await signedInAgent(here.site)
    const { post } = await makeTopic({ author: by.account })
    const paper = { authority: 'Court of Maidstone', reference: 'MC-12', date: '2026-01-02' }
    const { agent } = await staff()
    const found = await agent
      .post('/review')
      .set(...json)
      .send({ about: `/posts/${post._id}`, kind: 'rules', details: 'Rude.', origin, ...paper })
      .expect(201)
    const own = `/review/${found.body.ref}`
    const choose = (choice: string) =>
      agent
        .put(`${own}/interim`)
        .set(...json)
        .send({ choice, ground: 'appears_justified', reason: 'It is rude.' })
        .expect(200)
    await choose('hide')
    const page = (await agent.get(own)).text
    assert.match(page, /Whose right is protected, and what speaks for it/)
    assert.doesNotMatch(page, /whoever complained|The complaint looks|Was the complaint right|complainant’s/)
    await choose('keep')
    const letters =
      (await letterTo(by.account.email, /hidden for now/)) + (await letterTo(by.account.email, /visible/))
    assert.doesNotMatch(letters.replace('nobody complained', ''), /complain/)
    assert.match(
      letters,
      origin === 'order'
        ? /What led to it: an order of an authority: Court of Maidstone/
        : /What led to it: a moderator came across it; nobody complained\./,
    )
  }
  assert.match((await one.agent.get(place)).text, /What speaks for whoever complained/)
})

test('N9, rule 2.3: who sorts a case without a choice has left it up, and that is recorded; nobody is told', async () => {
  const caseOf = async (ref: string) =>
    (await Cases.findOne({ ref }).lean()) ?? assert.fail('the case is there')
  const steps = {
    note: (agent: Agent, place: string) =>
      agent.post(`${place}/notes`).send({ note: 'I read it.' }).expect(303),
    question: (agent: Agent, place: string) =>
      askAs(agent, place, question({ whom: 'reporter' })).expect(201),
  }
  for (const [name, step] of Object.entries(steps)) {
    const { place, ref, author } = await complaint()
    const { agent, account } = await staff()
    await step(agent, place)
    const { interim, history } = await caseOf(ref)
    assert.deepEqual([interim?.choice, interim?.by, interim?.until], ['keep', account._id, null], name)
    const said = history.filter(({ act }) => act === 'interim')
    assert.deepEqual(
      said.map(({ by, words }) => [by, words]),
      [[account._id, 'It stays up while it is looked into.']],
    )
    assert.match((await agent.get(place)).text, /It stays up while it is looked into, since/)
    assert.deepEqual(await mailsTo(author.account.email), [])
    assert.equal(await LogLines.countDocuments({ decision: ref }), 0)
    await agent.post(`${place}/notes`).send({ note: 'And again.' }).expect(303)
    assert.equal((await caseOf(ref)).history.filter(({ act }) => act === 'interim').length, 1)
  }
  const decided = await complaint()
  const judge = await staff()
  await decideOn(judge.agent, decided.place).expect(201)
  const { history } = await caseOf(decided.ref)
  assert.deepEqual(
    history.filter(({ act }) => act === 'interim' || act === 'decided').map(({ act, by }) => [act, by]),
    [
      ['interim', judge.account._id],
      ['decided', judge.account._id],
    ],
  )
})

test('N9, rule 2.3: what somebody chose before stays recorded as they chose it', async () => {
  const { place, ref, one, two } = await hidden()
  await two.agent.post(`${place}/notes`).send({ note: 'I read it.' }).expect(303)
  const interimOf = async () => (await Cases.findOne({ ref }).lean())?.interim
  assert.equal((await interimOf())?.choice, 'hide')
  const choose = (choice: string, reason: string) =>
    one.agent
      .put(`${place}/interim`)
      .set(...json)
      .send({ choice, reason })
      .expect(200)
  await choose('keep', 'It is a joke.')
  const kept = await interimOf()
  assert.deepEqual([kept?.choice, kept?.by, kept?.reason], ['keep', one.account._id, 'It is a joke.'])
  await renew(two.agent, place).expect(409)
  const page = (await one.agent.get(place)).text
  assert.match(page, /It stays up while it is looked into, since/)
  assert.doesNotMatch(page, /for 15 more days/)
})
