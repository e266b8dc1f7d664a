import '../support/env.ts'

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Account } from '../../src/auth/account.ts'
import { AuditLines } from '../../src/auth/audit.ts'
import { editPost } from '../../src/forum/edit.ts'
import { Posts } from '../../src/forum/post.ts'
import { Cases } from '../../src/reports/case.ts'
import { fileReport } from '../../src/reports/filing.ts'
import { finishInterims } from '../../src/reports/interim-effects.ts'
import { Reports } from '../../src/reports/report.ts'
import { takeOut } from '../../src/reports/taking-out.ts'
import { mailsTo, makeAccount, signedInAgent } from '../support/accounts.ts'
import { killedAfter } from '../support/broken-writes.ts'
import { complaint, report, rules } from '../support/complaints.ts'
import { makePost, makeTopic } from '../support/forum.ts'
import { forumSite } from '../support/forum-site.ts'
import { type Agent, decideOn, reviewers } from '../support/reviewers.ts'

const here = forumSite()
rules()
const json = ['Accept', 'application/json'] as const
const { staff } = reviewers(here)
const why = 'A friendly word.'
let count = 0

async function post(author: Account) {
  count += 1
  const topic = await makeTopic({ title: `Walk number ${count} of the day` })
  const made = await makePost({ topic: topic.id, author, body: `Good morning ${count}!` })
  const id = String(made._id)
  return { id, about: `/posts/${id}`, key: `post:${id}`, title: `Walk number ${count} of the day` }
}

/** One report about things of two authors: the first one's is bad. */
async function swept(kind: 'rules' | 'illegal' = 'rules') {
  const [bad, kind1] = [await signedInAgent(here.site), await signedInAgent(here.site)]
  const [one, two] = [await post(bad.account), await post(kind1.account)]
  const reporter = await signedInAgent(here.site)
  const about = [one.about, two.about] as unknown as string
  await report(here.site, { about, kind, law: 'Theft Act 1968' }, reporter.agent)
  const found = await Cases.findOne({ 'subjects.id': two.id }).lean()
  const ref = found?.ref ?? assert.fail('a case')
  const lead = await staff()
  return { bad, good: kind1, one, two, reporter, ref, place: `/review/${ref}`, lead }
}

const out = (agent: Agent, ref: string, thing: string | string[], more = {}) =>
  agent
    .delete(`/review/${ref}/subjects`)
    .set(...json)
    .send({ thing, whyOut: why, ...more })
const hide = (agent: Agent, place: string, choice = { choice: 'hide', ground: 'appears_justified' }) =>
  agent
    .put(`${place}/interim`)
    .set(...json)
    .send({ ...choice, reason: 'Rude.' })
    .expect(200)
const caseOf = async (ref: string) =>
  (await Cases.findOne({ ref }).lean()) ?? assert.fail('the case is there')
const keysIn = async (ref: string) => (await caseOf(ref)).subjects.map(({ kind, id }) => `${kind}:${id}`)
const hiddenBy = async (id: string) => (await Posts.findById(id, 'hiddenBy').lean())?.hiddenBy ?? null
const isHidden = async (id: string) => (await hiddenBy(id)) !== null
const titlesOf = async ({ agent }: { agent: Agent }) =>
  ((await agent.get('/notifications').set(...json)).body.notifications as { title: string }[]).map(
    ({ title }) => title,
  )

