import '../support/env.ts'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Types } from 'mongoose'
import request from 'supertest'
import type { Account } from '../../src/auth/account.ts'
import { Accounts } from '../../src/auth/account.ts'
import { AuditLines } from '../../src/auth/audit.ts'
import { prepareFirstAdmin } from '../../src/auth/first-admin.ts'
import { RoleChanges } from '../../src/auth/role-change.ts'
import { Boards, changeBoard } from '../../src/forum/board.ts'
import { completeTopics } from '../../src/forum/complete.ts'
import { pinTopic } from '../../src/forum/stewardship.ts'
import { Topics } from '../../src/forum/topic.ts'
import { laterDone } from '../../src/live/later.ts'
import { announce } from '../../src/notifications/announcement.ts'
import { addSubjects } from '../../src/reports/adding.ts'
import { appeal } from '../../src/reports/appeal.ts'
import { Cases } from '../../src/reports/case.ts'
import type { Case } from '../../src/reports/case-record.ts'
import { addNote, explainMiss } from '../../src/reports/casework.ts'
import { completeReports } from '../../src/reports/completing.ts'
import { decide } from '../../src/reports/deciding.ts'
import { Decisions } from '../../src/reports/decision.ts'
import { writeLessons } from '../../src/reports/lessons.ts'
import { Rereadings } from '../../src/reports/rereading.ts'
import { newestRules } from '../../src/reports/rule.ts'
import { trustReporter } from '../../src/reports/trusted.ts'
import { linkTo, signedInAgent } from '../support/accounts.ts'
import { allRoutes } from '../support/all-routes.ts'
import { proposeAs, question, sharing } from '../support/asking.ts'
import { killedAfter } from '../support/broken-writes.ts'
import { makeRoom } from '../support/chat.ts'
import { findings, judgement, report, rules } from '../support/complaints.ts'
import { makeBoard, makeTopic } from '../support/forum.ts'
import { forumSite } from '../support/forum-site.ts'
import { inDays } from '../support/measures.ts'
import { type Agent, decideOn, reviewers } from '../support/reviewers.ts'

const here = forumSite()
rules()
const json = ['Accept', 'application/json'] as const
const { staff, complaint } = reviewers(here)
const admin = () => staff({ role: 'admin' })
const harsh = { measures: 'suspend', until: '2030-01-01' }

/** What a route has to leave: whose line, what it says, and about which case. */
interface Act {
  by: { agent: Agent; account?: Account }
  path: string
  body?: object
  act: string
  ref?: string
  about?: string
}

async function world() {
  const made = await complaint()
  const [one, two] = [await staff(), await staff()]
  const put = (path: string, body: object = {}, agent = one.agent) =>
    agent
      .put(`${made.place}${path}`)
      .set(...json)
      .send(body)
      .expect(200)
  return { ...made, one, two, put }
}

/** A reporter of two cases without basis; with a proposed step where one is wanted. */
async function baseless() {
  const troll = await signedInAgent(here.site)
  const [judge, second, proposer, answerer] = [await staff(), await staff(), await staff(), await staff()]
  const cases: { ref: string; report: string }[] = []
  for (const _ of [1, 2]) {
    const topic = await makeTopic()
    const filed = await report(here.site, { about: `/posts/${topic.post._id}` }, troll.agent)
    const ref = String((await Cases.findOne({ subject: `post:${topic.post._id}` }).lean())?.ref)
    const none = { outcome: 'no_basis', measures: ['none' as const], yields: 'complainant' } as const
    await decide(judge.account, ref, findings({ ...none, second: second.account }))
    cases.push({ ref, report: filed.ref })
  }
  const { ref, report: report_ } = cases[1] as { ref: string; report: string }
  const weighing = { report: report_, gravity: 'Busy.', intention: 'Meant.', stepReason: 'It goes on.' }
  const propose = async () =>
    (
      await proposer.agent
        .post(`/review/${ref}/misuse`)
        .set(...json)
        .send(weighing)
        .expect(201)
    ).body.ref as string
  return { troll, ref, weighing, proposer, answerer, propose }
}

const invitation = async (by: Agent, email: string) =>
  (
    await by
      .post('/reviewers')
      .set(...json)
      .send({ email })
      .expect(201)
  ).body.id as string

const own = ({ one: by, place, ref }: Awaited<ReturnType<typeof world>>, path = '') => ({
  by,
  path: place + path,
  ref,
})

