import '../support/env.ts'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { days, londonDate, now } from '../../src/clock.ts'
import { Mails } from '../../src/mail/mail.ts'
import { Notifications } from '../../src/notifications/notification.ts'
import { finishAppeals } from '../../src/reports/appeal-receipt.ts'
import { Cases, moveCase } from '../../src/reports/case.ts'
import { mailsTo, signedInAgent } from '../support/accounts.ts'
import { report, rules } from '../support/complaints.ts'
import { makeTopic } from '../support/forum.ts'
import { forumSite } from '../support/forum-site.ts'
import { type Agent, decideOn, reviewers } from '../support/reviewers.ts'

const here = forumSite()
rules()
const json = ['Accept', 'application/json'] as const
const { staff, nobody } = reviewers(here)
const object = (agent: Agent, decision: string, link: object = {}) =>
  agent
    .post(`/decisions/${decision}/appeals`)
    .set(...json)
    .send({ argument: 'You did not read all of it.', ...link })

/** A decided case about a member's post that Ann, Ben, somebody without an address, and a member reported. */
async function decided() {
  const author = await signedInAgent(here.site)
  const member = await signedInAgent(here.site)
  const topic = await makeTopic({ author: author.account })
  const about = `/posts/${topic.post._id}`
  const mark = String(topic.post._id)
  const link = ({ ref, key }: { ref: string; key: string }) => ({ report: ref, key })
  const annsAddress = `ann-${mark}@example.org`
  const ann = await report(here.site, { about, email: annsAddress })
  const ben = await report(here.site, { about, email: `ben-${mark}@example.org` })
  const shy = await report(here.site, { about })
  await report(here.site, { about }, member.agent)
  const again = await report(here.site, { about, email: annsAddress, details: 'Typed by a stranger.' })
  const ref = String((await Cases.findOne({ subject: `post:${mark}` }).lean())?.ref)
  const place = `/review/${ref}`
  const first = (await decideOn((await staff()).agent, place).expect(201)).body.ref as string
  return {
    ...{ author, member, annsAddress, ref, place, first },
    ann: link(ann),
    ben: link(ben),
    shy: link(shy),
    again: link(again),
  }
}

/** A case about a post of each of two people, the first of whom reported both. */
async function decidedAboutOwn() {
  const [both, other] = [await signedInAgent(here.site), await signedInAgent(here.site)]
  const posts = [both, other].map(async ({ account }) => (await makeTopic({ author: account })).post)
  const abouts = (await Promise.all(posts)).map(({ _id }) => `/posts/${_id}`)
  await report(here.site, { about: abouts.join('\n') }, both.agent)
  const ref = String((await Cases.findOne({ 'subjects.author': both.account._id }).lean())?.ref)
  const first = (await decideOn((await staff()).agent, `/review/${ref}`).expect(201)).body.ref as string
  return { both, other, ref, first }
}

const endIn = (at: Date) =>
  Temporal.PlainDate.from(londonDate(at)).toLocaleString('en-GB', { dateStyle: 'long' })

test('N9: everybody who is concerned by a decision objects once, and one decision answers all who did by then', async () => {
  const { author, member, place, ref, first, ann, ben, shy } = await decided()
  await object(nobody(), first, ann).expect(201)
  await object(nobody(), first, ann).expect(409)
  await object(member.agent, first).expect(201)
  await object(member.agent, first).expect(409)
  await object(author.agent, first).expect(201)
  await object(author.agent, first).expect(409)
  const { body: second } = await decideOn((await staff()).agent, place).expect(201)
  for (const [agent, link] of [
    [nobody(), ann],
    [member.agent, {}],
    [author.agent, {}],
  ] as const)
    await object(agent, second.ref, link).expect(409)
  await object(nobody(), second.ref, ben).expect(201)
  await object(nobody(), second.ref, shy).expect(201)
  const found = await Cases.findOne({ ref }).lean()
  assert.deepEqual(
    [found?.state.name, found?.state.appeals.reporter.length, found?.state.appeals.author],
    ['appealed', 4, [String(author.account._id)]],
  )
})

test('of one person’s objections at the same moment one counts', async () => {
  const { ref, first, ben } = await decided()
  const answers = await Promise.all([1, 2, 3, 4].map(() => object(nobody(), first, ben)))
  assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 409, 409, 409])
  assert.equal((await Cases.findOne({ ref }).lean())?.state.appeals.reporter.length, 1)
})

