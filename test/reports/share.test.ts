import '../support/env.ts'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import request from 'supertest'
import type { Account } from '../../src/auth/account.ts'
import { days, minutes, moveClock, nowMs, resetClock } from '../../src/clock.ts'
import { Disclosures } from '../../src/disclosure/disclosure.ts'
import { Notifications } from '../../src/notifications/notification.ts'
import { askForHolidays, askForYearlyLook } from '../../src/reports/admin-news.ts'
import { lastYearOfHolidays } from '../../src/reports/bank-holidays.ts'
import { Cases } from '../../src/reports/case.ts'
import { Proposals } from '../../src/reports/proposal.ts'
import { Questions } from '../../src/reports/question.ts'
import { Reports } from '../../src/reports/report.ts'
import { Shares } from '../../src/reports/share.ts'
import { alarmOfSharing, shareRatio } from '../../src/reports/share-ratio.ts'
import { finishShares } from '../../src/reports/sharing.ts'
import { mailsTo, makeAccount, signedInAgent } from '../support/accounts.ts'
import { answerAs, approveAs, askAs, previewAs, proposeAs, question, sharing } from '../support/asking.ts'
import { report, rules } from '../support/complaints.ts'
import { makeTopic } from '../support/forum.ts'
import { forumSite } from '../support/forum-site.ts'
import { before } from '../support/hooks.ts'
import { makeJpeg } from '../support/pictures.ts'
import { decideOn, reviewers } from '../support/reviewers.ts'

const here = forumSite()
rules()
const { staff, complaint } = reviewers(here)
let admin: Account
before(async () => {
  admin = await makeAccount({ role: 'admin' })
})

const sharedWith = (ref: string) =>
  Disclosures.find({ recipientKind: 'person', caseRef: ref }).sort({ number: 1 }).lean()

/** A report of a member's post by another member, and two who could lead the case. */
async function setting() {
  const author = await signedInAgent(here.site)
  const reporter = await signedInAgent(here.site, { name: 'Quentin Quokka' })
  const topic = await makeTopic({ author: author.account })
  const filed = await report(
    here.site,
    { about: `/posts/${topic.post._id}`, details: 'wombat words', name: 'Quentin Quokka' },
    reporter.agent,
  )
  const ref = String((await Cases.findOne({ subject: `post:${topic.post._id}` }).lean())?.ref)
  const [one, two] = [await staff(), await staff()]
  return { author, reporter, filed, ref, place: `/review/${ref}`, one, two, details: `${filed.ref}:details` }
}

test('N13: nothing of a complaint leaves before a second person agrees; then exactly what both saw, and its row in the log', async () => {
  const { author, reporter, filed, ref, place, one, two, details } = await setting()
  const given = sharing([details, `${filed.ref}:kind`])
  const preview = await previewAs(one.agent, place, given).expect(200)
  assert.match(preview.body.text, /What was said about it: wombat words/)
  assert.equal(await Shares.countDocuments({ case: ref }), 0)
  const { body } = await proposeAs(one.agent, place, given)
  assert.equal(body.state, 'proposed')
  await author.agent.get(`/questions/${body.ref}`).expect(404)
  assert.equal((await sharedWith(ref)).length, 0)
  assert.equal((await mailsTo(author.account.email)).length, 0)
  assert.equal((await Cases.findOne({ ref }).lean())?.state.waitingFor, null)
  assert.equal(
    await Notifications.countDocuments({ account: two.account._id, title: /may this be shared/ }),
    1,
  )
  assert.match((await two.agent.get(place)).text, /Do you agree\?/)
  assert.doesNotMatch((await one.agent.get(place)).text, /Do you agree\?/)

  await approveAs(one.agent, place, body.share).expect(403)
  await approveAs(two.agent, place, body.share).expect(200)
  await approveAs(two.agent, place, body.share).expect(409)
  const page = (
    await author.agent.get(`/questions/${body.ref}`).set('Accept', 'application/json').expect(200)
  ).body
  assert.equal(page.text, preview.body.text)
  for (const secret of ['Quokka', reporter.account.email, filed.ref, reporter.account.username])
    assert.ok(!JSON.stringify(page).includes(secret), secret)
  const rows = await sharedWith(ref)
  assert.deepEqual(
    rows.map(({ kind, outcome }) => [kind, outcome]),
    [
      ['disclosure', undefined],
      ['outcome', 'sent'],
    ],
  )
  const [row] = rows
  assert.deepEqual([row?.clause, row?.document, row?.fields.length], ['N13', preview.body.hash, 2])
  assert.deepEqual(new Set(row?.approvedBy), new Set([one, two].map(({ account }) => String(account._id))))
  const share = await Shares.findOne({ ref: body.share }).lean()
  assert.ok(share?.sentAt && share.toldAt && share.approver2?.equals(two.account._id))
  const told = (await mailsTo(reporter.account.email)).filter(({ subject }) => subject.includes('We showed'))
  assert.equal(told.length, 1)
  assert.match(
    (await reporter.agent.get(`/reports/${filed.ref}`)).text,
    /What was said about it: to whoever wrote it/,
  )
  await answerAs(author.agent, body.ref).expect(201)
})

