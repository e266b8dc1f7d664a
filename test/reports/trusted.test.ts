import '../support/env.ts'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AuditLines } from '../../src/auth/audit.ts'
import { Cases } from '../../src/reports/case.ts'
import { completeReports } from '../../src/reports/completing.ts'
import { countQuarter } from '../../src/reports/quarter.ts'
import { inOrder } from '../../src/reports/queue.view.ts'
import { Reports } from '../../src/reports/report.ts'
import { TrustedReporters } from '../../src/reports/trusted.ts'
import { signedInAgent } from '../support/accounts.ts'
import { report, rules } from '../support/complaints.ts'
import { makeTopic } from '../support/forum.ts'
import { forumSite } from '../support/forum-site.ts'
import { type Agent, decideOn, reviewers } from '../support/reviewers.ts'

const here = forumSite()
rules()
const json = ['Accept', 'application/json'] as const
const { staff, nobody } = reviewers(here)
const admin = () => staff({ role: 'admin' })

async function reported(fields: Record<string, string> = {}, agent?: Agent) {
  const author = await signedInAgent(here.site)
  const topic = await makeTopic({ author: author.account })
  const about = `/posts/${topic.post._id}`
  const filed = await report(here.site, { about, ...fields }, agent)
  const stored = (await Reports.findOne({ 'filings.ref': filed.ref }).lean()) ?? assert.fail('it is there')
  return { author, topic, about, stored, ref: String(stored.case), place: `/review/${stored.case}` }
}

const trust = (by: Agent, username: unknown) =>
  by
    .post('/admin/trusted-reporters')
    .set(...json)
    .send({ username })

test('N9, rule 2.8: what a trusted reporter reports comes first among what is as urgent, and nothing else', async () => {
  const [{ agent: boss }, one, flagger] = [await admin(), await staff(), await signedInAgent(here.site)]
  const old = await reported()
  const { username } = flagger.account
  await trust(boss, username).expect(201)
  await trust(boss, username).expect(201)
  assert.equal(await TrustedReporters.countDocuments({ account: flagger.account._id }), 1)
  const trusted = await reported({ details: 'I know it well.' }, flagger.agent)
  assert.equal(trusted.stored.isTrusted, true)
  const danger = await reported({ kind: 'danger' })
  // A case to which a trusted reporter comes later moves up, too.
  const joined = await reported()
  await report(here.site, { about: joined.about, kind: 'illegal', law: 'Theft.' }, flagger.agent)
  const order = async () => {
    const { body } = await one.agent.get('/review').set(...json)
    const refs = (body.cases as { ref: string }[]).map(({ ref }) => ref)
    return [danger, trusted, joined, old].map(({ ref }) => refs.indexOf(ref))
  }
  const places = await order()
  assert.ok(!places.includes(-1))
  assert.deepEqual(
    places.toSorted((a, b) => a - b),
    places,
  )
  const page = (await one.agent.get(trusted.place)).text
  assert.match(page, /from a trusted reporter/)
  assert.ok(!page.includes(username))
  assert.deepEqual((await Cases.findOne({ ref: trusted.ref }).lean())?.clocks.length, 5)
  for (const path of [trusted.topic.path, `/u/${username}`, '/log'])
    assert.doesNotMatch((await trusted.author.agent.get(path)).text, /trusted/i, path)
  await boss
    .delete(`/admin/trusted-reporters/${username}`)
    .set(...json)
    .expect(200)
  await boss
    .delete(`/admin/trusted-reporters/${username}`)
    .set(...json)
    .expect(404)
  assert.equal((await reported({}, flagger.agent)).stored.isTrusted, undefined)
  assert.deepEqual(await order(), places)
})