async function onTopic(path: string, act: string) {
  const { id } = await makeTopic()
  return { by: await staff(), path: `/t/${id}${path}`, act, about: `topic:${id}` }
}

/** A conversation with the support, and somebody of the staff. */
async function talk(path: string, act: string, body?: object) {
  const sent = await request(here.site.server)
    .post('/talk')
    .set(...json)
    .send({ email: 'asks@example.org', text: `What about ${act}${path}?` })
    .expect(201)
  const { ref } = sent.body
  return {
    by: await staff(),
    path: `/support/${ref}${path}`,
    act,
    about: `support:${ref}`,
    ...(body && { body }),
  }
}

/** By the route, each in a case of its own. */
const table: Record<string, () => Promise<Act>> = {
  'POST /next-case': async () => ({
    ...own(await world()),
    path: '/next-case',
    act: 'case:claimed',
    ref: '',
  }),
  'PUT /review/:case/assignee': async () => ({ ...own(await world(), '/assignee'), act: 'case:claimed' }),
  'DELETE /review/:case/assignee': async () => {
    const here = await world()
    await here.put('/assignee')
    return { ...own(here, '/assignee'), act: 'case:released' }
  },
  'POST /review/:case/notes': async () => ({
    ...own(await world(), '/notes'),
    body: { note: 'I looked.' },
    act: 'note:added',
  }),
  'PUT /review/:case/clocks/:name': async () => {
    const here = await world()
    await Cases.collection.updateOne({ ref: here.ref }, { $set: { 'state.unexplained': ['decide'] } })
    return { ...own(here, '/clocks/decide'), body: { reason: 'Ill.' }, act: 'clock:explained' }
  },
  'PUT /review/:case/interim': async () => ({
    ...own(await world(), '/interim'),
    body: { choice: 'hide', ground: 'appears_justified', reason: 'It is rude.' },
    act: 'interim:hidden',
  }),
  'PUT /review/:case/interim/renewal': async () => {
    const here = await world()
    const hide = { choice: 'hide', ground: 'appears_justified', reason: 'It is rude.' }
    await here.put('/interim', hide, here.two.agent)
    return { ...own(here, '/interim/renewal'), body: { renewal: 'It takes longer.' }, act: 'interim:renewed' }
  },
  'POST /review/:case/pictures': async () => {
    const here = await world()
    await here.one.agent.put(`${here.place}/kind`).send({ kind: 'child-abuse', reason: 'It is.' }).expect(303)
    return { ...own(here, '/pictures'), act: 'case:looked-at-pictures' }
  },
  'PUT /review/:case/kind': async () => ({
    ...own(await world(), '/kind'),
    body: { kind: 'danger', reason: 'It is a threat.' },
    act: 'case:retracked',
  }),
  'PUT /review/:case/lessons': async () => {
    const here = await world()
    await decideOn(here.one.agent, here.place).expect(201)
    return { ...own(here, '/lessons'), body: { lessons: 'Ask sooner.' }, act: 'lessons:written' }
  },
  'POST /review/:case/decisions': async () => ({
    ...own(await world(), '/decisions'),
    body: judgement(),
    act: 'case:decided',
  }),
  'PUT /review/:case/proposals/:proposal/answer': async () => {
    const here = await world()
    const { body } = await decideOn(here.two.agent, here.place, harsh).expect(202)
    const path = `/proposals/${body.ref ?? body.proposal}/answer`
    return { ...own(here, path), body: { answer: 'agree' }, act: 'proposal:agreed' }
  },
  'DELETE /review/:case/proposals/:proposal': async () => {
    const here = await world()
    const { body } = await decideOn(here.one.agent, here.place, harsh).expect(202)
    return { ...own(here, `/proposals/${body.ref ?? body.proposal}`), act: 'proposal:withdrawn' }
  },
  'PUT /review/:case/second': async () => {
    const here = await world()
    const { username } = here.two.account
    return { ...own(here, '/second'), body: { username }, act: 'case:given' }
  },
  'DELETE /review/:case/second': async () => {
    const here = await world()
    const { username } = here.two.account
    await here.put('/second', { username })
    return { ...own(here, '/second'), body: { username }, act: 'case:taken-back' }
  },
  'POST /review': async () => {
    const by = await staff()
    const topic = await makeTopic()
    const body = { about: `/posts/${topic.post._id}`, kind: 'rules', details: 'I came across it.' }
    return { by, path: '/review', body, act: 'case:found', ref: '' }
  },
  'POST /review/:case/subjects': async () => {
    const topic = await makeTopic()
    const body = { about: `/posts/${topic.post._id}` }
    return { ...own(await world(), '/subjects'), body, act: 'case:widened' }
  },
  'DELETE /review/:case/subjects': async () => {
    const here = await world()
    const topic = await makeTopic()
    const about = `/posts/${topic.post._id}`
    await here.one.agent
      .post(`${here.place}/subjects`)
      .set(...json)
      .send({ about })
      .expect(201)
    const body = { thing: `post:${topic.post._id}@1`, whyOut: 'Nothing is wrong with it.' }
    return { ...own(here, '/subjects'), body, act: 'case:narrowed' }
  },
  'POST /review/:case/questions': async () => ({
    ...own(await world(), '/questions'),
    body: question(),
    act: 'question:asked',
  }),
  'PUT /review/:case/shares/:share/approval': async () => {
    const here = await world()
    const asked = await proposeAs(here.two.agent, here.place, sharing(`${here.report.ref}:kind`))
    return {
      ...own(here, `/shares/${asked.body.share}/approval`),
      body: { approval: 'approve' },
      act: 'share:approved',
    }
  },
  'POST /review/:case/misuse': async () => {
    const { proposer: by, ref, weighing: body } = await baseless()
    return { by, path: `/review/${ref}/misuse`, body, act: 'misuse:proposed', ref }
  },
  'PUT /review/:case/rereading': async () => {
    const { answerer: by, ref } = await baseless()
    const waits = { drawnAt: new Date(), deleteAt: inDays(9), by: null, reason: '', at: null }
    await Rereadings.collection.insertOne({ case: ref, verdict: null, ...waits } as never)
    const body = { verdict: 'right', why: 'There was nothing in it.' }
    return { by, path: `/review/${ref}/rereading`, body, act: 'case:read-again', ref }
  },
  'PUT /misuse/:ref/answer': async () => {
    const { answerer: by, propose } = await baseless()
    const body = { agrees: 'yes', reason: 'I read all of them.' }
    return { by, path: `/misuse/${await propose()}/answer`, body, act: 'misuse:answered' }
  },
  'PUT /misuse/:ref/review': async () => {
    const { answerer, propose, troll } = await baseless()
    const path = `/misuse/${await propose()}`
    const said = { agrees: 'yes', reason: 'I read all of them.' }
    await answerer.agent
      .put(`${path}/answer`)
      .set(...json)
      .send(said)
      .expect(200)
    await troll.agent
      .post(`${path}/objection`)
      .set(...json)
      .send({ argument: 'I meant it.' })
      .expect(201)
    const body = { lift: 'yes', reason: 'They are right.' }
    return { by: await staff(), path: `${path}/review`, body, act: 'misuse:reviewed' }
  },
  'POST /reviewers': async () => ({
    by: await admin(),
    path: '/reviewers',
    body: { email: 'one@example.org' },
    act: 'reviewer:invited',
  }),
  'DELETE /reviewers/invitations/:invitation': async () => {
    const by = await admin()
    const id = await invitation(by.agent, 'two@example.org')
    return { by, path: `/reviewers/invitations/${id}`, act: 'reviewer:uninvited' }
  },
  'POST /reviewers/invitations/:invitation': async () => {
    await invitation((await admin()).agent, 'three@example.org')
    const path = await linkTo('three@example.org', 'reviewers')
    return { by: await signedInAgent(here.site), path, act: 'reviewer:accepted' }
  },
  'DELETE /reviewers/:username': async () => {
    const { account } = await signedInAgent(here.site, { role: 'reviewer' })
    return { by: await admin(), path: `/reviewers/${account.username}`, act: 'reviewer:ended' }
  },
  'PUT /admin/members/:username/role': async () => {
    const { account } = await signedInAgent(here.site)
    const path = `/admin/members/${account.username}/role`
    return { by: await admin(), path, body: { role: 'moderator' }, act: 'role:moderator' }
  },
  'POST /admin/trusted-reporters': async () => {
    const { username } = (await signedInAgent(here.site)).account
    const path = '/admin/trusted-reporters'
    return { by: await admin(), path, body: { username }, act: 'reporter:trusted' }
  },
  'DELETE /admin/trusted-reporters/:username': async () => {
    const { username } = (await signedInAgent(here.site)).account
    await trustReporter((await admin()).account, username)
    const path = `/admin/trusted-reporters/${username}`
    return { by: await admin(), path, act: 'reporter:untrusted' }
  },
  'PUT /admin/rules': async () => {
    const book = await newestRules()
    const added = { 'title-new': 'No shouting', 'text-new': 'Capitals are for the beginnings of words.' }
    return {
      by: await admin(),
      path: '/admin/rules',
      body: { version: book?.version, ...added },
      act: 'rules:changed',
    }
  },
  'PUT /t/:id/pin': () => onTopic('/pin', 'topic:pinned'),
  'DELETE /t/:id/pin': async () => {
    const { by, path, about } = await onTopic('/pin', 'topic:unpinned')
    await by.agent.put(path).expect(303)
    return { by, path, about, act: 'topic:unpinned' }
  },
  'PUT /t/:id/closure': () => onTopic('/closure', 'topic:closed'),
  'DELETE /t/:id/closure': async () => {
    const { by, path, about } = await onTopic('/closure', 'topic:reopened')
    await by.agent.put(path).expect(303)
    return { by, path, about, act: 'topic:reopened' }
  },
  'PUT /t/:id/board': async () => ({
    ...(await onTopic('/board', 'topic:moved')),
    body: { board: (await makeBoard()).slug },
  }),
  'POST /admin/boards': async () => ({
    by: await admin(),
    path: '/admin/boards',
    body: { name: 'Walks', slug: 'walks', audience: 'public' },
    ...{ act: 'board:made', about: 'board:walks' },
  }),
  'POST /support': async () => ({
    by: await staff(),
    path: '/support',
    body: { channel: 'phone', text: 'They asked how to join.', reply: 'With the button.' },
    act: 'support:entered',
  }),
  'PUT /support/:ref/assignee': () => talk('/assignee', 'support:claimed'),
  'DELETE /support/:ref/assignee': async () => {
    const { by, path, about } = await talk('/assignee', 'support:released')
    await by.agent.put(path).expect(303)
    return { by, path, about, act: 'support:released' }
  },
  'POST /support/:ref/messages': () => talk('/messages', 'support:answered', { text: 'So.' }),
  'POST /support/:ref/notes': () => talk('/notes', 'support:noted', { note: 'They called, too.' }),
  'PUT /support/:ref/closure': () => talk('/closure', 'support:closed', { seen: 1 }),
  'PUT /admin/boards/:slug': async () => {
    const { slug } = await makeBoard()
    const about = `board:${slug}`
    return {
      by: await admin(),
      path: `/admin/boards/${slug}`,
      body: { name: 'B' },
      act: 'board:changed',
      about,
    }
  },
  'POST /admin/rooms': async () => ({
    by: await admin(),
    path: '/admin/rooms',
    body: { title: 'R', slug: 'an-audited-room', audience: 'public' },
    act: 'room:made',
    about: 'room:an-audited-room',
  }),
  'PUT /admin/rooms/:slug': async () => {
    const { slug } = await makeRoom()
    return {
      by: await admin(),
      path: `/admin/rooms/${slug}`,
      body: { title: 'R' },
      act: 'room:changed',
      about: `room:${slug}`,
    }
  },
  'POST /admin/announcements': async () => ({
    by: await admin(),
    path: '/admin/announcements',
    body: { title: 'A', text: 'An audited announcement.', audience: 'staff', clientId: 'an-audited-one' },
    act: 'announcement:made',
  }),
  'DELETE /admin/announcements/:id': async () => {
    const fields = { title: 'A', text: 'B', audience: 'staff', clientId: 'a-withdrawn-one' } as const
    const { _id } = await announce(fields, new Types.ObjectId())
    return {
      by: await admin(),
      path: `/admin/announcements/${_id}`,
      act: 'announcement:withdrawn',
      about: `announcement:${_id}`,
    }
  },
  'POST /first-admin/:token': async () => {
    await Accounts.collection.updateMany({ role: 'admin' }, { $set: { role: 'member' } })
    const link = (await prepareFirstAdmin()) ?? ''
    const fields = { username: 'founder', email: 'founder@example.org', password: 'a long walk at dusk' }
    const ticks = { isAdult: 'yes', acceptNotice: 'yes', allowSignInCookie: 'yes' }
    const agent = request.agent(here.site.server)
    return {
      by: { agent },
      path: new URL(link).pathname,
      body: { ...fields, ...ticks },
      act: 'role:first-admin',
    }
  },
  'PUT /admin/phrases': async () => ({
    by: await admin(),
    path: '/admin/phrases',
    body: { phrases: 'Another sentence.', version: 0 },
    act: 'phrases:changed',
  }),
}