test('N13: a refusal leaves everything where it is', async () => {
  const { author, reporter, ref, place, one, two, details } = await setting()
  const { body } = await proposeAs(one.agent, place, sharing(details))
  await approveAs(two.agent, place, body.share, { approval: 'refuse' }).expect(422)
  await approveAs(two.agent, place, body.share, { approval: 'refuse', refusal: 'It is not needed.' }).expect(
    200,
  )
  await approveAs(two.agent, place, body.share).expect(409)
  await finishShares()
  await author.agent.get(`/questions/${body.ref}`).expect(404)
  assert.equal((await sharedWith(ref)).length, 0)
  assert.equal((await mailsTo(author.account.email)).length, 0)
  assert.ok(!(await mailsTo(reporter.account.email)).some(({ subject }) => subject.includes('We showed')))
  assert.match((await one.agent.get(place)).text, /It is not needed\./)
  await askAs(one.agent, place, question()).expect(201)
})

test('N13: the record of a share is whole, or nothing is asked; name and address only with recorded consent', async () => {
  const { filed, ref, place, one, two, details } = await setting()
  for (const field of ['role', 'why', 'alternatives', 'consent', 'consentWhy']) {
    const { body } = await previewAs(one.agent, place, sharing(details, { [field]: '' })).expect(422)
    assert.ok(body.errors?.[field] ?? JSON.stringify(body).includes(field), field)
  }
  for (const name of ['name', 'email'])
    for (const consent of ['not_asked', 'asked', 'refused'])
      await previewAs(one.agent, place, sharing(`${filed.ref}:${name}`, { consent })).expect(422)
  for (const fields of ['R-9999:details', `${filed.ref}:key`, `${filed.ref}:account`, { $ne: '' }, '../x'])
    await previewAs(one.agent, place, sharing(fields as string)).expect(422)
  assert.equal(await Shares.countDocuments({ case: ref }), 0)
  const named = sharing(`${filed.ref}:name`, { consent: 'given', consentWhy: 'By mail, on Monday.' })
  await askAs(one.agent, place, named).expect(409)
  await askAs(one.agent, place, { ...named, preview: '0'.repeat(64) }).expect(409)
  const { body } = await proposeAs(one.agent, place, named)
  await approveAs(two.agent, place, body.share).expect(200)
  const found = await Questions.findOne({ ref: body.ref }).lean()
  assert.match(found?.text ?? '', /Quentin Quokka/)
  assert.doesNotMatch(found?.text ?? '', /wombat/)
})

test('N13: the reporter is told later where there is a reason, which is kept', async () => {
  const { reporter, place, one, two, details } = await setting()
  const inDays = (count: number) => new Date(nowMs() + days(count)).toISOString().slice(0, 10)
  const delayed = (delayUntil: string) =>
    sharing(details, { delayReason: 'The police asked for it.', delayUntil })
  for (const wrong of ['', inDays(-1), inDays(100)])
    assert.ok((await askAs(one.agent, place, delayed(wrong)).expect(422)).body.errors.delayUntil, wrong)
  const { body } = await proposeAs(one.agent, place, delayed(inDays(20)))
  await approveAs(two.agent, place, body.share).expect(200)
  await finishShares()
  const share = await Shares.findOne({ ref: body.share }).lean()
  assert.deepEqual([share?.toldAt, share?.delayReason], [null, 'The police asked for it.'])
  const told = async () =>
    (await mailsTo(reporter.account.email)).filter(({ subject }) => subject.includes('We showed')).length
  assert.equal(await told(), 0)
  moveClock(days(21.5))
  await finishShares()
  await finishShares()
  assert.equal(await told(), 1)
  assert.ok((await Shares.findOne({ ref: body.share }).lean())?.toldAt)
  resetClock()
})

