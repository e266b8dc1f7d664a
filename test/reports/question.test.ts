import '../support/env.ts'
import assert from 'node:assert/strict'
import { afterEach, test } from 'node:test'
import { days, moveClock, resetClock } from '../../src/clock.ts'
import { Disclosures } from '../../src/disclosure/disclosure.ts'
import { Notifications } from '../../src/notifications/notification.ts'
import { Cases, moveCase } from '../../src/reports/case.ts'
import { Questions } from '../../src/reports/question.ts'
import { finishQuestions, lapseQuestions } from '../../src/reports/question-steps.ts'
import { mailsTo } from '../support/accounts.ts'
import { answerAs, askAs, keyOf, question } from '../support/asking.ts'
import { report, rules } from '../support/complaints.ts'
import { forumSite } from '../support/forum-site.ts'
import { decideOn, reviewers } from '../support/reviewers.ts'

const here = forumSite()
rules()
const json = ['Accept', 'application/json'] as const
const { staff, nobody, complaint } = reviewers(here)
afterEach(resetClock)

const caseOf = async (ref: string) =>
  (await Cases.findOne({ ref }).lean()) ?? assert.fail('the case is there')
const later = () => new Date(Date.now() + days(100))

test('N13 #6: an author answers a question once, signed in, and reads nothing of the complaint', async () => {
  const { author, place, ref, report: filed } = await complaint()
  const asker = await staff()
  const { body } = await askAs(asker.agent, place, question()).expect(201)
  assert.deepEqual([body.state, body.share], ['open', null])
  assert.equal((await caseOf(ref)).state.waitingFor, 'author')
  await askAs(asker.agent, place, question({ whom: 'reporter' })).expect(409)
  const page = (await author.agent.get(`/questions/${body.ref}`).expect(200)).text
  assert.match(page, /When did you take the picture\?/)
  const told = (await mailsTo(author.account.email)).filter(({ subject }) => subject.includes('question'))
  assert.equal(told.length, 1)
  const said = [
    page.slice(page.indexOf('<main'), page.indexOf('</main>')),
    JSON.stringify((await author.agent.get(`/questions/${body.ref}`).set(...json)).body),
    JSON.stringify((await author.agent.get('/notifications').set(...json)).body),
    ...told.flatMap(({ subject, text, html }) => [subject, text, html]),
  ]
  const secrets = ['Ann Example', 'ann@example.org', 'It is an insult', filed.ref, filed.key, ref]
  secrets.push(asker.account.username, 'reporter', 'complain')
  for (const text of said)
    for (const secret of secrets)
      assert.ok(!text.toLowerCase().includes(secret.toLowerCase()), `${secret} in ${text.slice(0, 900)}`)
  await answerAs(author.agent, body.ref, { confirmed: '' }).expect(422)
  await answerAs(author.agent, body.ref).expect(201)
  await answerAs(author.agent, body.ref, { answer: 'No, in June.' }).expect(409)
  assert.match((await author.agent.get(`/questions/${body.ref}`)).text, /On a Sunday in May\./)
  assert.match((await asker.agent.get(place)).text, /On a Sunday in May\./)
  assert.equal((await caseOf(ref)).state.waitingFor, null)
  assert.equal(
    await Notifications.countDocuments({ account: asker.account._id, title: /an answer is here/ }),
    1,
  )
  assert.equal(await Disclosures.countDocuments({ recipientKind: 'person', caseRef: ref }), 0)
})

test('N13 #6: somebody without an account answers by the private link in the mail', async () => {
  const { place, ref } = await complaint()
  const asker = await staff()
  const email = `owner-${ref}@example.org`.toLowerCase()
  await askAs(asker.agent, place, question({ whom: 'other' })).expect(422)
  await askAs(asker.agent, place, question({ whom: 'other', email: 'nothing' })).expect(422)
  const { body } = await askAs(asker.agent, place, question({ whom: 'other', email })).expect(201)
  const [letter] = await mailsTo(email)
  assert.ok(letter && !letter.text.includes('When did you take'))
  const link = new URL(
    letter.links.find((one) => one.includes('/questions/')) ?? assert.fail('it has a link'),
  )
  const page = await nobody()
    .get(link.pathname + link.search)
    .expect(200)
  assert.match(page.text, /When did you take the picture\?/)
  assert.equal(page.headers['referrer-policy'], 'no-referrer')
  await answerAs(nobody(), body.ref, { key: link.searchParams.get('key') }).expect(201)
  assert.match((await asker.agent.get(place)).text, /On a Sunday in May\./)
})

test('N13 #6: a reporter without an address finds the question on the page of their report', async () => {
  const { author, place, ref, about } = await complaint()
  const shy = await report(here.site, { about, details: 'wombat words' })
  const asker = await staff()
  const { body } = await askAs(asker.agent, place, question({ whom: 'reporter', report: shy.ref })).expect(
    201,
  )
  const status = (await nobody().get(`/reports/${shy.ref}?key=${shy.key}`).expect(200)).text
  assert.match(status, new RegExp(`/questions/${body.ref}\\?key`))
  const page = (await nobody().get(`/questions/${body.ref}?key=${shy.key}`).expect(200)).text
  assert.ok(!page.includes(author.account.email))
  await author.agent.get(`/questions/${body.ref}`).expect(404)
  await answerAs(nobody(), body.ref, { key: shy.key }).expect(201)
  assert.equal((await caseOf(ref)).state.waitingFor, null)
  assert.doesNotMatch((await nobody().get(`/reports/${shy.ref}?key=${shy.key}`)).text, /We have a question/)
})