/** They show what would be sent, and keep nothing; what they show is noted with the page of the case. */
const previews = ['POST /review/:case/decision-previews', 'POST /review/:case/question-previews']
/** What members do with their own, and everybody by their rights: named one by one, so that a new route is sorted by somebody. */
const members = [
  ...['POST /accounts', 'POST /confirm/:token', 'POST /reset', 'POST /reset/:token'],
  ...['POST /session', 'DELETE /session', 'DELETE /my/sessions', 'DELETE /my/sessions/:id'],
  ...[
    'PUT /my/email',
    'PUT /my/password',
    'PUT /my/profile',
    'PUT /my/tagging',
    'POST /my/confirmation',
    'PUT /my/keys',
    'PUT /my/presence',
  ],
  ...['PUT /my/avatar', 'DELETE /my/avatar', 'PUT /privacy/choices', 'PUT /notifications/read'],
  ...['PUT /my/mail', 'POST /unsubscribe/:token'],
  ...['PUT /my/drafts/:key', 'DELETE /my/drafts/:key', 'POST /my/drafts/:key/images'],
  ...['DELETE /my/drafts/:key/images/:id', 'POST /preview', 'POST /c/:slug/topics', 'POST /t/:id/posts'],
  ...[
    'PUT /t/:id',
    'PUT /t/:id/level',
    'PUT /c/:slug/level',
    'PUT /posts/:id',
    'DELETE /posts/:id',
    'DELETE /posts/:id/revisions/:n',
  ],
  ...['PUT /posts/:id/bookmark', 'DELETE /posts/:id/bookmark'],
  ...['PUT /posts/:id/reaction', 'DELETE /posts/:id/reaction'],
  ...['PUT /images/:id', 'DELETE /images/:id', 'POST /images/:id/tags', 'DELETE /images/:id/tags/:tag'],
  ...['PUT /images/:id/tags/:tag/answer', 'PUT /u/:username/ignore', 'DELETE /u/:username/ignore'],
  ...['POST /chat/:room/messages', 'PUT /chat/messages/:id', 'DELETE /chat/messages/:id'],
  ...['PUT /chat/messages/:id/reaction', 'DELETE /chat/messages/:id/reaction'],
  ...['POST /u/:username/messages', 'PUT /chat/:room/answer', 'PUT /my/direct'],
  ...['PUT /my/blocks/:username', 'DELETE /my/blocks/:username'],
  ...['POST /reports', 'PUT /reports/:ref/messages', 'POST /questions/:ref/answers'],
  ...['POST /decisions/:ref/appeals', 'POST /misuse/:ref/objection'],
  ...['POST /talk', 'PUT /talk/cookie', 'POST /talk/links', 'POST /talk/:ref/messages'],
  ...['PUT /talk/:ref/closure', 'PUT /talk/:ref/address'],
]

