import '../support/env.ts'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Accounts } from '../../src/auth/account.ts'
import { AuditLines } from '../../src/auth/audit.ts'
import { Posts } from '../../src/forum/post.ts'
import { Cases } from '../../src/reports/case.ts'
import { signedInAgent } from '../support/accounts.ts'
import { report, rules } from '../support/complaints.ts'
import { makePost, makeTopic } from '../support/forum.ts'
import { forumSite } from '../support/forum-site.ts'
import { type Agent, decideOn, reviewers } from '../support/reviewers.ts'

const here = forumSite()
rules()
const json = ['Accept', 'application/json'] as const
const { staff } = reviewers(here)

/** A stretch that looks the same in HTML. */
const plainWords = (text: string) => text.match(/[a-z ]{12,}/i)?.[0] ?? assert.fail(text)

async function reported(agent?: Agent, fields: Record<string, string> = {}) {
  const author = await signedInAgent(here.site)
  const topic = await makeTopic({ body: 'These are the opening words.' })
  const post = await makePost({ topic: topic.id, author: author.account, body: 'You are all fools.' })
  const later = await makePost({ topic: topic.id, body: 'These are <b>later</b> words.' })
  const about = `/posts/${post._id}`
  const filed = await report(here.site, { about, ...fields }, agent)
  const found = await Cases.findOne({ subject: `post:${post._id}` }).lean()
  const ref = String(found?.ref)
  return { author, topic, post, later, about, filed, ref, place: `/review/${ref}` }
}

test('N9: a post stands in its thread: what comes before and after it, and nothing that nobody may read there', async () => {
  const { place, later, topic } = await reported()
  const { agent } = await staff()
  const page = (await agent.get(place).expect(200)).text
  assert.match(page, /Before it.*These are the opening words\./)
  assert.match(page, /After it.*later/)
  assert.ok(!page.includes('<b>later</b>'))
  assert.match(
    page,
    new RegExp(
      `href="${topic.path}[^"]*#post-2">See it in its topic|href="[^"]*${topic.id}[^"]*">See it in its topic`,
    ),
  )
  await Posts.collection.updateOne({ _id: later._id }, { $set: { hiddenBy: 'D-900', hiddenFrom: 'others' } })
  const again = (await agent.get(place).expect(200)).text
  assert.doesNotMatch(again, /After it/)
  assert.match(again, /Nothing stands after it/)
})

test('N13: every author is shown with what was decided before; the disputed decision of this very case does not count', async () => {
  const { author, place, ref } = await reported()
  const other = await makeTopic()
  const { agent } = await staff()
  await agent
    .post(`${place}/subjects`)
    .set(...json)
    .send({ about: `/posts/${other.post._id}` })
    .expect(201)
  await decideOn(agent, place).expect(201)
  const read = async (where: string) => (await agent.get(where).set(...json)).body.people
  const people = await read(place)
  assert.equal(people.length, 2)
  assert.deepEqual(
    people.map(({ upheld, dismissed }: Record<string, number>) => [upheld, dismissed]),
    [
      [0, 0],
      [0, 0],
    ],
  )
  const topic = await makeTopic({ author: author.account })
  await report(here.site, { about: `/posts/${topic.post._id}` })
  const next = await Cases.findOne({ subject: `post:${topic.post._id}` }).lean()
  assert.notEqual(next?.ref, ref)
  const [shown] = await read(`/review/${next?.ref}`)
  assert.deepEqual([shown.username, shown.upheld], [author.account.username, 1])
})

test('N13: of who reported stands there how long they are here and what came of earlier reports, and no name', async () => {
  const reporter = await signedInAgent(here.site, { name: 'Quentin Quokka' })
  const judge = await staff()
  const first = await reported(reporter.agent)
  await decideOn(judge.agent, first.place).expect(201)
  const second = await reported(reporter.agent)
  const standing = async () =>
    (
      await judge.agent
        .get(second.place)
        .set(...json)
        .expect(200)
    ).body.reports[0].standing
  assert.deepEqual(await standing(), { age: 'for less than a month', right: 1, baseless: 0 })
  await Accounts.collection.updateOne({ _id: reporter.account._id }, { $set: { createdAt: new Date(0) } })
  assert.equal((await standing()).age, 'for more than a year')
  await decideOn(judge.agent, second.place).expect(201)
  assert.equal((await standing()).right, 1)
  const page = (await judge.agent.get(second.place)).text
  assert.match(page, /Of their earlier reports 1 was found right, 0 had no basis/)
  for (const secret of ['Quokka', reporter.account.username, reporter.account.email])
    assert.ok(!page.includes(secret), secret)
})