test('whoever typed another person’s address into a report uses up no objection of theirs, and sends them no mail', async () => {
  const { annsAddress, first, ann, again } = await decided()
  await object(nobody(), first, again).expect(201)
  const subjects = async () => (await mailsTo(annsAddress)).map(({ subject }) => subject)
  assert.ok(!(await subjects()).includes('We have your objection'))
  await object(nobody(), first, ann).expect(201)
  assert.equal((await subjects()).filter((subject) => subject === 'We have your objection').length, 1)
})

test('N13 #10: whoever objects is told what happens next and by when, on the page and by mail, once', async () => {
  const { author, annsAddress, first, ref, ann } = await decided()
  await object(author.agent, first).expect(201)
  await object(nobody(), first, ann).expect(201)
  await finishAppeals()
  const found = await Cases.findOne({ ref }).lean()
  const due = found?.clocks.find(({ name }) => name === 'appeal')?.due ?? assert.fail('a clock runs')
  assert.ok(Math.abs(due.getTime() - now().getTime() - days(14)) < days(1))
  const query = new URLSearchParams(ann)
  for (const page of [
    await author.agent.get(`/decisions/${first}`),
    await nobody().get(`/decisions/${first}?${query}`),
  ]) {
    assert.match(page.text, /We have your objection/)
    assert.match(page.text, new RegExp(`We aim to have decided by ${endIn(due)}`))
    assert.doesNotMatch(page.text, /name="argument"/)
  }
  assert.doesNotMatch((await nobody().get(`/decisions/${first}`)).text, /We have your objection/)
  for (const address of [author.account.email, annsAddress]) {
    const told = (await mailsTo(address)).filter(({ subject }) => subject === 'We have your objection')
    assert.equal(told.length, 1)
    assert.match(told[0]?.text.replace(/\s+/g, ' ') ?? '', new RegExp(endIn(due)))
  }
  assert.equal(await Notifications.countDocuments({ account: author.account._id, kind: 'appeal' }), 1)
})

test('N13 #10: a receipt that a killed process did not send is sent later; who wants no mails gets none', async () => {
  const { member, annsAddress, ann, ref, author } = await decided()
  await nobody()
    .put(`/reports/${ann.report}/messages`)
    .set(...json)
    .send({ key: ann.key, optOut: 'yes' })
    .expect(200)
  const events = [ann.report, String(member.account._id)].map((who) => ({
    type: 'appealed' as const,
    side: 'reporter' as const,
    who,
    argument: 'It is wrong.',
  }))
  await moveCase(ref, { events, entry: { act: 'appealed', words: 'Two reporters object.' } })
  assert.equal(await Notifications.countDocuments({ account: member.account._id, kind: 'appeal' }), 0)
  await Promise.all([finishAppeals(), finishAppeals()])
  await finishAppeals()
  assert.equal(await Notifications.countDocuments({ account: member.account._id, kind: 'appeal' }), 1)
  assert.equal(await Notifications.countDocuments({ account: author.account._id, kind: 'appeal' }), 0)
  assert.ok(!(await mailsTo(annsAddress)).some(({ subject }) => subject === 'We have your objection'))
  const mine = { about: String(member.account._id), purpose: /objection/ }
  assert.equal(await Mails.countDocuments(mine), 1)
})

test('N9 #10: whoever reported something of their own objects once on each side, and knows on which', async () => {
  const { both, other, ref, first } = await decidedAboutOwn()
  const page = async (agent: Agent) => (await agent.get(`/decisions/${first}`).expect(200)).text
  assert.match(await page(both.agent), /This decision concerns you twice/)
  for (const side of ['author', 'reporter'])
    assert.match(await page(both.agent), new RegExp(`type="radio" name="side" value="${side}"`))
  await object(both.agent, first, { side: 'everybody' }).expect(422)
  await object(both.agent, first, { side: 'reporter' }).expect(201)
  await object(both.agent, first, { side: 'reporter' }).expect(409)
  assert.match(await page(both.agent), /As somebody who reported it: you have objected/)
  assert.doesNotMatch(await page(both.agent), /name="side" value="reporter"/)
  await object(both.agent, first).expect(201)
  await object(both.agent, first).expect(409)
  const { state } = (await Cases.findOne({ ref }).lean()) ?? assert.fail()
  const who = String(both.account._id)
  assert.deepEqual(state.appeals, { author: [who], reporter: [who] })
  const told = await Notifications.countDocuments({ account: both.account._id, kind: 'appeal' })
  assert.equal(told, 2, 'of each objection')

  const page2 = await page(other.agent)
  assert.doesNotMatch(page2, /concerns you twice|reported it: |name="side"/)
  await object(other.agent, first, { side: 'reporter' }).expect(403)
  await object(other.agent, first).expect(201)
})