const isWriting = (route: string) => !route.startsWith('GET ')

test('N9: every writing route of the forum is a power of the staff that stands here, or a right of members', () => {
  const sorted = [...Object.keys(table), ...previews, ...members].sort()
  assert.deepEqual(sorted, allRoutes().filter(isWriting).sort())
})

for (const [route, prepare] of Object.entries(table))
  test(`N9: ${route} leaves its line in the audit: who, what, and in which case`, async () => {
    const { by, path, body = {}, act, ref, about } = await prepare()
    const method = route.split(' ')[0]?.toLowerCase() as 'put'
    const answer = await by.agent[method](path)
      .set(...json)
      .send(body)
    assert.ok([200, 201].includes(answer.status), `${answer.status} ${answer.text}`)
    // Whoever becomes the first admin was nobody before.
    const whose = by.account ? { by: by.account._id } : { by: { $ne: null } }
    const lines = await AuditLines.find({ ...whose, act }).lean()
    assert.equal(lines.length, 1, `one line ${act}`)
    if (about) assert.equal(lines[0]?.about, about)
    if (ref) assert.equal(lines[0]?.caseRef, ref)
    const { agent: reader } = await admin()
    const page = (await reader.get('/admin/audit').set(...json)).body.lines as Record<string, unknown>[]
    const line = page.find(({ number }) => number === lines[0]?.number)
    assert.ok(line && line.words !== act, `${act} has words on the page`)
  })

