import '../support/env.ts'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Types } from 'mongoose'
import request from 'supertest'
import { Accounts } from '../../src/auth/account.ts'
import { personalEntry } from '../../src/database/personal.ts'
import { Cases } from '../../src/reports/case.ts'
import { Decisions } from '../../src/reports/decision.ts'
import { Evidences } from '../../src/reports/evidence.ts'
import { Reports } from '../../src/reports/report.ts'
import { newestRules } from '../../src/reports/rule.ts'
import { trustReporter } from '../../src/reports/trusted.ts'
import { signedInAgent } from '../support/accounts.ts'
import { report, rules } from '../support/complaints.ts'
import { makeTopic } from '../support/forum.ts'
import { forumSite } from '../support/forum-site.ts'
import { type Agent, decideOn, reviewers } from '../support/reviewers.ts'

const here = forumSite()
rules()
const json = ['Accept', 'application/json'] as const
const { staff, nobody } = reviewers(here)

const statutory = {
  kind: 'defamation',
  statement: 'They steal.',
  why: 'I sell bread.',
  meaning: 'That I am a thief.',
  inaccurate: 'I never did.',
  cannotIdentify: 'yes',
  shareName: 'no',
  shareEmail: 'no',
  priorNotices: 'yes',
  name: 'Ann Example',
  email: 'ann@example.org',
}
const intimate = {
  kind: 'intimate-image',
  declaresIntimate: 'yes',
  relation: 'agent',
  name: 'Ann Example',
  email: 'ann@example.org',
}

async function reported(fields: Record<string, string> = {}, agent?: Agent) {
  const author = await signedInAgent(here.site)
  const topic = await makeTopic({ author: author.account })
  const about = `/posts/${topic.post._id}`
  const filed = await report(here.site, { about, ...fields }, agent)
  const stored = (await Reports.findOne({ 'filings.ref': filed.ref }).lean()) ?? assert.fail('it is there')
  return { author, topic, about, filed, stored, ref: String(stored.case), place: `/review/${stored.case}` }
}

/** Rules 5.1: where each field is kept. `later` names what only a later step fills in. */
const fields: Record<string, string[]> = {
  ref: ['Report.ref'],
  received_at: ['Report.receivedAt'],
  channel: ['Report.filings.channel', 'Case.origin'],
  track: ['Case.state'],
  item_type: ['Evidence.kind'],
  item_id: ['Evidence.subject'],
  urls: ['Evidence.path'],
  item_snapshot_hash: ['Evidence.digest'],
  text_as_given: ['Report.filings.details'],
  original_hash: ['Evidence.hash'],
  kind_alleged: ['Report.kind', 'Case.kinds'],
  law_or_rule: ['Report.filings.answers'],
  name: ['Report.name'],
  email: ['Report.email'],
  'account, is_user': ['Report.account'],
  relation: ['Report.filings.relation'],
  opt_out_messages: ['Report.optOut'],
  good_faith: ['Report.goodFaith'],
  attachments: ['Report.filings.attachments'],
  trusted_flagger: ['Report.isTrusted'],
  'policy_version, shown_info_version': ['Report.noticeVersion'],
  terms_version: ['Report.termsVersion'],
  language: ['Report.language'],
  clocks: ['Case.clocks'],
  handler: ['Case.assignee'],
  conflict_check: ['Case.parties'],
  interim: ['Case.interim'],
  notes: ['Case.history'],
  outcome: ['Decision.outcome'],
  balance: ['Decision.complainantSide', 'Decision.authorSide', 'Decision.yields', 'Decision.reason'],
  decided_by: ['Decision.by'],
  second_by: ['Decision.second'],
  notified_at: ['Report.answeredAt'],
  appeal_ref: ['Decision.round'],
  lessons: ['Case.lessons'],
  retention_key: ['Report.deleteAt'],
  prior_notices_two_plus: ['Report.filings.priorNoticesTwoPlus'],
  poster_contactable: ['Report.posterContactable'],
  'later: notified_poster_at': ['Report.notifiedPosterAt'],
  'later: poster_deadline': ['Report.posterDeadline'],
  'later: poster_reply': ['Report.posterReply'],
  'later: sends': ['Report.sends'],
}
interface Paths {
  paths: Record<string, { options: { personal?: unknown }; schema?: Paths }>
}
const models: Record<string, Paths> = {
  Report: Reports.schema,
  Case: Cases.schema,
  Evidence: Evidences.schema,
  Decision: Decisions.schema,
}
/** Empty where nothing of it happened, as here: the next tests fill some of them in. */
const mayBeEmpty = /assignee|interim|second|deleteAt|relation/

