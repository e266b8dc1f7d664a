import '../support/env.ts'

import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { days, moveClock, resetClock } from '../../src/clock.ts'
import { editPost } from '../../src/forum/edit.ts'
import { Posts } from '../../src/forum/post.ts'
import { Mails } from '../../src/mail/mail.ts'
import { Cases } from '../../src/reports/case.ts'
import { Decisions } from '../../src/reports/decision.ts'
import { Proposals } from '../../src/reports/proposal.ts'
import { mailsTo, signedInAgent } from '../support/accounts.ts'
import { judgement, report, rules } from '../support/complaints.ts'
import { makeTopic } from '../support/forum.ts'
import { forumSite } from '../support/forum-site.ts'
import { type Agent, decideOn, reviewers } from '../support/reviewers.ts'

const here = forumSite()
rules()
after(resetClock)
const json = ['Accept', 'application/json'] as const
const { staff, nobody, complaint } = reviewers(here)
const may = { outcome: 'not_upheld', measures: 'none', yields: 'complainant' }

const previewOf = async (agent: Agent, place: string, different = {}) =>
  (
    await agent
      .post(`${place}/decision-previews`)
      .set(...json)
      .send(judgement(different))
      .expect(200)
  ).body
/** As it stands in a form, with what the browser makes of it. */
const asTyped = (value: string) =>
  value.replace(
    /&(quot|#39|#x27|lt|gt|amp);/g,
    (_, name) => ({ quot: '"', lt: '<', gt: '>', amp: '&' })[name as 'lt'] ?? "'",
  )
const hiddenIn = (html: string) =>
  [...html.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)].map(
    ([, name = '', value = '']) => [name, asTyped(value)] as const,
  )
const textOf = async (email: string, subject: RegExp) => {
  const found = (await mailsTo(email)).filter((mail) => subject.test(mail.subject))
  assert.equal(found.length, 1, `${email}: ${subject}`)
  return found[0]?.text.replaceAll(/\s+/g, ' ') ?? ''
}
const flat = (words: string) => words.replaceAll(/\s+/g, ' ').trim()

test('N9: what everybody will read is shown before it is sent, and is what is sent, word for word', async () => {
  const { author, place, ref, report: own } = await complaint()
  const judge = await staff()
  const before = await Cases.findOne({ ref }).lean()
  const mails = await Mails.countDocuments()
  const shown = await previewOf(judge.agent, place)
  assert.deepEqual(await Cases.findOne({ ref }).lean(), before, 'looking changes nothing')
  assert.equal(await Decisions.countDocuments({ case: ref }), 0)
  assert.equal(await Mails.countDocuments(), mails)

  await decideOn(judge.agent, place).expect(201)
  const letter = await textOf(author.account.email, /restricted/)
  assert.equal(shown.authors.length, 1)
  for (const paragraph of shown.authors[0].paragraphs) assert.ok(letter.includes(flat(paragraph)), paragraph)
  const answer = await textOf('ann@example.org', new RegExp(`${own.ref} is decided`))
  assert.ok(shown.reporters.length >= 4)
  for (const paragraph of shown.reporters) assert.ok(answer.includes(flat(paragraph)), paragraph)
})

test('the page sends on exactly what was shown, and gives everything back that was typed', async () => {
  const { author, place, ref } = await complaint()
  const judge = await staff()
  const evil = '"><script>q1()</script> & “so”\nsecond line'
  const form = judgement({ facts: evil, reason: evil })
  const page = await judge.agent.post(`${place}/decision-previews`).type('form').send(form).expect(200)
  assert.ok(!page.text.includes('<script>q1'))
  const again = await judge.agent
    .post(`${place}/decision-previews`)
    .type('form')
    .send(
      new URLSearchParams([
        ...hiddenIn(page.text).map(([a, b]) => [a, b]),
        ['again', 'yes'],
      ] as string[][]).toString(),
    )
    .expect(200)
  assert.match(again.text, /<h1>Case/)
  assert.ok(again.text.includes('second line</textarea>'), 'the words are in the form again')
  assert.match(again.text, /value="hide"[^>]* checked/)

  await judge.agent
    .post(`${place}/decisions`)
    .type('form')
    .send(new URLSearchParams(hiddenIn(page.text).map(([a, b]) => [a, b])).toString())
    .expect(303)
  const decision = await Decisions.findOne({ case: ref }).lean()
  assert.equal(decision?.facts.replaceAll('\r\n', '\n'), evil)
  assert.deepEqual(decision?.measures, ['hide'])
  assert.ok(await textOf(author.account.email, /restricted/))
})