test('N13: two second people at once send it once; what a killed process did not send goes out later', async () => {
  const { author, reporter, ref, place, one, two, details } = await setting()
  const three = await staff()
  const { body } = await proposeAs(one.agent, place, sharing(details))
  const answers = await Promise.all([two, three].map(({ agent }) => approveAs(agent, place, body.share)))
  assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 409])
  assert.equal((await sharedWith(ref)).length, 2)
  await Shares.collection.updateOne({ ref: body.share }, { $set: { state: 'approved', toldAt: null } })
  await Questions.collection.updateOne({ ref: body.ref }, { $set: { state: 'proposed' } })
  await finishShares()
  await finishShares()
  const question = (mails: { subject: string }[]) =>
    mails.filter(({ subject }) => subject.includes('question')).length
  assert.equal(question(await mailsTo(author.account.email)), 1)
  const showed = (await mailsTo(reporter.account.email)).filter(({ subject }) =>
    subject.includes('We showed'),
  )
  assert.equal(showed.length, 1)
  await author.agent.get(`/questions/${body.ref}`).expect(200)
})

test('N13: after the decision nobody can agree any more, and nothing leaves', async () => {
  const { author, ref, place, one, two, details } = await setting()
  const { body } = await proposeAs(one.agent, place, sharing(details))
  await decideOn(one.agent, place).expect(201)
  await approveAs(two.agent, place, body.share).expect(409)
  await finishShares()
  assert.equal((await sharedWith(ref)).length, 0)
  await author.agent.get(`/questions/${body.ref}`).expect(404)
})

test('N13: a share whose question a killed process never stored is ended at the start, and who asked asks again', async () => {
  const { author, ref, place, one, two, details } = await setting()
  const { body } = await proposeAs(one.agent, place, sharing(details))
  await Questions.collection.deleteOne({ ref: body.ref })
  await finishShares(new Date(nowMs() - minutes(1)))
  assert.equal((await Shares.findOne({ ref: body.share }).lean())?.state, 'proposed', 'it may be under way')
  await finishShares()
  await finishShares()
  const ended = await Shares.findOne({ ref: body.share }).lean()
  assert.deepEqual([ended?.state, ended?.approver2, ended?.sentAt], ['refused', null, null])
  const notes = (await Cases.findOne({ ref }).lean())?.history.filter(({ words }) =>
    words.includes(body.share),
  )
  assert.equal(notes?.length, 1)
  const told = { account: one.account._id, title: /please ask again/ }
  assert.equal(await Notifications.countDocuments(told), 1)
  await approveAs(two.agent, place, body.share).expect(404)
  assert.equal((await sharedWith(ref)).length, 0)
  assert.equal((await mailsTo(author.account.email)).length, 0)
  const again = (await proposeAs(one.agent, place, sharing(details))).body
  await approveAs(two.agent, place, again.share).expect(200)
})

test('N13: who could agree, and a question that was refused, are not forgotten by a kill', async () => {
  const { ref, place, one, two, details } = await setting()
  const { body } = await proposeAs(one.agent, place, sharing(details))
  const asked = { account: two.account._id, once: `share:${body.share}` }
  await Notifications.deleteMany(asked)
  await finishShares()
  await finishShares()
  assert.equal(await Notifications.countDocuments(asked), 1)
  const state = {
    state: 'refused',
    approver2: two.account._id,
    refusedWhy: 'Too much.',
    settledAt: new Date(),
  }
  await Shares.collection.updateOne({ ref: body.share }, { $set: state })
  await finishShares()
  await finishShares()
  assert.equal((await Questions.findOne({ ref: body.ref }).lean())?.state, 'refused')
  const { history } = (await Cases.findOne({ ref }).lean()) ?? assert.fail()
  const notes = history.filter(({ words }) => words === `${body.ref} is not asked like this: Too much.`)
  assert.equal(notes.length, 1)
})

