import '../support/env.ts'

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Account } from '../../src/auth/account.ts'
import { AuditLines } from '../../src/auth/audit.ts'
import { editPost } from '../../src/forum/edit.ts'
import { Posts } from '../../src/forum/post.ts'
import { Cases } from '../../src/reports/case.ts'
import { Decisions } from '../../src/reports/decision.ts'
import { Evidences } from '../../src/reports/evidence.ts'
import { LogLines } from '../../src/reports/log-line.ts'
import { mailsTo, signedInAgent } from '../support/accounts.ts'
import { report, rules } from '../support/complaints.ts'
import { makePost, makeTopic } from '../support/forum.ts'
import { forumSite } from '../support/forum-site.ts'
import { type Agent, decideOn, reviewers } from '../support/reviewers.ts'

const here = forumSite()
rules()
const json = ['Accept', 'application/json'] as const
const { staff, nobody } = reviewers(here)
let count = 0

/** So many posts of one person, each in a topic of its own. */
async function posts(author: Account, many: number) {
  const made = []
  for (let n = 0; n < many; n += 1) {
    count += 1
    const topic = await makeTopic({ title: `Talk number ${count} of the day` })
    const post = await makePost({ topic: topic.id, author, body: `Cheap brooms ${count}!` })
    made.push({ id: String(post._id), about: `/posts/${post._id}`, title: topic.topic.title, topic })
  }
  return made
}

const find = (agent: Agent, about: string | string[], more = {}) =>
  agent
    .post('/review')
    .set(...json)
    .send({ about, kind: 'rules', details: 'One advert after the other.', ...more })
const add = (agent: Agent, ref: string, about: string | string[]) =>
  agent
    .post(`/review/${ref}/subjects`)
    .set(...json)
    .send({ about })
const isHidden = async (id: string) => (await Posts.findById(id, 'hiddenBy').lean())?.hiddenBy !== null
const hiddenOf = (made: ({ id: string } | undefined)[]) =>
  Promise.all(made.map((one) => isHidden(one?.id ?? '')))
const bellOf = async (agent: Agent) =>
  (await agent.get('/notifications').set(...json)).body.notifications as { title: string; href: string }[]

test('N9: a wave of adverts is one case: hidden together, decided once, and its author hears of it once', async () => {
  const spammer = await signedInAgent(here.site)
  const wave = await posts(spammer.account, 6)
  const { agent } = await staff()
  const { ref } = (await find(agent, wave[0]?.about ?? '').expect(201)).body
  const page = (await agent.get(`/review/${ref}`).expect(200)).text
  for (const { about } of wave.slice(1)) assert.ok(page.includes(`name="about" value="${about}"`), about)
  assert.ok(!page.includes(`value="${wave[0]?.about}"`), 'what is in it is not offered')
  await add(
    agent,
    ref,
    wave.slice(1).map(({ about }) => about),
  ).expect(201)
  await add(agent, ref, wave.map(({ about }) => about).join('\n')).expect(201)
  const found = await Cases.findOne({ ref }).lean()
  assert.equal(found?.subjects.length, 6)
  assert.equal(await Evidences.countDocuments({ _id: { $in: found?.evidence } }), 6)
  assert.ok(await AuditLines.exists({ caseRef: ref, act: 'case:widened' }))

  await agent
    .put(`/review/${ref}/interim`)
    .set(...json)
    .send({ choice: 'hide', ground: 'appears_justified', reason: 'Adverts.' })
    .expect(200)
  assert.deepEqual(await hiddenOf(wave), Array(6).fill(true))
  const { body: decision } = await decideOn(agent, `/review/${ref}`).expect(201)
  assert.deepEqual(await hiddenOf(wave), Array(6).fill(true))
  assert.equal(await LogLines.countDocuments({ event: 'decided', decision: decision.ref }), 1)
  const told = (await bellOf(spammer.agent)).filter(({ href }) => href === `/decisions/${decision.ref}`)
  assert.equal(told.length, 1)
  const statement = (await spammer.agent.get(`/decisions/${decision.ref}`).expect(200)).text
  for (const { title } of wave) assert.ok(statement.includes(title), title)
  assert.match(statement, /What led to it: a moderator came across it; nobody complained\./)
})