test('N9: what becomes of it meanwhile leaves a line each: hidden, left up, shown again', async () => {
  const { one, put, ref } = await world()
  const acts = async () =>
    (await AuditLines.find({ caseRef: ref, by: one.account._id, act: /^interim/ }).sort({ number: 1 })).map(
      ({ act }) => act,
    )
  await put('/interim', { choice: 'keep', reason: 'It is harmless.' })
  await put('/interim', { choice: 'hide', ground: 'appears_justified', reason: 'It is not.' })
  await put('/interim', { choice: 'keep', reason: 'It is after all.' })
  assert.deepEqual(await acts(), ['interim:kept', 'interim:hidden', 'interim:restored'])
})

test('N9: both who decided stand in the audit, and a start after a kill writes missing lines once', async () => {
  const { one, two, ref, put } = await world()
  await put('/interim', { choice: 'hide', ground: 'appears_justified', reason: 'It is rude.' })
  const { pending } = (await Cases.findOne({ ref }).lean()) ?? {}
  assert.equal(pending, null)
  const hidden = await AuditLines.findOne({ caseRef: ref, act: 'interim:hidden' }).lean()
  const last = (await Cases.findOne({ ref }).lean())?.version ?? 0
  // As a kill between the step and its line leaves it.
  await AuditLines.collection.deleteOne({ number: hidden?.number })
  await Cases.collection.updateOne(
    { ref },
    { $set: { pending: { event: 'interim', key: last, automated: false } } },
  )
  await completeReports(new Date())
  await completeReports(new Date())
  assert.equal(await AuditLines.countDocuments({ caseRef: ref, act: 'interim:hidden' }), 1)

  const decision = await decide(one.account, ref, findings({ second: two.account }))
  const lines = () =>
    AuditLines.find({ caseRef: ref, act: /^case:decided/ })
      .sort({ number: 1 })
      .lean()
  const both = [
    ['case:decided', String(one.account._id)],
    ['case:decided-second', String(two.account._id)],
  ]
  assert.deepEqual(
    (await lines()).map(({ act, by }) => [act, String(by)]),
    both,
  )
  await AuditLines.collection.deleteMany({ caseRef: ref, act: /^case:decided/ })
  await Decisions.collection.updateOne({ ref: decision.ref }, { $set: { carriedOutAt: null } })
  await completeReports(new Date(Date.now() + 1000))
  await completeReports(new Date(Date.now() + 1000))
  assert.deepEqual(
    (await lines()).map(({ act, by }) => [act, String(by)]),
    both,
  )
})

