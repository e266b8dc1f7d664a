import '../support/env.ts'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Cases } from '../../src/reports/case.ts'
import { Decisions } from '../../src/reports/decision.ts'
import { type Complainant, namedForAll, namedIn } from '../../src/reports/naming.ts'
import { Proposals } from '../../src/reports/proposal.ts'
import { Questions } from '../../src/reports/question.ts'
import { signedInAgent } from '../support/accounts.ts'
import { askAs, previewAs, proposeAs, question, sharing } from '../support/asking.ts'
import { judgement, report, rules } from '../support/complaints.ts'
import { makeTopic } from '../support/forum.ts'
import { forumSite } from '../support/forum-site.ts'
import { decideOn, reviewers } from '../support/reviewers.ts'

const here = forumSite()
rules()
const json = ['Accept', 'application/json'] as const
const { staff, complaint } = reviewers(here)

const nobody = { refs: [], email: '', name: '', account: [], words: [] }
const faultOf = (
  text: string,
  who: Partial<Complainant>,
  more: Partial<Parameters<typeof namedIn>[2]> = {},
) =>
  namedIn({ reason: text }, [{ ...nobody, ...who }], { texts: [], shared: [], authors: [], ...more }).reason

test('N13: whoever complained is known by address, name, account or number, however it is written', () => {
  const ann = {
    refs: ['R-1042'],
    email: 'Ann@Example.org',
    name: 'Ánn  Example',
    account: ['quokka_7', 'Zoë'],
  }
  for (const [text, words] of [
    ['Write to ann@example.org.', 'ann@example.org'],
    ['ANN EXAMPLE told us.', 'ANN EXAMPLE'],
    ['It hurt Ann\nExample’s name.', 'Ann\nExample'],
    ['So says @Quokka_7.', 'Quokka_7'],
    ['We believe zoe here.', 'zoe'],
    ['We believe z\u00adoe\u0308 here.', 'zoe'],
    ['See r-1042.', 'r-1042'],
  ] as const)
    assert.ok(faultOf(text, ann)?.includes(`(“${words}”)`), `${text}: ${faultOf(text, ann)}`)
  for (const text of ['Annexample', 'An example', 'zoetrope', 'R-10421', 'ann', 'Examples told Ann.'])
    assert.equal(faultOf(text, ann), undefined, text)
})

test('a name that is an ordinary word keeps nobody from giving reasons', () => {
  const text = 'The rule forbids it. You will find the reason in what was written, because it is rude.'
  for (const name of ['the', 'will', 'because', 'The Reason', 'Abe', 'it is'])
    assert.equal(faultOf(text, { name, account: [name] }), undefined, name)
  assert.match(faultOf('We heard it from Will.', { account: ['will'] }) ?? '', /“Will”/)
  assert.match(faultOf('See @because.', { account: ['because'] }) ?? '', /“because”/)
  assert.equal(faultOf('It is Rose.', { name: 'rose' }), undefined, 'four letters that anybody may type')
  assert.match(faultOf('It is Rose.', { account: ['rose'] }) ?? '', /“Rose”/)
})

test('N13: eight words in a row of a complaint are its own, unless the thing itself says them', () => {
  const said = 'I saw her last Monday at the school gate, and she cried for an hour.'
  const words = [said]
  assert.match(
    faultOf('Somebody wrote: “last  monday, at the school gate and she”!', { words }) ?? '',
    /“last {2}monday, at the school gate and she”/,
  )
  assert.equal(faultOf('It was last Monday at the school gate, and it hurt.', { words }), undefined)
  assert.equal(faultOf(said, { words }, { texts: [`He wrote: ${said}`] }), undefined)
  assert.equal(faultOf(said, { words }, { shared: [said] }), undefined)
})

test('N13: what two people agree to share, and what the author is called, is no secret', () => {
  const ann = { name: 'Ann Example', email: 'ann@example.org' }
  assert.equal(faultOf('It is about Ann Example.', ann, { shared: ['Ann Example'] }), undefined)
  assert.ok(faultOf('ann@example.org', ann, { shared: ['Ann Example'] }))
  assert.equal(faultOf('It is about Ann Example.', ann, { authors: ['ann example'] }), undefined)
})

test('the public log takes no address and no name of an author', () => {
  assert.match(namedForAll('Smith v Jones, ann@example.org', []) ?? '', /“ann@example\.org”/)
  assert.match(namedForAll('Ann Example v Smith', ['ann_9', 'Ann Example']) ?? '', /“Ann Example”/)
  assert.equal(namedForAll('Defamation Act 2013, section 5', ['ann_9', 'Ann Example']), undefined)
})