test('N9: what nothing is wrong with leaves the case before the decision, and the rest is judged without it', async () => {
  const { bad, good, one, two, reporter, ref, place, lead } = await swept()
  await out(lead.agent, ref, two.key).expect(200)
  const found = await caseOf(ref)
  assert.deepEqual(await keysIn(ref), [one.key])
  assert.equal(found.evidence.length, 2, 'its copy stays with the case')
  const entry = found.history.find(({ act }) => act === 'narrowed')
  assert.deepEqual([entry?.by?.equals(lead.account._id), entry?.words.endsWith(`Why: ${why}`)], [true, true])
  assert.equal(await AuditLines.countDocuments({ caseRef: ref, act: 'case:narrowed' }), 1)
  assert.ok(!found.parties.some((party) => party.equals(good.account._id)))
  assert.ok(found.parties.some((party) => party.equals(bad.account._id)))
  assert.deepEqual(found.state.owners, [String(bad.account._id)])
  assert.match((await lead.agent.get(place)).text, /Taken out of this case/)
  // The same form once more changes nothing.
  await out(lead.agent, ref, two.key).expect(200)
  assert.equal((await caseOf(ref)).history.filter(({ act }) => act === 'narrowed').length, 1)

  await decideOn(lead.agent, place).expect(201)
  assert.deepEqual([await isHidden(one.id), await isHidden(two.id)], [true, false])
  assert.deepEqual(await titlesOf(good), [], 'it was never hidden, so nothing is told')
  assert.ok((await titlesOf(reporter)).some((title) => /is decided/.test(title)))
  assert.match((await out(lead.agent, ref, one.key).expect(409)).body.detail, /decided/)
})

test('N9: what was hidden meanwhile is seen again when it is taken out, and its author alone is told', async () => {
  const { bad, good, one, two, ref, place, lead } = await swept()
  await hide(lead.agent, place)
  await out(lead.agent, ref, `${two.key}@1`).expect(200)
  assert.deepEqual([await hiddenBy(one.id), await hiddenBy(two.id)], [ref, null])
  assert.equal((await caseOf(ref)).interim?.covers, 1)
  const back = (titles: string[]) => titles.filter((title) => /visible again/.test(title)).length
  assert.deepEqual([back(await titlesOf(good)), back(await titlesOf(bad))], [1, 0])
  const [mail] = (await mailsTo(good.account.email)).filter(({ subject }) => /visible again/.test(subject))
  assert.ok(mail?.text.includes(two.title) && !mail.text.includes(one.title) && !mail.text.includes(why))
  await decideOn(lead.agent, place).expect(201)
  assert.deepEqual([await isHidden(one.id), await isHidden(two.id)], [true, false])
})

test('N9: whose thing is taken out after it had come back hears that nothing was wrong with it, too', async () => {
  const { good, two, ref, place, lead } = await swept()
  await hide(lead.agent, place)
  await hide(lead.agent, place, { choice: 'keep', ground: '' })
  assert.equal(await isHidden(two.id), false)
  await out(lead.agent, ref, two.key).expect(200)
  assert.equal((await titlesOf(good)).filter((title) => /visible again/.test(title)).length, 1)
})

test('something stays, a reason is given, and nobody takes out what they did not see or may not judge', async () => {
  const { one, two, ref, place, lead, good } = await swept()
  const all = await out(lead.agent, ref, [one.key, two.key]).expect(422)
  assert.match(JSON.stringify(all.body), /Something has to stay/)
  await out(lead.agent, ref, two.key, { whyOut: ' ' }).expect(422)
  await out(lead.agent, ref, []).expect(422)
  await out(lead.agent, ref, 'post:ffffffffffffffffffffffff').expect(422)
  await out(lead.agent, ref, `${two.key}@2`).expect(409)
  await out(good.agent, ref, two.key).expect(403)
  const owner = await staff()
  const theirs = await post(owner.account)
  await lead.agent.post(`${place}/subjects`).send({ about: theirs.about }).expect(303)
  await out(owner.agent, ref, theirs.key).expect(403)
  await lead.agent.put(`${place}/assignee`).expect(303)
  await out((await staff()).agent, ref, two.key).expect(409)
  assert.equal((await keysIn(ref)).length, 3)
  const form = await lead.agent
    .post(`${place}/subjects?_method=DELETE`)
    .type('form')
    .send({ thing: `${two.key}@1`, whyOut: '' })
    .expect(422)
  assert.ok(form.text.includes(`value="${two.key}@1" checked`), 'what was ticked comes back')
})

