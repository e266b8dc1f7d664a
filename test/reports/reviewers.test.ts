import '../support/env.ts'

import assert from 'node:assert/strict'
import { afterEach, test } from 'node:test'
import { findAccount } from '../../src/auth/account.ts'
import { AuditLines } from '../../src/auth/audit.ts'
import { RoleChanges } from '../../src/auth/role-change.ts'
import { days, moveClock, resetClock } from '../../src/clock.ts'
import { Mails } from '../../src/mail/mail.ts'
import { stopOutbox } from '../../src/mail/outbox.ts'
import { Notifications } from '../../src/notifications/notification.ts'
import { Cases } from '../../src/reports/case.ts'
import { Decisions } from '../../src/reports/decision.ts'
import { Invitations } from '../../src/reports/invitation.ts'
import { acceptInvitation } from '../../src/reports/inviting.ts'
import { makeAccount, signedInAgent, signUpForm } from '../support/accounts.ts'
import { killedAfter } from '../support/broken-writes.ts'
import { rules } from '../support/complaints.ts'
import { forumSite } from '../support/forum-site.ts'
import { before } from '../support/hooks.ts'
import { type Agent, decideOn, reviewers } from '../support/reviewers.ts'

const here = forumSite()
rules()
afterEach(resetClock)
// What waits in the outbox can be read and counted.
before(stopOutbox)
const json = ['Accept', 'application/json'] as const
const { staff, nobody, complaint } = reviewers(here)
const member = (more = {}) => signedInAgent(here.site, more)

let count = 0

/** An invitation as an admin sends it. @returns the path of its link, from the mail */
async function invite(fields: Record<string, string> = {}, by?: Agent) {
  count += 1
  const email = `invited${count}@example.org`
  const agent = by ?? (await staff({ role: 'admin' })).agent
  const { body } = await agent
    .post('/reviewers')
    .set(...json)
    .send({ email, ...fields })
    .expect(201)
  return { agent, id: body.id as string, email: fields.email ?? email, link: await linkOf(email) }
}

/** What waits in the outbox for an address. */
const mailsTo = (to: string) => Mails.find({ to }).sort({ _id: 1 }).lean()

async function linkOf(email: string, kind = 'reviewers/invitations'): Promise<string> {
  const text = (await mailsTo(email)).map((mail) => mail.text).join(' ')
  const link = [...text.matchAll(new RegExp(`/${kind}/[\\w-]{43}`, 'g'))].at(-1)?.[0]
  if (!link) throw new Error(`No mail to ${email} has a link to /${kind}/.`)
  return link
}

const accept = (agent: Agent, link: string) => agent.post(link).set(...json)
const give = (agent: Agent, place: string, username: string) =>
  agent
    .put(`${place}/second`)
    .set(...json)
    .send({ username })

test('an admin invites somebody by mail; the link shows a button, which makes their account a second reviewer', async () => {
  const { agent, link, email } = await invite()
  assert.match((await agent.get('/reviewers')).text, /works once, and for 14 days\./)
  const [mail] = await mailsTo(email)
  assert.match(mail?.text ?? '', /works once, and for 14 days/)
  assert.ok(!JSON.stringify((await agent.get('/reviewers').set(...json)).body).includes(link.slice(-43)))
  assert.equal(await Invitations.countDocuments({ hash: link.slice(-43) }), 0)
  const page = (await nobody().get(link).expect(200)).text
  assert.match(page, new RegExp(`/sign-in\\?next=${encodeURIComponent(link)}`))
  const { agent: invited, account } = await member()
  for (let looks = 0; looks < 2; looks += 1)
    assert.match((await invited.get(link).expect(200)).text, /Yes, I will/)
  assert.equal((await findAccount(account.username))?.role, 'member')
  await invited.get('/review').expect(403)
  await accept(invited, link).expect(200)
  assert.equal((await findAccount(account.username))?.role, 'reviewer')
  assert.equal(await RoleChanges.countDocuments({ account: account._id, to: 'reviewer' }), 1)
  assert.match((await invited.get(link).expect(200)).text, /Thank you/)
  assert.match((await invited.get('/').expect(200)).text, /href="\/review"/)
  const shown = (await agent.get('/reviewers').set(...json)).body
  assert.ok(shown.reviewers.some(({ username }: { username: string }) => username === account.username))
  // Whoever looks at their profile learns nothing of it.
  assert.doesNotMatch((await nobody().get(`/u/${account.username}`)).text, /reviewer|moderator/)
  const profile = await nobody()
    .get(`/u/${account.username}`)
    .set(...json)
  assert.equal(profile.body.role, 'member')
})