test('the queue reads its order from an index, with trusted reporters in it', async () => {
  const planFor = async (sort: Parameters<ReturnType<typeof Cases.find>['sort']>[0]) => {
    const plan: unknown = await Cases.find({ isWaiting: true }).sort(sort).explain('queryPlanner')
    return JSON.stringify((plan as { queryPlanner: { winningPlan: object } }).queryPlanner.winningPlan)
  }
  assert.match(await planFor({ reports: -1 }), /"SORT"/)
  assert.doesNotMatch(await planFor(inOrder), /"SORT"/)
})

test('N9, rule 2.8: admins see how often trusted reporters were right, and nobody else sees who they are', async () => {
  const [{ agent: boss }, judge, flagger] = [await admin(), await staff(), await signedInAgent(here.site)]
  const { username, name } = flagger.account
  await trust(boss, username).expect(201)
  for (const outcome of ['upheld', 'partly', 'not_upheld']) {
    const { place } = await reported({}, flagger.agent)
    const mild = outcome === 'not_upheld' ? { measures: 'none', yields: 'complainant' } : {}
    await decideOn(judge.agent, place, { outcome, ...mild }).expect(201)
  }
  await reported({}, flagger.agent)
  const { body } = await boss.get('/admin/trusted-reporters').set(...json)
  const row = body.reporters.find((one: { username: string }) => one.username === username)
  assert.deepEqual([row.name, row.right, row.decided, row.percent], [name, 2, 3, 67])
  assert.match((await boss.get('/admin/trusted-reporters')).text, /2 of 3 decided reports were right: 67 %/)
  for (const agent of [judge.agent, flagger.agent]) {
    await agent.get('/admin/trusted-reporters').expect(403)
    await trust(agent, username).expect(403)
    await agent.delete(`/admin/trusted-reporters/${username}`).expect(403)
  }
  await nobody()
    .get('/admin/trusted-reporters')
    .set(...json)
    .expect(401)
  const pasted = await signedInAgent(here.site)
  for (const typed of [` @${pasted.account.username} `, `${pasted.account.username.toUpperCase()}\n`])
    await trust(boss, typed).expect(201)
  assert.equal(await TrustedReporters.countDocuments({ account: pasted.account._id, until: null }), 1)
  assert.match((await trust(boss, ' ').expect(422)).body.errors.username, /Please give a user name/)
  for (const wrong of ['', 'nobody-of-that-name', { $ne: '' }, 'x'.repeat(60)])
    assert.ok((await trust(boss, wrong).expect(422)).body.errors.username)
})

test('N13: the numbers of a quarter say how many reports came from trusted reporters', async () => {
  const from = new Date()
  const [{ agent: boss }, flagger] = [await admin(), await signedInAgent(here.site)]
  await trust(boss, flagger.account.username).expect(201)
  await reported({}, flagger.agent)
  await reported({}, flagger.agent)
  await reported()
  const counts = await countQuarter({ from, until: new Date(Date.now() + 1000) })
  assert.deepEqual([counts.trusted, counts.reports?.rules], [{ trusted: 2 }, 3])
})

test('N9: two admins at once, and a killed process: one record, and a line for each beginning and end', async () => {
  const [one, two, flagger] = [await admin(), await admin(), await signedInAgent(here.site)]
  const { username, _id: account } = flagger.account
  await Promise.all([one, two, one].map(({ agent }) => trust(agent, username).expect(201)))
  assert.equal(await TrustedReporters.countDocuments({ account }), 1)
  const ended = await Promise.all(
    [one, two].map(({ agent }) => agent.delete(`/admin/trusted-reporters/${username}`).set(...json)),
  )
  assert.deepEqual(ended.map(({ status }) => status).sort(), [200, 404])
  const lines = () =>
    AuditLines.countDocuments({ by: { $in: [one.account._id, two.account._id] }, act: /^reporter:/ })
  assert.equal(await lines(), 2)
  await AuditLines.collection.deleteMany({
    by: { $in: [one.account._id, two.account._id] },
    act: /^reporter:/,
  })
  await completeReports(new Date())
  await completeReports(new Date())
  assert.equal(await lines(), 2)
})