test('N9 #6: without an answer in five days the case goes on, and a late answer is not taken', async () => {
  const { author, place, ref } = await complaint()
  const asker = await staff()
  const { body } = await askAs(asker.agent, place, question()).expect(201)
  moveClock(days(4))
  await lapseQuestions()
  assert.equal((await caseOf(ref)).state.waitingFor, 'author')
  moveClock(days(2))
  const late = await answerAs(author.agent, body.ref)
  assert.ok([401, 404, 409].includes(late.status), String(late.status))
  await Promise.all([lapseQuestions(), lapseQuestions()])
  await lapseQuestions()
  resetClock()
  const found = await caseOf(ref)
  assert.equal(found.state.waitingFor, null)
  assert.equal(found.history.filter(({ act }) => act === 'answered').length, 1)
  assert.equal((await Questions.findOne({ ref: body.ref }).lean())?.state, 'lapsed')
  await answerAs(author.agent, body.ref).expect(409)
  assert.match((await author.agent.get(`/questions/${body.ref}`)).text, /The time for the answer is over/)
  await askAs(asker.agent, place, question({ question: 'Once more: when?' })).expect(201)
})

test('#6: a decision ends the waiting, and an answer after it is not needed', async () => {
  const { author, place } = await complaint()
  const asker = await staff()
  const { body } = await askAs(asker.agent, place, question()).expect(201)
  await decideOn(asker.agent, place).expect(201)
  await answerAs(author.agent, body.ref).expect(409)
  assert.match((await author.agent.get(`/questions/${body.ref}`)).text, /not needed any more/)
  await askAs(asker.agent, place, question()).expect(409)
})

test('#6: of two questions at the same moment one is asked, and of two answers one counts', async () => {
  const { author, place, ref } = await complaint()
  const [one, two] = [await staff(), await staff()]
  const answers = await Promise.all([one, two].map(({ agent }) => askAs(agent, place, question())))
  assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 409])
  const [asked, ...more] = await Questions.find({ case: ref }).lean()
  assert.ok(asked && more.length === 0)
  const given = await Promise.all(
    ['In May.', 'In June.', 'Never.'].map((answer) => answerAs(author.agent, asked.ref, { answer })),
  )
  assert.deepEqual(given.map(({ status }) => status).sort(), [201, 409, 409])
  assert.equal((await caseOf(ref)).history.filter(({ act }) => act === 'answered').length, 1)
})

test('N13 #6: what a killed process left of a question or an answer is done at the next run, once', async () => {
  const { author, place, ref } = await complaint()
  const asker = await staff()
  const { body } = await askAs(asker.agent, place, question()).expect(201)
  const undo = { toldAt: null, settledAt: null }
  await Questions.collection.updateOne({ ref: body.ref }, { $set: undo })
  await Promise.all([finishQuestions(later()), finishQuestions(later())])
  const asks = async () => (await caseOf(ref)).history.filter(({ act }) => act === 'asked').length
  assert.equal(await asks(), 1)
  const mails = (await mailsTo(author.account.email)).filter(({ subject }) => subject.includes('question'))
  assert.equal(mails.length, 1)
  await Questions.collection.updateOne(
    { ref: body.ref },
    { $set: { state: 'answered', answer: 'In May.', answeredAt: new Date() } },
  )
  await finishQuestions(later())
  await finishQuestions(later())
  const found = await caseOf(ref)
  assert.deepEqual(
    [found.state.waitingFor, found.history.filter(({ act }) => act === 'answered').length],
    [null, 1],
  )
})

test('#6: a question that the case never took is withdrawn, and an old one ends no newer waiting', async () => {
  const { place, ref } = await complaint()
  const asker = await staff()
  const { body: first } = await askAs(asker.agent, place, question()).expect(201)
  const copy = (await Questions.findOne({ ref: first.ref }).lean()) ?? assert.fail('it is there')
  const { _id: _, ...rest } = copy
  await Questions.collection.insertOne({ ...rest, ref: 'Q-999001', toldAt: null } as never)
  await finishQuestions(later())
  assert.equal(await Questions.findOne({ ref: 'Q-999001' }).lean(), null)
  await moveCase(ref, { events: [{ type: 'answered', from: 'author' }] })
  await askAs(asker.agent, place, question({ question: 'And where?' })).expect(201)
  await Questions.collection.updateOne({ ref: first.ref }, { $set: { state: 'lapsed' } })
  await finishQuestions(later())
  assert.equal((await caseOf(ref)).state.waitingFor, 'author')
  assert.ok(await keyOf(first.ref))
})