test('who has no account makes one first, and is led back to the invitation', async () => {
  const { link } = await invite()
  const next = encodeURIComponent(link)
  const guest = nobody()
  assert.match((await guest.get(link)).text, new RegExp(`/sign-up\\?next=${next}`))
  assert.match((await guest.get(`/sign-up?next=${next}`)).text, new RegExp(`name="next" value="${link}"`))
  const form = signUpForm({ next: link, allowSignInCookie: 'yes' })
  const made = await guest.post('/accounts').type('form').send(form).expect(303)
  assert.equal(made.headers.location, `/welcome?${new URLSearchParams({ next: link })}`)
  assert.match((await guest.get(made.headers.location ?? '')).text, new RegExp(`href="${link}"`))
  await accept(guest, link).expect(403)
  const confirm = await linkOf(String(form.email), 'confirm')
  await guest.post(confirm).expect(303)
  await accept(guest, link).expect(200)
  for (const foreign of ['https://evil.example/', '//evil.example', 'javascript:alert(1)']) {
    const again = signUpForm({ next: foreign })
    const answer = await nobody().post('/accounts').type('form').send(again).expect(303)
    assert.equal(answer.headers.location, '/welcome')
  }
})

test('an invitation works once, and not when it was taken back or has run out', async () => {
  const { link } = await invite()
  const [one, two] = await Promise.all([member(), member()])
  await accept(one.agent, link).expect(200)
  await accept(one.agent, link).expect(200)
  await accept(two.agent, link).expect(410)
  await two.agent.get(link).expect(410)
  const taken = await invite()
  await taken.agent.delete(`/reviewers/invitations/${taken.id}`).expect(303)
  await taken.agent.delete(`/reviewers/invitations/${taken.id}`).expect(404)
  await accept(two.agent, taken.link).expect(410)
  const old = await invite()
  moveClock(days(14))
  await accept(two.agent, old.link).expect(410)
  resetClock()
  assert.equal((await findAccount(two.account.username))?.role, 'member')
  assert.equal(await AuditLines.countDocuments({ by: one.account._id, act: 'reviewer:accepted' }), 1)
})

test('two accounts that accept at the same moment: one of them is invited', async () => {
  const { link } = await invite()
  const people = await Promise.all([member(), member(), member()])
  const answers = await Promise.all(people.map(({ agent }) => accept(agent, link)))
  assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 410, 410])
  const roles = await Promise.all(
    people.map(async ({ account }) => (await findAccount(account.username))?.role),
  )
  assert.deepEqual(roles.sort(), ['member', 'member', 'reviewer'])
})

test('nobody is bombed with invitations: one at a time for an address, and three a day', async () => {
  const { agent } = await staff({ role: 'admin' })
  const send = () =>
    agent
      .post('/reviewers')
      .set(...json)
      .send({ email: 'Flood@example.org' })
  const first = await Promise.all([send(), send(), send()])
  assert.deepEqual(first.map(({ status }) => status).sort(), [201, 409, 409])
  const takeBack = async () => {
    const open = (await agent.get('/reviewers').set(...json)).body.invitations
    const { id } = open.find(({ email }: { email: string }) => email === 'Flood@example.org')
    await agent.delete(`/reviewers/invitations/${id}`).expect(303)
  }
  for (let times = 0; times < 2; times += 1) {
    await takeBack()
    await send().expect(201)
  }
  await takeBack()
  await send().expect(409)
  assert.equal(await Mails.countDocuments({ to: 'Flood@example.org' }), 3)
  for (const email of ['', 'x', 'a@b@c.org', 'a@example.org\nBcc: b@example.org'])
    await agent.post('/reviewers').send({ email }).expect(422)
  await agent.post('/reviewers').send({ email: 'ok@example.org', case: 'C-999999' }).expect(422)
})