/** Is there such a path, and does it say why it is kept? */
function isExplained(schema: Paths | undefined, [name = '', ...rest]: string[]): boolean {
  const found = schema?.paths[name]
  if (rest.length > 0) return isExplained(found?.schema, rest)
  return personalEntry.safeParse(found?.options.personal).success
}

function valueAt(record: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((value, name) => {
    const one = Array.isArray(value) ? value[0] : value
    return (one as Record<string, unknown> | undefined)?.[name]
  }, record)
}

test('N13, rule 5.1: every field of a report is in the record, says why it is kept, and is filled in', async () => {
  const flagger = await signedInAgent(here.site)
  await trustReporter((await staff({ role: 'admin' })).account, flagger.account.username)
  const { stored, ref, place, author } = await reported(statutory, flagger.agent)
  const judge = await staff()
  await decideOn(judge.agent, place).expect(201)
  await judge.agent.put(`${place}/lessons`).send({ lessons: 'Ask sooner.' }).expect(303)
  const [found, evidence, decision, after] = await Promise.all([
    Cases.findOne({ ref }).lean(),
    Evidences.findById(stored.evidence[0]).lean(),
    Decisions.findOne({ case: ref }).lean(),
    Reports.findById(stored._id).lean(),
  ])
  const records = { Report: after, Case: found, Evidence: evidence, Decision: decision }
  for (const [field, paths] of Object.entries(fields))
    for (const place of paths) {
      const [name = '', ...rest] = place.split('.')
      const path = rest.join('.')
      assert.ok(isExplained(models[name], rest), `${field} is at ${place}`)
      const value = valueAt(records[name as keyof typeof records], path)
      if (field.startsWith('later')) assert.equal(value, undefined, place)
      else if (!mayBeEmpty.test(place))
        assert.ok(value !== undefined && value !== null, `${place} is filled in`)
    }
  assert.deepEqual([after?.filings[0]?.priorNoticesTwoPlus, after?.posterContactable], [true, true])
  assert.deepEqual([after?.termsVersion, after?.language], [(await newestRules())?.version, 'en-GB'])
  const reading = (await judge.agent.get(place)).text
  assert.match(reading, /Whoever wrote it can be reached/)
  assert.doesNotMatch(
    (await author.agent.get(`/decisions/${decision?.ref}`)).text,
    /can be reached|twice before/,
  )
})

test('N13: the steps of the law on untrue words can be written down, and cases from before go on without', async () => {
  const { stored, filed, place } = await reported()
  const at = new Date()
  const steps = {
    notifiedPosterAt: at,
    posterDeadline: at,
    posterReply: { agreesToRemoval: true, name: 'Bob', address: '1 High Street', consent: false },
    sends: [{ at, to: 'poster' as const, what: 'the notice' }],
  }
  await new Reports({ ...stored, _id: new Types.ObjectId(), ...steps }).validate()
  await assert.rejects(
    new Reports({
      ...stored,
      _id: new Types.ObjectId(),
      sends: [{ at, to: 'the press', what: '' }],
    }).validate(),
  )
  const gone = { termsVersion: 1, language: 1, isTrusted: 1, 'filings.0.channel': 1, 'filings.0.relation': 1 }
  await Reports.collection.updateOne({ _id: stored._id }, { $unset: gone })
  await nobody().get(`/reports/${filed.ref}?key=${filed.key}`).expect(200)
  const { agent } = await staff()
  await agent.get(place).expect(200)
  await decideOn(agent, place).expect(201)
})

test('N13: the writer of untrue words can be reached with a proven address or an open account, and not else', async () => {
  const { about, author } = await reported(statutory)
  const contactable = async (different: object) => {
    await Accounts.collection.updateOne({ _id: author.account._id }, { $set: different })
    const { ref } = await report(here.site, { about, ...statutory, email: `${Math.random()}@example.org` })
    return (await Reports.findOne({ ref }).lean())?.posterContactable
  }
  assert.equal(await contactable({ confirmedAt: null }), true)
  assert.equal(await contactable({ confirmedAt: new Date(), state: 'closed' }), true)
  assert.equal(await contactable({ confirmedAt: null, state: 'closed' }), false)
  await Accounts.collection.deleteOne({ _id: author.account._id })
  const { ref } = await report(here.site, { about, ...statutory, email: 'last@example.org' })
  assert.equal((await Reports.findOne({ ref }).lean())?.posterContactable, false)
  assert.equal((await reported()).stored.posterContactable, undefined)
})