test('N9: beside the form the alleged rule is open in full, the others are folded, and an alleged law is named', async () => {
  const { place } = await reported(undefined, { rule: '2' })
  const { agent } = await staff()
  const { body } = await agent.get(place).set(...json)
  assert.deepEqual(
    body.allegedRules.map(({ number }: { number: number }) => number),
    [2],
  )
  const page = (await agent.get(place)).text
  const text = body.allegedRules[0].text as string
  const [open = '', folded = ''] = page.slice(page.indexOf('Reported as against rule 2')).split('<details>')
  assert.ok(open.includes(plainWords(text)))
  assert.match(folded, /The other rules/)
  assert.ok(folded.includes(plainWords(body.otherRules[0].text)))
  const law = await reported(undefined, { kind: 'illegal', law: 'The <i>Public Order</i> Act' })
  const lawful = (await agent.get(law.place)).text
  assert.match(
    lawful,
    /Reported as against this law<\/strong><br><span class="as-typed">The &lt;i&gt;Public Order/,
  )
})

test('N9, rule 2.3 #12: what was learnt is written once a case is decided, by moderators, for moderators alone', async () => {
  const reporter = await signedInAgent(here.site)
  const { ref, place, author, filed, later } = await reported(reporter.agent)
  const [one, two] = [await staff(), await staff()]
  const learn = (agent: Agent, lessons: unknown = 'Ask the author sooner.') =>
    agent
      .put(`${place}/lessons`)
      .set(...json)
      .send({ lessons })
  const lessonsOf = async () => (await Cases.findOne({ ref }).lean())?.lessons
  await learn(one.agent).expect(409)
  assert.doesNotMatch((await one.agent.get(place)).text, /What we learnt/)
  await decideOn(one.agent, place).expect(201)
  for (const lessons of ['', ' \n', { $ne: '' }, 'x'.repeat(2001)])
    await learn(one.agent, lessons).expect(422)
  for (const { agent } of [author, reporter, await signedInAgent(here.site)]) await learn(agent).expect(403)
  await learn(one.agent).expect(200)
  await learn(one.agent).expect(200)
  assert.equal(await AuditLines.countDocuments({ caseRef: ref, act: 'lessons:written' }), 1)
  await learn(two.agent, 'Ask the <b>author</b> at once.').expect(200)
  const page = (await one.agent.get(place)).text
  assert.match(page, /Ask the &lt;b&gt;author&lt;\/b&gt; at once\./)
  assert.match(page, /wrote down what we learnt/)
  await Cases.collection.updateOne({ ref }, { $set: { isOpen: false, 'state.name': 'closed' } })
  await learn(two.agent, 'Ask at once.').expect(200)
  assert.equal(await lessonsOf(), 'Ask at once.')
  const own = `/reports/${filed.ref}?key=${filed.key}`
  const decision = `/decisions/${page.match(/\/decisions\/(D-\d+)/)?.[1]}`
  for (const [agent, path] of [
    [reporter.agent, own],
    [author.agent, decision],
    [author.agent, `/posts/${later._id}`],
    [author.agent, '/log'],
  ] as const)
    for (const accept of ['text/html', 'application/json'])
      assert.doesNotMatch((await agent.get(path).set('Accept', accept)).text, /Ask at once|learnt/, path)
  const reader = await staff({ role: 'reviewer' })
  await Cases.collection.updateOne({ ref }, { $set: { givenTo: [reader.account._id] } })
  await learn(reader.agent).expect(403)
  assert.doesNotMatch((await reader.agent.get(place).expect(200)).text, /Ask (the|at)/)
})

test('N9: what was learnt and what somebody else learnt meanwhile are not lost, and the same at once is written once', async () => {
  const { ref, place } = await reported()
  const [one, two] = [await staff(), await staff()]
  await decideOn(one.agent, place).expect(201)
  const write = (agent: Agent, fields: object) => agent.put(`${place}/lessons`).type('form').send(fields)
  const seenBy = async (agent: Agent) =>
    (await agent.get(place)).text.match(
      /name="seen" value="(\d+)">\s*<div[^>]*>\s*<label for="f-lessons"/,
    )?.[1]
  const seen = await seenBy(one.agent)
  assert.equal(seen, '0')
  await write(one.agent, { seen, lessons: 'Ask sooner.' }).expect(303)
  const late = await write(two.agent, { seen, lessons: 'Write <b>shorter</b>.' }).expect(409)
  for (const words of [
    /Somebody else wrote here/,
    /Ask sooner\./,
    /Write &lt;b&gt;shorter&lt;\/b&gt;\.<\/textarea>/,
  ])
    assert.match(late.text, words)
  await write(two.agent, { seen: await seenBy(two.agent), lessons: 'Ask sooner, write shorter.' }).expect(303)
  for (const wrong of ['x', '-1', '1.5']) await write(two.agent, { seen: wrong, lessons: 'Ask.' }).expect(422)
  const before = (await Cases.findOne({ ref }).lean())?.history.length ?? 0
  const again = { seen: '2', lessons: 'Ask them all.' }
  await Promise.all(Array.from({ length: 12 }, () => write(one.agent, again).expect(303)))
  const found = await Cases.findOne({ ref }).lean()
  assert.deepEqual([found?.lessons, found?.history.length], ['Ask them all.', before + 1])
  assert.equal(await AuditLines.countDocuments({ caseRef: ref, act: 'lessons:written' }), 3)
})