test('moderators see whom to ask; only admins invite, take back and end', async () => {
  const { id, email } = await invite()
  const moderator = await staff()
  const page = (await moderator.agent.get('/reviewers').expect(200)).text
  assert.match(page, /Only admins invite/)
  assert.ok(!page.includes(email))
  const reviewer = await member({ role: 'reviewer' })
  for (const { agent } of [moderator, reviewer, await member()]) {
    await agent.post('/reviewers').send({ email: 'x@example.org' }).expect(403)
    await agent.delete(`/reviewers/invitations/${id}`).expect(403)
    await agent.delete(`/reviewers/${reviewer.account.username}`).expect(403)
  }
  await reviewer.agent.get('/reviewers').expect(403)
  assert.equal((await findAccount(reviewer.account.username))?.role, 'reviewer')
})

test('N9: invited for a case, they get it, agree to what was proposed, and lose it with their role', async () => {
  const { place, ref } = await complaint()
  const first = await staff()
  const { body } = await decideOn(first.agent, place, { measures: 'suspend', until: '2030-01-01' }).expect(
    202,
  )
  const { link, agent: admin } = await invite({ case: ref })
  const { agent, account } = await member()
  await accept(agent, link).expect(200)
  const queue = (await agent.get('/review').set(...json)).body
  assert.deepEqual(
    queue.cases.map((row: { ref: string }) => row.ref),
    [ref],
  )
  assert.match((await agent.get(place).expect(200)).text, /name="answer"/)
  await agent
    .put(`${place}/proposals/${body.ref}/answer`)
    .set(...json)
    .send({ answer: 'agree' })
    .expect(200)
  const decision = await Decisions.findOne({ case: ref }).lean()
  assert.ok(decision?.second?.equals(account._id))
  await admin.delete(`/reviewers/${account.username}`).expect(303)
  await agent.get(place).expect(403)
  await accept(agent, link).expect(200)
  assert.equal((await findAccount(account.username))?.role, 'member')
  assert.equal(await Cases.countDocuments({ givenTo: account._id }), 0)
  await admin.delete(`/reviewers/${account.username}`).expect(404)
})

test('who is part of the case cannot be invited to it, and is not told why', async () => {
  const { ref, author, party } = await complaint()
  const { link } = await invite({ case: ref })
  for (const { agent } of [author, party]) {
    const answer = await accept(agent, link).expect(403)
    assert.match(answer.body.detail, /not for this account/)
  }
  assert.equal(await Cases.countDocuments({ ref, givenTo: { $in: [author.account._id] } }), 0)
  await accept((await member()).agent, link).expect(200)
})

test('killed between any two writes of accepting, pressing again brings it to its end', async () => {
  const { ref } = await complaint()
  for (let writes = 0; ; writes += 1) {
    const { link } = await invite({ case: ref })
    const { agent, account } = await member()
    const secret = link.slice(-43)
    const isThrough = await killedAfter(writes, () => acceptInvitation(account, secret))
    await accept(agent, link).expect(200)
    assert.equal((await findAccount(account.username))?.role, 'reviewer', `killed after ${writes} writes`)
    assert.equal(await Cases.countDocuments({ ref, givenTo: account._id }), 1)
    assert.equal(await Notifications.countDocuments({ account: account._id, kind: 'case' }), 1)
    if (isThrough) break
    assert.ok(writes < 40)
  }
})