test('N9: one finding may name several addresses, a line each or repeated; each thing counts once', async () => {
  const { account } = await signedInAgent(here.site)
  const [one, two, three] = await posts(account, 3)
  const { agent } = await staff()
  const lines = [one?.about, `${two?.about}`, `/t/${two?.topic.slug}/${two?.topic.id}/2`].join('\n')
  const { ref } = (await find(agent, lines).expect(201)).body
  assert.equal((await Cases.findOne({ ref }).lean())?.subjects.length, 2)
  const wrong = await find(agent, [three?.about ?? '', '/posts/ffffffffffffffffffffffff']).expect(422)
  assert.match(JSON.stringify(wrong.body), /ffffffffffffffffffffffff\. Please check it/)
  await find(
    agent,
    Array.from({ length: 51 }, (_, n) => `/u/somebody${n}`),
  ).expect(422)
  const form = await agent
    .post('/review')
    .type('form')
    .send({ about: `${one?.about}\n/posts/ffffffffffffffffffffffff`, kind: 'rules', details: 'Adverts.' })
    .expect(422)
  assert.ok(form.text.includes(`${one?.about}\n/posts/ffffffffffffffffffffffff`), 'what was typed comes back')
})

test('a thing in another open case is never doubled: staff hear which case, its parties do not', async () => {
  const { account } = await signedInAgent(here.site)
  const [one, two, three] = await posts(account, 3)
  const { agent } = await staff()
  const first = (await find(agent, one?.about ?? '').expect(201)).body.ref
  const other = await staff()
  const refused = await find(other.agent, [two?.about ?? '', one?.about ?? '']).expect(409)
  assert.match(
    JSON.stringify(refused.body),
    new RegExp(`There is an open case about .* already: ${first}\\.`),
  )
  const second = (await find(other.agent, two?.about ?? '').expect(201)).body.ref
  assert.match((await add(other.agent, second, one?.about ?? '').expect(409)).body.detail, new RegExp(first))
  assert.ok((await other.agent.get(`/review/${second}`)).text.includes(`/review/${first}`))
  // Whoever complained about the first thing leads no case about it, and does not learn of it either.
  const party = await staff()
  await report(here.site, { about: three?.about ?? '' }, party.agent)
  const third = (await Cases.findOne({ subject: `post:${three?.id}` }).lean())?.ref ?? ''
  const fresh = await posts(account, 1)
  const closed = await find(party.agent, [fresh[0]?.about ?? '', three?.about ?? '']).expect(403)
  assert.ok(!JSON.stringify(closed.body).includes(third))
})

test('two cases that take in the same thing at the same moment: one gets it', async () => {
  const { account } = await signedInAgent(here.site)
  const [one, two, both] = await posts(account, 3)
  const [first, second] = [await staff(), await staff()]
  const a = (await find(first.agent, one?.about ?? '').expect(201)).body.ref
  const b = (await find(second.agent, two?.about ?? '').expect(201)).body.ref
  const answers = await Promise.all([
    add(first.agent, a, both?.about ?? ''),
    add(second.agent, b, both?.about ?? ''),
  ])
  assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 409])
  assert.equal(await Cases.countDocuments({ 'subjects.id': both?.id }), 1)
})

test('a report about a thing that staff added joins their case', async () => {
  const { account } = await signedInAgent(here.site)
  const [one, two] = await posts(account, 2)
  const { agent } = await staff()
  const { ref } = (await find(agent, one?.about ?? '').expect(201)).body
  await add(agent, ref, two?.about ?? '').expect(201)
  await report(here.site, { about: two?.about ?? '' })
  const found = await Cases.findOne({ ref }).lean()
  assert.deepEqual([found?.reports, found?.state.hasReporter], [1, true])
  assert.equal(await Cases.countDocuments({ 'subjects.id': two?.id }), 1)
})

