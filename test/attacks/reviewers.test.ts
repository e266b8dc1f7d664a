import '../support/env.ts'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Accounts } from '../../src/auth/account.ts'
import { AuditLines } from '../../src/auth/audit.ts'
import { makeSecret } from '../../src/auth/secret-hash.ts'
import { hours, moveClock, resetClock } from '../../src/clock.ts'
import { Cases } from '../../src/reports/case.ts'
import { decidingRoutes } from '../../src/reports/deciding.routes.ts'
import { Decisions } from '../../src/reports/decision.ts'
import { interimRenewalRoutes } from '../../src/reports/interim-renewal.routes.ts'
import { proposalsRoutes } from '../../src/reports/proposals.routes.ts'
import { Reports } from '../../src/reports/report.ts'
import { reviewRoutes } from '../../src/reports/review.routes.ts'
import { reviewersRoutes } from '../../src/reports/reviewers.routes.ts'
import { secondsRoutes } from '../../src/reports/seconds.routes.ts'
import { mailsTo, signedInAgent } from '../support/accounts.ts'
import { judgement, rules } from '../support/complaints.ts'
import { forumSite } from '../support/forum-site.ts'
import { makeJpeg } from '../support/pictures.ts'
import { type Agent, decideOn, filled, reviewers, routesOf } from '../support/reviewers.ts'

const here = forumSite()
rules()
const json = ['Accept', 'application/json'] as const
const { staff, nobody, complaint } = reviewers(here)
const harsh = { measures: 'suspend', until: '2030-01-01' }

const bodies = {
  ...judgement(),
  choice: 'hide',
  note: 'A note.',
  about: '/x',
  kind: 'rules',
  details: 'Some words.',
  answer: 'agree',
  email: 'x@example.org',
  renewal: 'It takes longer.',
}

const given = async (lead: Agent, place: string) => {
  const reviewer = await signedInAgent(here.site, { role: 'reviewer' })
  const { username } = reviewer.account
  await lead
    .put(`${place}/second`)
    .set(...json)
    .send({ username })
    .expect(200)
  return reviewer
}

test('N13: to a second reviewer every page of a case that was not given to them is not there, and the rest is closed', async () => {
  const [theirs, foreign] = [await complaint(), await complaint()]
  const lead = await staff()
  const { agent, account } = await given(lead.agent, theirs.place)
  const { body: proposal } = await decideOn(lead.agent, foreign.place, harsh).expect(202)
  const before = await Cases.findOne({ ref: foreign.ref }).lean()
  const routes = routesOf(
    reviewRoutes,
    decidingRoutes,
    proposalsRoutes,
    secondsRoutes,
    reviewersRoutes,
    interimRenewalRoutes,
  )
  assert.ok(routes.length >= 19)
  for (const { method, path } of routes) {
    if (path === '/review' && method === 'get') continue
    // An invitation is open to whoever holds its secret.
    if (path.startsWith('/reviewers/invitations') && method !== 'delete') continue
    const wanted = path.includes(':case') ? 404 : 403
    for (const accept of ['text/html', 'application/json']) {
      const refs = { case: foreign.ref, proposal: proposal.ref, username: account.username }
      const sending = agent[method](filled(path, refs)).set('Accept', accept)
      const ground = path.endsWith('interim') ? 'appears_justified' : 'rule'
      const answer = await (method === 'get'
        ? sending
        : sending.send({ ...bodies, ground, username: account.username }))
      assert.equal(answer.status, wanted, `${method} ${path}`)
      for (const secret of ['fools', 'Ann Example', 'ann@example.org', foreign.report.key])
        assert.ok(!answer.text.includes(secret), `${path} tells it`)
    }
  }
  assert.deepEqual(await Cases.findOne({ ref: foreign.ref }).lean(), before)
  for (const filter of ['waiting', 'unclaimed', 'mine', 'urgent', 'appeals', 'overdue', 'done']) {
    const queue = (await agent.get(`/review?filter=${filter}`).set(...json)).body
    assert.ok(!JSON.stringify(queue).includes(`"${foreign.ref}"`), filter)
    assert.deepEqual(queue.stuck, [])
    for (const { count } of queue.tabs) assert.ok((count ?? 0) <= 1, filter)
  }
})

test('N9: in a case that was given to them they read, note and answer; leading it stays with the moderators', async () => {
  const { place, ref } = await complaint()
  const lead = await staff()
  const { agent, account } = await given(lead.agent, place)
  const isOpen = (method: string, path: string) =>
    (method === 'get' && path === '/review/:case') || path === '/review/:case/notes'
  const before = await Cases.findOne({ ref }).lean()
  for (const { method, path } of routesOf(reviewRoutes, decidingRoutes, secondsRoutes)) {
    if (!path.includes(':case') || isOpen(method, path)) continue
    const ground = path.endsWith('interim') ? 'appears_justified' : 'rule'
    const answer = await agent[method](filled(path, { case: ref }))
      .set(...json)
      .send({ ...bodies, ground, username: account.username, reason: 'Some words.' })
    assert.equal(answer.status, 403, `${method} ${path}`)
  }
  assert.deepEqual(await Cases.findOne({ ref }).lean(), before)
  const { body } = await decideOn(lead.agent, place, harsh).expect(202)
  await agent.delete(`${place}/proposals/${body.ref}`).expect(403)
  await agent
    .put(`${place}/proposals/${body.ref}/answer`)
    .set(...json)
    .send({ answer: 'agree' })
    .expect(200)
})