test('a last day goes through the page as the day that was chosen', async () => {
  const { place, ref } = await complaint()
  const [judge, second] = [await staff(), await staff()]
  const until = new Date(Date.now() + days(40)).toISOString().slice(0, 10)
  const page = await judge.agent
    .post(`${place}/decision-previews`)
    .type('form')
    .send(judgement({ measures: 'limit', until }))
    .expect(200)
  assert.match(page.text, /needs a second person/)
  assert.match(page.text, /Ask a second person/)
  assert.deepEqual(
    hiddenIn(page.text).filter(([name]) => name === 'until'),
    [['until', until]],
  )
  await judge.agent
    .post(`${place}/decisions`)
    .type('form')
    .send(new URLSearchParams(hiddenIn(page.text).map(([a, b]) => [a, b])).toString())
    .expect(303)
  const proposal = await Proposals.findOne({ case: ref }).lean()
  assert.equal(proposal?.until?.toISOString(), `${until}T23:59:59.000Z`)
  const waiting = await second.agent.get(place).expect(200)
  assert.match(waiting.text, /What they will read/)
  assert.match(waiting.text, /Your account can read but not post for a time/)
})

test('what changed between looking and deciding is said, and nothing that was typed is lost', async () => {
  const { author, place, topic, ref, about } = await complaint()
  const judge = await staff()
  const { subject, seen } = (await judge.agent.get(place).set(...json)).body
  const form = judgement({ revision: String(subject.revision), seen, reason: 'Typed with care.' })
  const page = await judge.agent.post(`${place}/decision-previews`).type('form').send(form).expect(200)
  await editPost(author.account, String(topic.post._id), { body: 'Other words now.', revision: 1 })
  await report(here.site, { about })
  const sent = new URLSearchParams(hiddenIn(page.text).map(([a, b]) => [a, b])).toString()
  const refused = await judge.agent.post(`${place}/decisions`).type('form').send(sent).expect(409)
  assert.match(refused.text, /not the version that you saw/)
  assert.match(refused.text, /Typed with care\./)
  assert.equal(await Decisions.countDocuments({ case: ref }), 0)
})

test('what would be refused is refused before it is shown', async () => {
  const { place, author, party } = await complaint()
  const judge = await staff()
  const look = (agent: Agent, different = {}) =>
    agent
      .post(`${place}/decision-previews`)
      .set(...json)
      .send(judgement(different))
  await look(judge.agent, { facts: ' ' }).expect(422)
  await look(judge.agent, { groundRef: '99' }).expect(422)
  await look(judge.agent, { seen: 'something else' }).expect(409)
  await look(author.agent).expect(403)
  await look(party.agent).expect(403)
  await look(nobody()).expect(({ status }) => assert.ok([401, 403].includes(status)))
  const silent = await previewOf(judge.agent, place, { ...may, outcome: 'no_basis' })
  assert.deepEqual([silent.reporters, silent.isSilent, silent.isNoAuthorTold], [[], true, true])
})

/** A case about a post each of two authors, each reported by somebody of their own. */
async function ofTwo() {
  const [ada, bea] = [await signedInAgent(here.site), await signedInAgent(here.site)]
  const lead = await staff()
  const abouts: string[] = []
  for (const { account } of [ada, bea])
    abouts.push(`/posts/${(await makeTopic({ author: account, body: 'Fools, all of you.' })).post._id}`)
  const [one = '', two = ''] = abouts
  const opened = await lead.agent
    .post('/review')
    .set(...json)
    .send({ about: one, kind: 'rules', details: 'Rude.' })
    .expect(201)
  const place = `/review/${opened.body.ref}`
  const add = () =>
    lead.agent
      .post(`${place}/subjects`)
      .set(...json)
      .send({ about: two })
      .expect(201)
  const meanwhile = (choice: string) =>
    lead.agent
      .put(`${place}/interim`)
      .set(...json)
      .send({ choice, ground: 'appears_justified', reason: 'Rude.' })
      .expect(200)
  return { ada, bea, one, two, lead, place, ref: String(opened.body.ref), add, meanwhile }
}
const bellOf = async ({ agent }: { agent: Agent }) =>
  JSON.stringify((await agent.get('/notifications').set(...json)).body.notifications)