test('a report says how it came: from the page, or from a program', async () => {
  const { stored, about } = await reported()
  assert.equal(stored.filings[0]?.channel, 'json')
  const form = {
    about,
    kind: 'rules',
    rule: '1',
    details: 'Rude.',
    goodFaith: 'yes',
    email: 'form@example.org',
  }
  await request(here.site.server).post('/reports').type('form').send(form).expect(303)
  const channelOf = async () => (await Reports.findOne({ email: 'form@example.org' }).lean())?.filings
  assert.deepEqual(
    (await channelOf())?.map(({ channel }) => channel),
    ['form'],
  )
  await request(here.site.server)
    .post('/reports')
    .send({ ...form, details: 'Again.' })
    .expect(303)
  assert.deepEqual(
    (await channelOf())?.map(({ channel }) => channel),
    ['form', 'json'],
  )
})

test('N13: who it is about is asked where it matters, need not be said, and never comes to the author', async () => {
  const formOf = async (kind: string) => (await nobody().get(`/report?kind=${kind}`).expect(200)).text
  for (const kind of ['danger', 'illegal', 'child-harm', 'privacy']) {
    assert.match(await formOf(kind), /Who is it about\?/, kind)
    assert.match(await formOf(kind), /I would rather not say/, kind)
  }
  for (const kind of ['rules', 'service', 'rights', 'child-abuse'])
    assert.doesNotMatch(await formOf(kind), /Who is it about\?/, kind)
  // Nothing else that is asked has to be filled in: then the words do.
  const { about } = await reported()
  const bare = { about, kind: 'danger', relation: 'subject', goodFaith: 'yes' }
  const refused = await request(here.site.server)
    .post('/reports')
    .set(...json)
    .send(bare)
    .expect(422)
  assert.deepEqual(Object.keys(refused.body.errors), ['details'])
  await request(here.site.server)
    .post('/reports')
    .set(...json)
    .send({ ...bare, details: 'x', relation: 'enemy' })
    .expect(422)
  const told = await reported({ kind: 'child-harm', relation: 'carer' })
  assert.equal(told.stored.filings[0]?.relation, 'carer')
  assert.equal((await reported({ kind: 'danger', relation: '' })).stored.filings[0]?.relation, undefined)
  const { agent } = await staff()
  assert.match((await agent.get(told.place)).text, /Somebody I look after/)
  assert.doesNotMatch((await agent.get(`${told.place}/questions`).expect(200)).text, /Somebody I look after/)
  const { body } = await decideOn(agent, told.place).expect(201)
  for (const path of [`/decisions/${body.ref}`, told.topic.path, '/notifications'])
    assert.doesNotMatch((await told.author.agent.get(path)).text, /look after|carer/, path)
})

test('N13: that somebody complained before is read by staff, and can be shared with nobody', async () => {
  const { place } = await reported(statutory)
  const { agent } = await staff()
  assert.match((await agent.get(place)).text, /Did you tell us before\?/)
  const { text } = await agent.get(`${place}/questions`).expect(200)
  assert.match(text, /I sell bread\./)
  assert.doesNotMatch(text, /Did you tell us before/)
})

test('N13: whoever helps with a private picture is kept as a helper, and staff read it in words', async () => {
  const { stored, place } = await reported(intimate)
  assert.deepEqual([stored.filings[0]?.relation, stored.filings[0]?.answers.relation], ['helper', 'agent'])
  assert.match((await (await staff()).agent.get(place)).text, /Somebody who wants me to report it/)
})

test('N28: a complaint about us needs no address; without one it is about the site, and every other kind needs one', async () => {
  const bare = { kind: 'service', details: 'Nobody answers.', goodFaith: 'yes' }
  const send = (fields: object) =>
    request(here.site.server)
      .post('/reports')
      .set(...json)
      .send(fields)
  for (const about of [{}, { about: '' }, { about: ' \n' }]) {
    const { body } = await send({ ...bare, ...about }).expect(201)
    const { case: ref } = (await Reports.findOne({ ref: body.ref }).lean()) ?? {}
    const found = (await Cases.findOne({ ref: String(ref) }).lean()) ?? assert.fail('it has a case')
    assert.deepEqual(
      [found.reports, found.subjects[0]?.path, found.subjects[0]?.title],
      [1, '/', 'the site as a whole'],
    )
  }
  const { body } = await send({ ...bare, kind: 'rules', rule: '1' }).expect(422)
  assert.deepEqual(Object.keys(body.errors), ['about'])
  const field = /<textarea id="f-about"[^>]*/
  const formOf = async (kind: string) => field.exec((await nobody().get(`/report?kind=${kind}`)).text)?.[0]
  assert.doesNotMatch((await formOf('service')) ?? assert.fail('there is a field'), / required/)
  assert.match((await formOf('rules')) ?? '', / required/)
  assert.match((await nobody().get('/report?kind=rules')).text, /Where is it\?/)
})