test('N9: nobody whose things are in a case sees or judges it, whenever they came into it', async () => {
  const { account } = await signedInAgent(here.site)
  const owner = await staff()
  const [one] = await posts(account, 1)
  const [two] = await posts(owner.account, 1)
  const { agent } = await staff()
  const { ref } = (await find(agent, one?.about ?? '').expect(201)).body
  await owner.agent.get(`/review/${ref}`).expect(200)
  await add(agent, ref, two?.about ?? '').expect(201)
  await owner.agent.get(`/review/${ref}`).expect(403)
  await decideOn(owner.agent, `/review/${ref}`).expect(403)
  await add(owner.agent, ref, one?.about ?? '').expect(403)
  const found = await Cases.findOne({ ref }).lean()
  assert.ok(found?.state.owners?.includes(String(owner.account._id)))
  // Nor does anybody put their own things into a case.
  const [mine] = await posts(owner.account, 1)
  assert.match((await find(owner.agent, mine?.about ?? '').expect(409)).body.detail, /your own/)
})

test('a thing that comes in while the others are hidden goes with them, and its author alone is told', async () => {
  const first = await signedInAgent(here.site)
  const second = await signedInAgent(here.site)
  const [one] = await posts(first.account, 1)
  const [two] = await posts(second.account, 1)
  const { agent } = await staff()
  const { ref } = (await find(agent, one?.about ?? '').expect(201)).body
  const hide = { choice: 'hide', ground: 'appears_justified', reason: 'Adverts.' }
  await agent
    .put(`/review/${ref}/interim`)
    .set(...json)
    .send(hide)
    .expect(200)
  await add(agent, ref, two?.about ?? '').expect(201)
  assert.ok(await isHidden(two?.id ?? ''))
  for (const { agent: owner, account } of [first, second]) {
    assert.equal((await bellOf(owner)).filter(({ title }) => /hidden for now/.test(title)).length, 1)
    const [mail] = (await mailsTo(account.email)).filter(({ subject }) => /hidden for now/.test(subject))
    assert.ok(mail, 'a mail with what it is about')
    assert.ok(mail.text.includes(account === first.account ? `${one?.title}` : `${two?.title}`))
    assert.ok(!mail.text.includes(account === first.account ? `${two?.title}` : `${one?.title}`))
  }
  assert.equal(await LogLines.countDocuments({ event: 'interim', decision: ref }), 1)
})

test('a decision about other things, or other versions, than those that were seen is refused', async () => {
  const { account } = await signedInAgent(here.site)
  const [one, two] = await posts(account, 2)
  const { agent } = await staff()
  const { ref } = (await find(agent, one?.about ?? '').expect(201)).body
  const seenIn = async () => (await agent.get(`/review/${ref}`).set(...json)).body.seen as string
  const before = await seenIn()
  await add(agent, ref, two?.about ?? '').expect(201)
  const late = await decideOn(agent, `/review/${ref}`, { seen: before }).expect(409)
  assert.match(late.body.detail, /look again/)
  const seen = await seenIn()
  await editPost(account, two?.id ?? '', { body: 'Dear brooms.' })
  await report(here.site, { about: two?.about ?? '' })
  await decideOn(agent, `/review/${ref}`, { seen, revision: '1' }).expect(409)
  await decideOn(agent, `/review/${ref}`, { seen: await seenIn(), revision: '1' }).expect(201)
  assert.match((await add(agent, ref, '/u/nobody-at-all').expect(404)).body.title, /Not found/)
  const [three] = await posts(account, 1)
  assert.match((await add(agent, ref, three?.about ?? '').expect(409)).body.detail, /decided/)
})