test('N9: whose thing was never hidden is not told that it is visible again', async () => {
  const { ada, bea, lead, place, add, meanwhile } = await ofTwo()
  await meanwhile('hide')
  await meanwhile('keep')
  await add()
  const shown = await previewOf(lead.agent, place, may)
  // Ada was told when it came back.
  assert.deepEqual(shown.authors, [])
  await decideOn(lead.agent, place, may).expect(201)
  assert.match(await bellOf(ada), /visible again/)
  assert.doesNotMatch(await bellOf(bea), /visible again|restricted/)
})

test('N13: after an appeal about some things those alone who reported them hear of it', async () => {
  const { ada, one, two, lead, place, add } = await ofTwo()
  await add()
  const first = await report(here.site, { about: one, email: 'uma@example.org' })
  const other = await report(here.site, { about: two, email: 'vic@example.org' })
  const { body: decision } = await decideOn(lead.agent, place).expect(201)
  const heard = async (email: string, ref: string) =>
    (await mailsTo(email)).filter(({ subject }) => subject === `Your report ${ref} is decided`)
  assert.deepEqual(
    [(await heard('uma@example.org', first.ref)).length, (await heard('vic@example.org', other.ref)).length],
    [1, 1],
  )
  await ada.agent.post(`/decisions/${decision.ref}/appeals`).send({ argument: 'A joke.' }).expect(303)
  await decideOn((await staff()).agent, place, may).expect(201)
  const again = await heard('uma@example.org', first.ref)
  assert.equal(again.length, 2)
  assert.match(again[1]?.text ?? '', /you can object\s+until \d+ \w+ \d{4}/)
  assert.equal((await heard('vic@example.org', other.ref)).length, 1)
  const status = async ({ ref, key }: { ref: string; key: string }) =>
    (await nobody().get(`/reports/${ref}?key=${key}`).expect(200)).text
  assert.match(await status(first), /may stay/)
  assert.match(await status(other), /The complaint was right\./)
})

test('N9: the second decision says who can still object, and until when it is so', async () => {
  const { author, place, ref, report: own } = await complaint()
  const { body: first } = await decideOn((await staff()).agent, place).expect(201)
  await author.agent.post(`/decisions/${first.ref}/appeals`).send({ argument: 'A joke.' }).expect(303)
  moveClock(days(170))
  const late = await staff()
  await late.agent.put(`${place}/clocks/all`).send({ reason: 'We were ill.' }).expect(303)
  const { body: second } = await decideOn(late.agent, place).expect(201)
  const letters = (await mailsTo(author.account.email)).filter(({ subject }) => /restricted/.test(subject))
  assert.match(flat(letters[0]?.text ?? ''), /you can object until \d+ \w+ \d{4}/)
  assert.match(flat(letters[1]?.text ?? ''), /this decision stands/)
  assert.doesNotMatch(flat(letters[1]?.text ?? ''), /six months/)
  // The six months from the first decision are over in two weeks; who complained has a month from the second.
  const object = (report: { ref: string; key: string }) =>
    nobody()
      .post(`/decisions/${second.ref}/appeals`)
      .set(...json)
      .send({ argument: 'It is worse.', report: report.ref, key: report.key })
  moveClock(days(29))
  const page = await nobody().get(`/decisions/${second.ref}?report=${own.ref}&key=${own.key}`).expect(200)
  assert.match(page.text, /You can do this once, until/)
  moveClock(days(2))
  await object(own).expect(409)
  assert.equal((await Cases.findOne({ ref }).lean())?.state.name, 'appeal-decided')
  assert.ok(await Posts.exists({ hiddenBy: second.ref }))
})
