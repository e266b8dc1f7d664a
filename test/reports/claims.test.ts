import '../support/env.ts'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AuditLines } from '../../src/auth/audit.ts'
import { sanction } from '../../src/auth/sanction.ts'
import { now } from '../../src/clock.ts'
import { Cases } from '../../src/reports/case.ts'
import { completeReports } from '../../src/reports/completing.ts'
import { rules } from '../support/complaints.ts'
import { forumSite } from '../support/forum-site.ts'
import { complained, inDays, restrict } from '../support/measures.ts'
import { type Agent, decideOn, reviewers } from '../support/reviewers.ts'

const here = forumSite()
rules()
const json = ['Accept', 'application/json'] as const
const { staff, complaint } = reviewers(here)
const claim = (agent: Agent, place: string) => agent.put(`${place}/assignee`).set(...json)
const give = (agent: Agent, place: string) => agent.delete(`${place}/assignee`).set(...json)
const holderOf = async (ref: string) => (await Cases.findOne({ ref }).lean())?.assignee ?? null

test('N9: an admin releases a case that somebody else has, seen in its history and in the audit; a moderator does not', async () => {
  const { place, ref } = await complaint()
  const [holder, other, admin] = [await staff(), await staff(), await staff({ role: 'admin' })]
  await claim(holder.agent, place).expect(200)
  assert.doesNotMatch((await other.agent.get(place)).text, />Release it</)
  await give(other.agent, place).expect(200)
  assert.ok((await holderOf(ref))?.equals(holder.account._id))
  assert.match((await admin.agent.get(place)).text, />Release it</)
  await give(admin.agent, place).expect(200)
  assert.equal(await holderOf(ref), null)
  const last = (await Cases.findOne({ ref }).lean())?.history.at(-1)
  assert.deepEqual(
    [last?.act, String(last?.by), last?.words],
    ['released', String(admin.account._id), 'An admin released it.'],
  )
  const line = { caseRef: ref, by: admin.account._id, act: 'case:released-other' }
  assert.equal(await AuditLines.countDocuments(line), 1)
  await claim(other.agent, place).expect(200)
})

test('moderators who ask for the next case at the same moment each get one of their own', async () => {
  await Cases.collection.deleteMany({})
  const people = await Promise.all([staff(), staff(), staff(), staff(), staff()])
  for (let made = 1; made < people.length; made += 1) await complaint()
  const next = ({ agent }: { agent: Agent }) => agent.post('/next-case').set(...json)
  const answers = await Promise.all(people.map(next))
  assert.deepEqual(
    answers.map(({ status }) => status),
    people.map(() => 200),
  )
  const taken = answers.map(({ body }) => body.ref as string | null)
  assert.equal(new Set(taken).size, people.length)
  assert.ok(taken.includes(null), 'for the last one nothing is left')
})

test('N9: whose role ends gives back what they hold, and nobody else does', async () => {
  const [one, two] = [await complaint(), await complaint()]
  const [leaving, staying, admin] = [await staff(), await staff(), await staff({ role: 'admin' })]
  await claim(leaving.agent, one.place).expect(200)
  await claim(staying.agent, two.place).expect(200)
  await admin.agent
    .put(`/admin/members/${leaving.account.username}/role`)
    .set(...json)
    .send({ role: 'member' })
    .expect(200)
  assert.equal(await holderOf(one.ref), null)
  assert.ok((await holderOf(two.ref))?.equals(staying.account._id))
  assert.equal((await Cases.findOne({ ref: one.ref }).lean())?.history.at(-1)?.act, 'released')
})

for (const kind of ['suspend', 'close'] as const)
  test(`N9: staff whose account a decision puts under “${kind}” give back what they hold; a kill in between loses nothing`, async () => {
    const [held, later] = [await complaint(), await complaint()]
    const holder = await staff()
    await claim(holder.agent, held.place).expect(200)
    await claim(holder.agent, later.place).expect(200)
    const world = await complained({ role: 'moderator' })
    await Cases.collection.updateOne({ ref: held.ref }, { $set: { assignee: world.author._id } })
    await restrict(world, [kind])
    assert.equal(await holderOf(held.ref), null)
    await sanction(String(holder.account._id), { by: 'D-900', kinds: [kind], since: now(), until: inDays(7) })
    await completeReports()
    assert.equal(await holderOf(later.ref), null)
  })

test('N13: who decided is not led to the appeal against it, cannot take it, and reads why instead of the form', async () => {
  const { author, place, ref } = await complaint()
  const [first, other] = [await staff(), await staff()]
  const { body } = await decideOn(first.agent, place).expect(201)
  await author.agent
    .post(`/decisions/${body.ref}/appeals`)
    .set(...json)
    .send({ argument: 'It was a joke.' })
    .expect(201)
  // Whatever else waits is somebody's.
  await Cases.collection.updateMany({ ref: { $ne: ref } }, { $set: { assignee: other.account._id } })
  const next = (agent: Agent) =>
    agent
      .post('/next-case')
      .set(...json)
      .expect(200)
  assert.equal((await next(first.agent)).body.ref, null)
  const refused = await claim(first.agent, place).expect(403)
  assert.match(refused.body.detail, /Somebody who decided before does not decide the appeal/)
  assert.equal(await holderOf(ref), null)
  const theirs = (await first.agent.get(place).expect(200)).text
  assert.match(theirs, /Somebody who decided before does not decide the appeal\./)
  assert.doesNotMatch(theirs, />Decide again<|decision-previews|>Take it</)
  const open = (await other.agent.get(place).expect(200)).text
  assert.match(open, />Decide again</)
  assert.doesNotMatch(open, /Somebody who decided before/)
  assert.equal((await next(other.agent)).body.ref, ref)
})