test('N9: what somebody on the staff did in a case has its line after a kill at any moment, if it was done, and one', async () => {
  const judge = (await staff()).account
  const lessons = 'Ask sooner.'
  const acts = {
    'note:added': (ref: string) => addNote(judge, ref, 'I ask the author.'),
    'clock:explained': (ref: string) => explainMiss(judge, ref, { clock: 'triage', reason: 'We were ill.' }),
    'lessons:written': (ref: string) => writeLessons(judge, ref, { lessons }),
    'case:widened': (ref: string, more: string) => addSubjects(judge, ref, [more]),
  }
  const isDone: Record<keyof typeof acts, (found: Case) => boolean> = {
    'note:added': ({ state }) => state.notes > 0,
    'clock:explained': ({ state }) => state.unexplained.length === 0,
    'lessons:written': (found) => found.lessons === lessons,
    'case:widened': ({ subjects }) => subjects.length > 1,
  }
  for (const [act, doIt] of Object.entries(acts) as [
    keyof typeof acts,
    (ref: string, more: string) => Promise<unknown>,
  ][])
    for (let writes = 0, isThrough = false; !isThrough; writes += 1) {
      const { ref } = await world()
      const more = `/posts/${(await makeTopic()).post._id}`
      if (act === 'lessons:written') await decide((await staff()).account, ref, findings())
      if (act === 'clock:explained')
        await Cases.collection.updateOne({ ref }, { $set: { 'state.unexplained': ['triage'] } })
      isThrough = await killedAfter(writes, () => doIt(ref, more))
      await completeReports(new Date())
      await completeReports(new Date())
      const found = (await Cases.findOne({ ref }).lean()) ?? assert.fail('the case is there')
      const lines = await AuditLines.countDocuments({ caseRef: ref, act })
      assert.equal(lines, isDone[act](found) ? 1 : 0, `${act} after ${writes} writes`)
      assert.deepEqual(found.unnoted ?? [], [])
      assert.ok(writes < 40)
    }
})