test('a case is given to somebody, who is told without a word about it, and taken back', async () => {
  const { place, ref, party, author, topic } = await complaint()
  const lead = await staff()
  const reviewer = await member({ role: 'reviewer' })
  const { username, email, _id } = reviewer.account
  await reviewer.agent.get(place).expect(404)
  const wrong = [party, author, lead, await member()].map(({ account }) => account.username)
  for (const name of [...wrong, 'nobody-of-that-name', '', 'a b'])
    await give(lead.agent, place, name).expect(422)
  await give(lead.agent, place, username).expect(200)
  await give(lead.agent, place, username.toUpperCase()).expect(200)
  const told = (await mailsTo(email)).map(({ subject, text }) => `${subject} ${text}`)
  assert.equal(told.length, 1)
  const bells = await Notifications.find({ account: _id }).lean()
  assert.equal(bells.length, 1)
  for (const secret of ['fools', topic.topic.title, author.account.username, 'Ann', lead.account.username])
    assert.ok(!JSON.stringify([told, bells]).includes(secret), secret)
  const page = (await reviewer.agent.get(place).expect(200)).text
  assert.match(page, /You were asked for a second opinion/)
  for (const form of ['assignee', 'interim', 'decisions', '/second', 'next-case'])
    assert.ok(!page.includes(`${form}?`) && !page.includes(`${form}"`), form)
  assert.doesNotMatch(page, /may belong to this case/)
  assert.match((await lead.agent.get(place)).text, new RegExp(`${username} was asked\\.`))
  await reviewer.agent
    .post(`${place}/notes`)
    .set(...json)
    .send({ note: 'I read it.' })
    .expect(200)
  await lead.agent
    .delete(`${place}/second`)
    .set(...json)
    .send({ username })
    .expect(200)
  await lead.agent
    .delete(`${place}/second`)
    .set(...json)
    .send({ username })
    .expect(200)
  await reviewer.agent.get(place).expect(404)
  const { history } = (await Cases.findOne({ ref }).lean()) ?? { history: [] }
  const acts = history.map(({ act }) => act).filter((act) => act === 'given' || act === 'taken-back')
  assert.deepEqual(acts, ['given', 'taken-back'])
  assert.equal(await AuditLines.countDocuments({ caseRef: ref, act: /^case:(given|taken-back)$/ }), 2)
  await give(lead.agent, place, (await staff()).account.username).expect(200)
})

test('N9: a second reviewer reverses a decision on appeal; whoever agreed to it before does not hear it', async () => {
  const { place, author, ref, topic } = await complaint()
  const first = await staff()
  const [early, late] = await Promise.all([member({ role: 'reviewer' }), member({ role: 'reviewer' })])
  const { body } = await decideOn(first.agent, place, {
    measures: ['hide', 'limit'],
    until: '2030-01-01',
  }).expect(202)
  await give(first.agent, place, early.account.username).expect(200)
  await early.agent
    .put(`${place}/proposals/${body.ref}/answer`)
    .set(...json)
    .send({ answer: 'agree' })
    .expect(200)
  await early.agent.get(place).expect(200)
  const decision = await Decisions.findOne({ case: ref }).lean()
  await author.agent
    .post(`/decisions/${decision?.ref}/appeals`)
    .set(...json)
    .send({ argument: 'A joke.' })
    .expect(201)
  await early.agent.get(place).expect(404)
  await give(first.agent, place, early.account.username).expect(422)
  await late.agent.get(place).expect(404)
  await give(first.agent, place, late.account.username).expect(200)
  assert.match((await late.agent.get(place).expect(200)).text, /Decide again/)
  const reversal = { outcome: 'not_upheld', measures: 'none', yields: 'complainant' }
  await decideOn(early.agent, place, reversal).expect(404)
  await decideOn(late.agent, place, reversal).expect(201)
  assert.match((await nobody().get(topic.path).expect(200)).text, /You are all fools/)
})

test('an account that left, or was made a moderator, keeps no key as a second reviewer', async () => {
  const { place } = await complaint()
  const lead = await staff()
  const lost = await makeAccount({ role: 'reviewer', state: 'limited' })
  await give(lead.agent, place, lost.username).expect(422)
  const unconfirmed = await member({ role: 'reviewer', confirmedAt: null })
  await give(lead.agent, place, unconfirmed.account.username).expect(422)
  await unconfirmed.agent.get('/review').expect(403)
})