test('N9: what the law may want gone does not leave a case by the word of one person', async () => {
  const { two, ref, place, lead } = await swept()
  await hide(lead.agent, place, { choice: 'hide', ground: 'law_requires' })
  assert.match((await out(lead.agent, ref, two.key).expect(403)).body.detail, /without a decision/)
  assert.match((await lead.agent.get(place)).text, /nothing leaves the case without a decision/)
  assert.equal(await isHidden(two.id), true)
})

test('N9: where a complaint of a protected kind came in, nothing leaves the case without a decision', async () => {
  for (const kind of ['danger', 'privacy'] as const) {
    const { one, two, ref, place, lead } = await swept()
    await fileReport(
      undefined,
      complaint(one.about, { about: [one.about, two.about], kind, answers: { relation: 'subject' } }),
    )
    assert.match((await out(lead.agent, ref, two.key).expect(403)).body.detail, /always gets a decision/)
    assert.match((await lead.agent.get(place)).text, /nothing leaves the case without one/)
    assert.ok((await keysIn(ref)).includes(two.key))
    await lead.agent
      .put(`${place}/kind`)
      .set(...json)
      .send({ kind: 'rules', reason: 'It is spam.' })
    await out(lead.agent, ref, two.key).expect(403)
  }
})

test('an author who reported it, or has something left in it, stays a party', async () => {
  const { bad, good, one, two, ref, lead } = await swept()
  const more = await post(bad.account)
  await lead.agent.post(`/review/${ref}/subjects`).send({ about: more.about }).expect(303)
  await report(here.site, { about: one.about }, good.agent)
  await out(lead.agent, ref, [one.key, two.key]).expect(200)
  const { parties, state } = await caseOf(ref)
  for (const { account } of [bad, good]) assert.ok(parties.some((party) => party.equals(account._id)))
  assert.deepEqual(
    [state.owners, state.reporters.includes(String(good.account._id))],
    [[String(bad.account._id)], true],
  )
})

test('a report names what was taken out again: as it was it stays out, changed it comes back, alone it is its own', async () => {
  const { good, one, two, ref, lead } = await swept()
  await out(lead.agent, ref, two.key).expect(200)
  const both = [one.about, two.about] as unknown as string
  await report(here.site, { about: both })
  assert.deepEqual(await keysIn(ref), [one.key])
  assert.ok(!(await caseOf(ref)).parties.some((party) => party.equals(good.account._id)))
  await editPost(good.account, two.id, { body: 'Good grief!' })
  await report(here.site, { about: both })
  assert.deepEqual(await keysIn(ref), [one.key, two.key])
  assert.ok((await caseOf(ref)).state.owners?.includes(String(good.account._id)))

  await out(lead.agent, ref, `${two.key}@2`).expect(200)
  const alone = await report(here.site, { about: two.about })
  const own = (await Reports.findOne({ ref: alone.ref }).lean())?.case ?? ''
  assert.notEqual(own, ref)
  assert.deepEqual([await keysIn(own), await keysIn(ref)], [[two.key], [one.key]])
})

test('N9: what the law wants gone at once comes back in any case, and is hidden', async () => {
  const { one, two, ref, lead } = await swept()
  await out(lead.agent, ref, two.key).expect(200)
  const about = [one.about, two.about] as unknown as string
  await report(here.site, { about, kind: 'child-abuse' })
  assert.deepEqual(await keysIn(ref), [one.key, two.key])
  assert.deepEqual([await hiddenBy(one.id), await hiddenBy(two.id)], [ref, ref])
})