test('N9: a change of a role that a killed process did not write down has its line after the next start', async () => {
  const { account: by } = await admin()
  const { account } = await signedInAgent(here.site)
  await Accounts.collection.updateOne({ _id: account._id }, { $set: { role: 'moderator' } })
  const change = {
    account: account._id,
    by: by._id,
    from: 'member',
    to: 'moderator',
    at: new Date(),
  } as const
  await RoleChanges.create({ ...change, deleteAt: inDays(9) })
  await completeReports(new Date())
  await completeReports(new Date())
  assert.equal(await AuditLines.countDocuments({ by: by._id, act: 'role:moderator' }), 1)
})

test('N9: an admin does not read there who handles a case about their own post, or one they reported', async () => {
  const [author, reporter, reader] = [await admin(), await admin(), await admin()]
  const topic = await makeTopic({ author: author.account })
  await report(here.site, { about: `/posts/${topic.post._id}` }, reporter.agent)
  const found = await Cases.findOne({ subject: `post:${topic.post._id}` }).lean()
  const ref = String(found?.ref)
  const judge = await staff()
  const { body } = await decideOn(judge.agent, `/review/${ref}`).expect(201)
  await appeal(author.account, body.ref, { argument: 'It was a joke.', link: undefined, at: new Date() })
  const read = async (agent: Agent, query = '') =>
    (await agent.get(`/admin/audit${query}`).set(...json)).body.lines.filter(
      ({ caseRef }: { caseRef: string }) => caseRef === ref,
    ).length
  assert.ok((await read(reader.agent)) > 0)
  for (const { agent } of [author, reporter]) {
    assert.equal(await read(agent), 0)
    assert.equal(await read(agent, `?case=${ref}`), 0)
    const page = (await agent.get('/admin/audit').expect(200)).text
    assert.doesNotMatch(page, new RegExp(`"/admin/audit\\?case=${ref}"`))
  }
})

test('N9: what was done to topics and boards and not written down, because a process was killed, has its line after the next start', async () => {
  const [{ account: by }, { id }, { slug }] = [await staff(), await makeTopic(), await makeBoard()]
  // So that every write from here on is one of the act.
  await laterDone()
  const lines = (act: string) => AuditLines.find({ by: by._id, act }).lean()
  // Enough for the act itself, and nothing after it.
  assert.equal(await killedAfter(1, () => pinTopic(by, id, true)), false)
  assert.equal(await killedAfter(1, () => changeBoard(slug, { isArchived: true }, by._id)), false)
  assert.deepEqual([await lines('topic:pinned'), await lines('board:archived')], [[], []])
  await completeTopics()
  await completeTopics()
  const [pin, archive] = [await lines('topic:pinned'), await lines('board:archived')]
  assert.deepEqual(
    [pin.length, pin[0]?.about, archive.length, archive[0]?.about],
    [...[1, `topic:${id}`], ...[1, `board:${slug}`]],
  )
  await pinTopic(by, id, true)
  await changeBoard(slug, { isArchived: true }, by._id)
  assert.equal((await lines('topic:pinned')).length, 1, 'to have it already is no act')
  assert.equal(await Topics.countDocuments({ 'unnoted.at': { $exists: true } }), 0)
})

test('N9: of many changes of a board in the same moment each has its line', async () => {
  const [{ account: by }, { slug }] = [await staff(), await makeBoard()]
  const names = Array.from({ length: 30 }, (_, at) => `Walks ${at}`)
  await Promise.all(names.map((name) => changeBoard(slug, { name }, by._id)))
  assert.equal(await AuditLines.countDocuments({ by: by._id, act: 'board:changed' }), names.length)
  assert.equal(await Boards.countDocuments({ slug, 'unnoted.at': { $exists: true } }), 0)
})