test('a flood of reports with long names and words is compared in a moment', () => {
  const flood = Array.from({ length: 1000 }, (_, at) => ({
    ...nobody,
    ...{ refs: [`R-${1000 + at}`], email: `m${at}@example.org`, name: `Wombat Number${at}` },
    words: ['It is rude, and everybody here says so all the time. '.repeat(40)],
  }))
  const fields = {
    facts: 'They said a rude thing in many words. '.repeat(120),
    reason: 'Numbat. '.repeat(600),
  }
  const before = performance.now()
  assert.deepEqual(namedIn(fields, flood, { texts: [], shared: [], authors: [] }), {})
  assert.ok(performance.now() - before < 5000)
})

const secret = 'Ann Example (ann@example.org) told us.'

test('N13: no decision, proposal or preview names who complained, in whatever field', async () => {
  const { place, ref, author, report: own } = await complaint()
  const judge = await staff()
  for (const field of ['facts', 'complainantSide', 'authorSide', 'leastRestrictive', 'reason']) {
    const { body } = await decideOn(judge.agent, place, { [field]: secret }).expect(422)
    assert.deepEqual(Object.keys(body.errors), [field])
    assert.match(body.errors[field], /names somebody who complained \(“Ann Example”\)/)
  }
  const look = judge.agent.post(`${place}/decision-previews`).type('form')
  const page = await look.send(judgement({ facts: `As ${own.ref} says.` })).expect(422)
  assert.match(page.text, /number of a report \(“R-\d+”\)/)
  assert.match(page.text, /As R-\d+ says\.<\/textarea>/)
  const until = new Date(Date.now() + 864e5).toISOString().slice(0, 10)
  await decideOn(judge.agent, place, { measures: 'limit', until, reason: secret }).expect(422)
  assert.equal(await Decisions.countDocuments({ case: ref }), 0)
  assert.equal(await Proposals.countDocuments({ case: ref }), 0)
  // The author may be named to the author.
  await decideOn(judge.agent, place, { facts: `${author.account.username} wrote it.` }).expect(201)
})

test('N13: a law in the public log names neither who complained, nor the author, and holds no address', async () => {
  const { place, author } = await complaint()
  const judge = await staff()
  for (const groundRef of [
    'Ann Example v Smith',
    'Smith v Jones, clerk@court.example',
    `Smith v ${author.account.username}`,
  ]) {
    const { body } = await decideOn(judge.agent, place, { ground: 'law', groundRef }).expect(422)
    assert.deepEqual(Object.keys(body.errors), ['groundRef'], groundRef)
  }
  await decideOn(judge.agent, place, { ground: 'law', groundRef: 'Public Order Act 1986, s. 5' }).expect(201)
})

test('N13: who complained about their own words is an author, and may be named as one', async () => {
  const author = await signedInAgent(here.site)
  const { post } = await makeTopic({ author: author.account })
  await report(here.site, { about: `/posts/${post._id}` }, author.agent)
  const ref = (await Cases.findOne({ subject: `post:${post._id}` }).lean())?.ref
  const judge = await staff()
  await decideOn(judge.agent, `/review/${ref}`, { facts: `${author.account.username} wrote it.` }).expect(201)
})

test('N13: a question tells no more of a complaint than two people share', async () => {
  const { place, report: own, about } = await complaint()
  const details = 'He shouted at my little brother in front of the whole school.'
  await report(here.site, { about, details })
  const judge = await staff()
  for (const whom of [{ whom: 'author' }, { whom: 'other', email: 'clerk@example.org' }])
    for (const words of [secret, `Is it so? ${details}`]) {
      const asked = question({ ...whom, question: words })
      const { body } = await askAs(judge.agent, place, asked).expect(422)
      assert.deepEqual(Object.keys(body.errors), ['question'])
      await previewAs(judge.agent, place, asked).expect(422)
    }
  assert.equal(await Questions.countDocuments({ case: place.split('/')[2] }), 0)
  const named = { question: 'Do you know Ann Example?', consent: 'given', consentWhy: 'By mail.' }
  await previewAs(judge.agent, place, sharing(`${own.ref}:details`, named)).expect(422)
  await proposeAs(judge.agent, place, sharing(`${own.ref}:name`, named))
  // Who is asked knows themselves, and nobody else.
  const other = await report(here.site, { about, name: 'Bea Beaver', email: 'bea@example.org' })
  const ask = (report: string) =>
    askAs(judge.agent, place, question({ whom: 'reporter', report, question: 'Bea Beaver?' }))
  await ask(own.ref).expect(422)
  await ask(other.ref).expect(201)
})

test('N13: what an order is called names nobody who complained', async () => {
  const { about } = await complaint()
  const judge = await staff()
  const order = (law: string) =>
    judge.agent
      .post('/review')
      .set(...json)
      .send({
        ...{ about, kind: 'rules', details: 'By post.', origin: 'order', authority: 'Court of Maidstone' },
        ...{ reference: 'MC-12', date: '2026-01-02', law },
      })
  const { body } = await order('Ann Example v Smith').expect(422)
  assert.deepEqual(Object.keys(body.errors), ['law'])
  await order('Section 5').expect(201)
})