test('the first thing of a case can leave it, and may then have a case of its own', async () => {
  const { bad, one, two, ref, place, lead } = await swept()
  await out(lead.agent, ref, one.key).expect(200)
  const found = await caseOf(ref)
  assert.deepEqual([found.subject, found.things], [two.key, [two.key]])
  assert.equal(found.state.subjectsOwner, found.state.owners?.[0])
  assert.ok(!found.parties.some((party) => party.equals(bad.account._id)))
  await report(here.site, { about: two.about })
  assert.equal((await caseOf(ref)).reports, 2, 'reports about the rest still join')
  await report(here.site, { about: one.about })
  assert.equal(await Cases.countDocuments({ subject: one.key, isUndecided: true }), 1)
  await decideOn(lead.agent, place).expect(201)
  assert.deepEqual([await isHidden(one.id), await isHidden(two.id)], [false, true])
})

test('where all that is left has other cases, too, the case goes on under its own name', async () => {
  const { one, two, ref, place, lead } = await swept()
  await report(here.site, { about: two.about })
  const other = await Cases.findOne({ subject: two.key }).lean()
  assert.ok(other && other.ref !== ref)
  await out(lead.agent, ref, one.key).expect(200)
  assert.equal((await caseOf(ref)).subject, `case:${ref}`)
  await report(here.site, { about: two.about })
  assert.equal((await caseOf(other.ref)).reports, 2)
  await decideOn(lead.agent, place).expect(201)
})

test('N9: a proposal that waits is stale once something has left the case', async () => {
  const { two, ref, place, lead } = await swept()
  const harsh = { measures: 'suspend', until: '2030-01-01' }
  const { body } = await decideOn(lead.agent, place, harsh).expect(202)
  const { body: page } = await lead.agent.get(place).set(...json)
  await out(lead.agent, ref, two.key).expect(200)
  const answer = await (await staff()).agent
    .put(`${place}/proposals/${body.ref}/answer`)
    .set(...json)
    .send({ answer: 'agree' })
  assert.equal(answer.status, 409)
  await decideOn(lead.agent, place, { seen: page.seen }).expect(409)
  assert.equal((await caseOf(ref)).isUndecided, true)
})

test('two people who take out different things at the same moment leave what neither of them took', async () => {
  const author = await makeAccount()
  const made = [await post(author), await post(author), await post(author)]
  await report(here.site, { about: made.map(({ about }) => about) as unknown as string })
  const { ref } = (await Cases.findOne({ 'subjects.id': made[0]?.id }).lean()) ?? assert.fail()
  const [first, second] = [await staff(), await staff()]
  const answers = await Promise.all([
    out(first.agent, ref, made[0]?.key ?? ''),
    out(second.agent, ref, made[1]?.key ?? ''),
  ])
  assert.deepEqual(
    answers.map(({ status }) => status),
    [200, 200],
  )
  assert.deepEqual(await keysIn(ref), [made[2]?.key])
  const last = await Promise.all([first, second].map(({ agent }) => out(agent, ref, made[2]?.key ?? '')))
  assert.deepEqual(
    last.map(({ status }) => status),
    [422, 422],
  )
})

test('N9: killed between any two writes of taking something out, the next start brings it to its end, once', async () => {
  for (let writes = 0, isThrough = false; !isThrough; writes += 1) {
    assert.ok(writes < 40, 'it comes through')
    const { good, one, two, ref, place, lead } = await swept()
    await hide(lead.agent, place)
    isThrough = await killedAfter(writes, () =>
      takeOut(lead.account, ref, { things: [two.key], reason: why }),
    )
    await finishInterims()
    await finishInterims()
    const isTaken = (await keysIn(ref)).length === 1
    if (!isTaken) await takeOut(lead.account, ref, { things: [two.key], reason: why })
    const at = `killed after ${writes} writes`
    assert.deepEqual([await hiddenBy(one.id), await hiddenBy(two.id)], [ref, null], at)
    assert.equal((await titlesOf(good)).filter((title) => /visible again/.test(title)).length, 1, at)
    assert.equal((await caseOf(ref)).pending, null, at)
  }
})