test('N13: pictures of a complaint go to whom two people agreed to alone, and end with the question', async () => {
  const { author, ref, place, one, two } = await setting()
  const { path = '' } = (await Cases.findOne({ ref }).lean())?.subjects[0] ?? {}
  let sending = request(here.site.server).post('/reports').set('Accept', 'application/json')
  const words = {
    kind: 'rules',
    rule: '1',
    details: 'See the picture.',
    goodFaith: 'yes',
    email: 'pix@example.org',
  }
  for (const [name, value] of Object.entries({ about: path, ...words })) sending = sending.field(name, value)
  const { body: filed } = await sending.attach('attachments', await makeJpeg(80, 60), 'a.jpg').expect(201)
  const { body } = await proposeAs(one.agent, place, sharing(`${filed.ref}:attachments`))
  const picture = `/questions/${body.ref}/pictures/1`
  await author.agent.get(picture).expect(404)
  await approveAs(two.agent, place, body.share).expect(200)
  const { headers } = await author.agent.get(picture).expect(200)
  assert.deepEqual([headers['content-type'], headers['cache-control']], ['image/webp', 'no-store'])
  await author.agent.get(`/questions/${body.ref}/pictures/2`).expect(404)
  const stranger = (await signedInAgent(here.site)).agent
  for (const other of [stranger, request(here.site.server)]) await other.get(picture).expect(404)
  const [image] = (await Reports.findOne({ email: 'pix@example.org' }).lean())?.filings[0]?.attachments ?? []
  await author.agent.get(`/images/${image}/320`).expect(404)
  assert.match((await author.agent.get(`/questions/${body.ref}`)).text, new RegExp(`src="${picture}"`))
  await answerAs(author.agent, body.ref).expect(201)
  await author.agent.get(picture).expect(404)
  const after = (await author.agent.get(`/questions/${body.ref}`).expect(200)).text
  assert.ok(!after.includes(picture) && after.includes('could be seen as long as the question was open'))
})

test('the queue says of a case that something waits for a second person, and reads no share or proposal for it', async () => {
  const { ref, place, one, two, details } = await setting()
  const row = async () => {
    const { body } = await two.agent.get('/review').set('Accept', 'application/json').expect(200)
    return body.cases.find((found: { ref: string }) => found.ref === ref)?.waitsFor
  }
  assert.deepEqual(await row(), [])
  const { body } = await proposeAs(one.agent, place, sharing(details))
  assert.deepEqual(await row(), ['A question that shares something waits for a second person'])
  await decideOn(one.agent, place, { measures: 'close' }).expect(202)
  assert.equal((await row())?.[0], 'A proposed decision waits for a second person')
  assert.match((await two.agent.get('/review')).text, /A proposed decision waits for a second person/)
  await approveAs(two.agent, place, body.share, { approval: 'refuse', refusal: 'Not needed.' }).expect(200)
  assert.equal((await row())?.length, 1)
  for (const [model, state] of [
    [Proposals, 'waiting'],
    [Shares, 'proposed'],
  ] as const) {
    const plan = await model.collection
      .find({ case: { $in: [ref] }, state }, { projection: { case: 1, _id: 0 } })
      .explain('executionStats')
    assert.equal(plan.executionStats.totalDocsExamined, 0)
  }
})

test('N9: admins hear once a month of bank holidays that are not known, and each January of the yearly look', async () => {
  const heardOf = (words: RegExp) => Notifications.countDocuments({ account: admin._id, title: words })
  moveClock(Date.parse(`${lastYearOfHolidays - 1}-12-02T09:00:00Z`) - Date.now())
  await askForHolidays()
  assert.equal(await heardOf(/bank holidays/), 0)
  moveClock(Date.parse(`${lastYearOfHolidays}-01-02T09:00:00Z`) - Date.now())
  for (let twice = 0; twice < 2; twice += 1) {
    await askForHolidays()
    await askForYearlyLook()
  }
  assert.deepEqual([await heardOf(/bank holidays of 2029/), await heardOf(/A new year/)], [1, 1])
  resetClock()
})

test('N13: above ten in a hundred cases of ninety days the admins are alarmed, once a month, and see it at the queue', async () => {
  const ratio = await shareRatio()
  assert.ok(ratio.shared > 0 && ratio.isTooMuch, JSON.stringify(ratio))
  await alarmOfSharing()
  await alarmOfSharing()
  assert.equal(await Notifications.countDocuments({ account: admin._id, title: /were shared in/ }), 1)
  const queue = async (role: 'admin' | 'moderator') =>
    (await (await signedInAgent(here.site, { role })).agent.get('/review')).text
  assert.match(await queue('admin'), /More than 10 % is too often/)
  assert.doesNotMatch(await queue('moderator'), /something of a complaint was shared/)
  for (let made = 0; made < 3; made += 1) await complaint()
  const cases = await Cases.find({}, '-_id').limit(1).lean()
  const copies = Array.from({ length: 10 * ratio.shared }, (_, n) => ({
    ...cases[0],
    ref: `C-90${n}`,
    isUndecided: false,
  }))
  await Cases.collection.insertMany(copies as never)
  assert.equal((await shareRatio()).isTooMuch, false)
})