test('N9: of several authors each may object once, and an appeal gives back their things alone', async () => {
  const [ada, bea] = [await signedInAgent(here.site), await signedInAgent(here.site)]
  const [one] = await posts(ada.account, 1)
  const [two] = await posts(bea.account, 1)
  const finder = await staff()
  const { ref } = (await find(finder.agent, [one?.about ?? '', two?.about ?? '']).expect(201)).body
  const place = `/review/${ref}`
  const { body: first } = await decideOn(finder.agent, place).expect(201)
  const object = (agent: Agent, decision = first.ref) =>
    agent
      .post(`/decisions/${decision}/appeals`)
      .set(...json)
      .send({ argument: 'It was meant well.' })
  await object(ada.agent).expect(201)
  await object(ada.agent).expect(409)
  await decideOn(finder.agent, place).expect(403)
  const judge = await staff()
  assert.match((await judge.agent.get(place)).text, /about their things alone/)
  const may = { outcome: 'not_upheld', measures: 'none', yields: 'complainant' }
  const { body: second } = await decideOn(judge.agent, place, may).expect(201)
  assert.deepEqual(await hiddenOf([one, two]), [false, true])
  assert.match(JSON.stringify(await bellOf(ada.agent)), /visible again/)
  assert.doesNotMatch(JSON.stringify(await bellOf(bea.agent)), /visible again/)
  assert.doesNotMatch((await bea.agent.get(`/decisions/${second.ref}`).expect(200)).text, /Talk number/)
  await object(bea.agent, second.ref).expect(403)
  const half = await Cases.findOne({ ref }).lean()
  assert.deepEqual([half?.state.outcome, half?.state.measures], ['partly', ['hide']])

  await object(bea.agent).expect(201)
  await decideOn(judge.agent, place, may).expect(403)
  await decideOn((await staff()).agent, place, may).expect(201)
  assert.deepEqual(await hiddenOf([one, two]), [false, false])
  const whole = await Cases.findOne({ ref }).lean()
  assert.deepEqual([whole?.state.outcome, whole?.state.measures], ['not_upheld', ['none']])
  await object(bea.agent).expect(409)
  assert.equal(await Decisions.countDocuments({ case: ref }), 3)
})

test('the case page names each of several authors once, with how much of it is theirs', async () => {
  const [ada, bea] = [await signedInAgent(here.site), await signedInAgent(here.site)]
  const things = [...(await posts(ada.account, 2)), ...(await posts(bea.account, 1))]
  const { agent } = await staff()
  const { ref } = (
    await find(
      agent,
      things.map(({ about }) => about),
    ).expect(201)
  ).body
  const { text } = await agent.get(`/review/${ref}`).expect(200)
  const lines = text.match(/<p class="with-icon small">[\s\S]*?<\/p>/g) ?? []
  assert.equal(lines.filter((line) => line.includes('By several people')).length, 1)
  for (const [{ account }, words] of [
    [ada, '2 things'],
    [bea, '1 thing'],
  ] as const) {
    const named = lines.filter((line) => line.includes(`/u/${account.username}"`))
    assert.equal(named.length, 1)
    assert.match(String(named[0]), new RegExp(`</a> \\(${words}\\), here since`))
  }
})

test('N9: where a reporter objects, too, all of the case is decided again', async () => {
  const [ada, bea] = [await signedInAgent(here.site), await signedInAgent(here.site)]
  const [one] = await posts(ada.account, 1)
  const [two] = await posts(bea.account, 1)
  const finder = await staff()
  const { ref } = (await find(finder.agent, [one?.about ?? '', two?.about ?? '']).expect(201)).body
  const complained = await report(here.site, { about: one?.about ?? '' })
  const { body: first } = await decideOn(finder.agent, `/review/${ref}`).expect(201)
  const argument = 'It is worse than that.'
  await ada.agent.post(`/decisions/${first.ref}/appeals`).send({ argument }).expect(303)
  await nobody()
    .post(`/decisions/${first.ref}/appeals`)
    .send({ argument, report: complained.ref, key: complained.key })
    .expect(303)
  const may = { outcome: 'not_upheld', measures: 'none', yields: 'complainant' }
  await decideOn((await staff()).agent, `/review/${ref}`, may).expect(201)
  assert.deepEqual(await hiddenOf([one, two]), [false, false])
  assert.match(JSON.stringify(await bellOf(bea.agent)), /visible again/)
})

test('N9: a report that joins a large case drops nothing out of it', async () => {
  const { account } = await signedInAgent(here.site)
  const [one] = await posts(account, 1)
  const { agent } = await staff()
  const { ref } = (await find(agent, one?.about ?? '').expect(201)).body
  const found = await Cases.findOne({ ref }).lean()
  const many = Array.from({ length: 230 }, (_, n) => ({ ...found?.subjects[0], id: `${one?.id}${n}` }))
  await Cases.collection.updateOne({ ref }, { $push: { subjects: { $each: many } } } as never)
  await report(here.site, { about: one?.about ?? '' })
  assert.equal((await Cases.findOne({ ref }).lean())?.subjects.length, 231)
})