test('pictures kept for a case open with it to a second reviewer, and close with it', async () => {
  const { place, about, ref } = await complaint()
  const filed = {
    about,
    kind: 'rules',
    rule: '1',
    details: 'Look.',
    goodFaith: 'yes',
    email: 'pic@example.org',
  }
  let sending = nobody()
    .post('/reports')
    .set(...json)
  for (const [name, value] of Object.entries(filed)) sending = sending.field(name, value)
  await sending.attach('attachments', await makeJpeg(80, 60), 'a.jpg').expect(201)
  const { filings = [] } = (await Reports.findOne({ case: ref, email: 'pic@example.org' }).lean()) ?? {}
  const [image] = filings.flatMap(({ attachments }) => attachments.map((id) => `/images/${id}/320`))
  assert.ok(image)
  const lead = await staff()
  const [one, other] = [await given(lead.agent, place), await given(lead.agent, (await complaint()).place)]
  await one.agent.get(image).expect(200)
  await other.agent.get(image).expect(404)
  const page = async (agent: Agent) => (await agent.get(place).expect(200)).text
  assert.ok((await page(one.agent)).includes(image))
  // Nobody's eyes fall on the abuse of a child by chance, and who looked is kept.
  await lead.agent.put(`${place}/kind`).send({ kind: 'child-abuse', reason: 'A child.' }).expect(303)
  for (const { agent } of [one, lead]) {
    const shut = await page(agent)
    assert.ok(!shut.includes(image), 'not even small')
    assert.match(shut, /1 picture is not shown here/)
    await agent.get(image).expect(404)
  }
  await one.agent.get(`${place}/pictures`).expect(404)
  await other.agent.post(`${place}/pictures`).expect(404)
  for (let twice = 0; twice < 2; twice += 1) await one.agent.post(`${place}/pictures`).expect(303)
  const looked = { act: 'case:looked-at-pictures', caseRef: ref }
  assert.equal(await AuditLines.countDocuments({ ...looked, by: one.account._id }), 1)
  assert.ok((await page(one.agent)).includes(image))
  await one.agent.get(image).expect(200)
  await lead.agent.get(image).expect(404)
  moveClock(hours(1.1))
  await one.agent.get(image).expect(404)
  resetClock()
  await one.agent.get(image).expect(200)
  const { username } = one.account
  await lead.agent.delete(`${place}/second`).send({ username }).expect(303)
  await one.agent.get(image).expect(404)
})

test('the admin’s own role, and that of moderators, cannot be ended as if they were second reviewers', async () => {
  const { agent, account } = await staff({ role: 'admin' })
  const moderator = await staff()
  for (const { username } of [account, moderator.account])
    await agent
      .delete(`/reviewers/${username}`)
      .set(...json)
      .expect(404)
  assert.equal(await Accounts.countDocuments({ _id: moderator.account._id, role: 'moderator' }), 1)
})

test('an invitation cannot be guessed, and neither its list nor its number opens it', async () => {
  const admin = await staff({ role: 'admin' })
  const { body } = await admin.agent
    .post('/reviewers')
    .set(...json)
    .send({ email: 'guess@example.org' })
    .expect(201)
  const { agent, account } = await signedInAgent(here.site)
  for (const guess of [makeSecret(), body.id, 'x', '__proto__', '%00', `${makeSecret()}x`]) {
    const path = `/reviewers/invitations/${guess}`
    for (const answer of [
      await agent.get(path),
      await agent.post(path).set(...json),
      await nobody().get(path),
    ])
      assert.ok([404, 410].includes(answer.status), `${guess}: ${answer.status}`)
  }
  assert.equal(await Accounts.countDocuments({ _id: account._id, role: 'member' }), 1)
  // Another site cannot press the button.
  const path = `/reviewers/invitations/${makeSecret()}`
  await agent.post(path).set('Sec-Fetch-Site', 'cross-site').expect(403)
})

test('N13: neither the author nor a reporter ever sees what was proposed, or who was asked', async () => {
  const { author, party, place, ref, topic, about, report: own } = await complaint()
  const lead = await staff()
  const reviewer = await given(lead.agent, place)
  const words = { reason: 'Wombat words.', facts: 'Numbat words.', groundRef: '1' }
  const { body } = await decideOn(lead.agent, place, { ...harsh, ...words }).expect(202)
  await reviewer.agent
    .put(`${place}/proposals/${body.ref}/answer`)
    .set(...json)
    .send({ answer: 'decline', reason: 'Quokka words.' })
    .expect(200)
  await decideOn(lead.agent, place, { ...harsh, ...words }).expect(202)
  const secrets = ['wombat', 'numbat', 'quokka', lead.account.username, reviewer.account.username]
  const paths = [
    '/notifications',
    topic.path,
    about,
    '/log',
    '/log/feed',
    '/my/settings',
    '/transparency',
    `/reports/${own.ref}?key=${own.key}`,
    `/u/${reviewer.account.username}`,
    place,
    `${place}/proposals/${body.ref}`,
    '/review',
  ]
  for (const { agent, account } of [author, party]) {
    const said = (await mailsTo(account.email)).map(({ subject, text, html }) => [subject, text, html].join())
    for (const path of paths)
      for (const accept of ['text/html', 'application/json']) {
        const { text } = await agent.get(path).set('Accept', accept)
        said.push(path.includes(reviewer.account.username) ? '' : text)
      }
    for (const text of said)
      for (const secret of secrets)
        assert.ok(!text.toLowerCase().includes(secret.toLowerCase()), `${secret} in ${text.slice(0, 200)}`)
  }
  assert.equal(await Decisions.countDocuments({ case: ref }), 0)
})
