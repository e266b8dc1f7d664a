import '../support/env.ts'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import request from 'supertest'
import type { Account } from '../../src/auth/account.ts'
import { sanction } from '../../src/auth/sanction.ts'
import type { SanctionKind } from '../../src/auth/sanction-record.ts'
import { now } from '../../src/clock.ts'
import { makeAccount, signedInAgent } from '../support/accounts.ts'
import { allRoutes } from '../support/all-routes.ts'
import { makeMessage } from '../support/chat.ts'
import { rules } from '../support/complaints.ts'
import { makePost } from '../support/forum.ts'
import { forumSite } from '../support/forum-site.ts'
import { inDays } from '../support/measures.ts'
import { makePicturedTopic } from '../support/pictured-topic.ts'

const here = forumSite()
rules()

type Agent = Awaited<ReturnType<typeof signedInAgent>>['agent']

const zeros = '0'.repeat(24)
const secret = 'x'.repeat(43)

async function world(wanted = {}) {
  await makeAccount({ role: 'admin' })
  const { agent, account } = await signedInAgent(here.site, wanted)
  const made = await makePicturedTopic({ author: account })
  const other = await makePost({ topic: made.id })
  const person = await makeAccount()
  const said = await makeMessage({ author: account })
  const answer = await makeMessage({ room: said.room })
  const values: Record<string, string> = {
    't:id': String(made.id),
    'posts:id': String(made.post._id),
    'images:id': made.image,
    'chat:id': said.id,
    'chat:room': said.room.slug,
    'chat:seq': '1',
    'my:id': secret,
    slug: made.board.slug,
    key: `reply:${made.id}`,
    username: person.username,
    case: 'C-1',
    ref: 'D-1',
    'reports:ref': 'R-1000',
    'questions:ref': 'Q-1',
    'misuse:ref': 'M-1',
    'talk:ref': 'T-1000',
    'support:ref': 'T-1000',
    number: '1',
    token: secret,
    n: '1',
    variant: '320',
    tag: zeros,
    label: 'wall',
    name: 'decide',
    version: '1',
    period: 'week',
    date: '2026-01-01',
    part: '1',
  }
  const fill = (path: string) => {
    if (/^\/chat.*\/reaction$/.test(path)) return path.replace(':id', answer.id)
    if (path.includes('/reaction')) return path.replace(':id', String(other._id))
    if (path.includes('/images/:id') && path.startsWith('/my'))
      return path.replace(':id', zeros).replace(':key', String(values.key))
    const [, first] = path.split('/')
    return path.replace(/:(\w+)/g, (_, name) => values[`${first}:${name}`] ?? values[name] ?? zeros)
  }
  return { agent, account, fill }
}

const body = {
  title: 'New words',
  body: 'Some new words.',
  kind: 'agree',
  label: 'wall',
  alt: 'A wall',
  answer: 'refuse',
  level: 'watch',
  taggable: 'ask',
  keys: 'off',
  presence: 'hidden',
  directs: 'nobody',
  all: 'yes',
  stay: 'yes',
  argument: 'It is wrong.',
}

function send(agent: Agent, route: string, fill: (path: string) => string, accept = 'application/json') {
  const [method = '', path = ''] = route.split(' ')
  const sending = agent[method.toLowerCase() as 'put'](fill(path)).set('Accept', accept)
  return method === 'GET' ? sending : sending.send({ ...body, board: fill('/c/:slug').slice(3) })
}

const put = (account: Account, kind: SanctionKind, by = 'D-1') =>
  sanction(String(account._id), { by, kinds: [kind], since: now(), until: inDays(7) })

/** These end the session, so they come last. */
const enders = ['DELETE /session', 'DELETE /my/sessions', 'POST /session']
const inOrder = (routes: readonly string[]) => [
  ...routes.filter((route) => !enders.includes(route)),
  ...routes.filter((route) => enders.includes(route)),
]

const refusedToLimited = [
  'PUT /my/avatar',
  'PUT /images/:id',
  'POST /images/:id/tags',
  'POST /my/drafts/:key/images',
  'PUT /posts/:id/reaction',
  'POST /c/:slug/topics',
  'POST /t/:id/posts',
  'PUT /t/:id',
  'PUT /posts/:id',
  'POST /chat/:room/messages',
  'PUT /chat/messages/:id',
  'PUT /chat/messages/:id/reaction',
  'POST /u/:username/messages',
]
const isForStaff = (route: string) =>
  !/^GET \/reviewers\/invitations\//.test(route) &&
  (/^\w+ (\/admin|\/review|\/next-case|\/support|\/t\/:id\/(pin|closure|board))/.test(route) ||
    /^PUT \/misuse\/:ref\/(answer|review)$/.test(route))

test('N9: who is limited can change nothing that others see, on every route; the rest of their account works', async () => {
  const { agent, account, fill } = await world({ role: 'admin' })
  await agent.get('/admin').expect(200)
  await put(account, 'limit')
  const changing = allRoutes().filter((route) => !route.startsWith('GET '))
  assert.ok(changing.length > 40)
  for (const route of refusedToLimited) {
    assert.ok(changing.includes(route), `${route} is there`)
    const answer = await send(agent, route, fill)
    assert.equal(answer.status, 403, route)
    assert.match(answer.body.detail, /read but not post until .*Decision D-1/, route)
    assert.equal(answer.body.restriction.href, '/decisions/D-1', route)
    const page = await send(agent, route, fill, 'text/html').expect(403)
    assert.match(page.text, /href="\/decisions\/D-1">Read the decision, or object/, route)
  }
  const staffs = allRoutes().filter(isForStaff)
  assert.ok(staffs.length > 20)
  for (const route of staffs) assert.equal((await send(agent, route, fill)).status, 403, route)
  const rest = changing.filter((route) => !refusedToLimited.includes(route) && !isForStaff(route))
  assert.ok(rest.length > 20)
  for (const route of inOrder(rest)) {
    // Objecting to what is not about them is refused as to anybody.
    if (route.endsWith('/appeals')) continue
    const { status } = await send(agent, route, fill)
    assert.ok(status !== 403 && status < 500, `${route}: ${status}`)
  }
})

/** All that is left to somebody who is suspended; every other route of the app is closed to them. */
const rights = [
  ...['GET /sign-in', 'POST /session', 'DELETE /session', 'GET /reset', 'POST /reset', 'GET /reset/:token'],
  ...['POST /reset/:token', 'GET /reset/sent', 'GET /confirm/:token', 'POST /confirm/:token'],
  ...['GET /my/account', 'GET /my/settings', 'GET /my/profile', 'GET /my/email', 'GET /my/password'],
  ...['GET /my/sessions', 'DELETE /my/sessions', 'DELETE /my/sessions/:id', 'POST /my/confirmation'],
  ...['GET /my/blocks', 'GET /my/direct'],
  ...['GET /my/ignored', 'GET /my/tags', 'GET /my/bookmarks', 'GET /my/rights'],
  ...[
    'GET /notifications',
    'GET /notifications/:id',
    'PUT /notifications/read',
    'GET /my/keys',
    'GET /my/presence',
    'PUT /my/keys',
  ],
  ...[
    'GET /my/mail',
    'PUT /my/mail',
    'GET /my/levels',
    'GET /unsubscribe/:token',
    'POST /unsubscribe/:token',
  ],
  ...['GET /decisions/:ref', 'POST /decisions/:ref/appeals'],
  ...[
    'GET /posts/:id/delete',
    'DELETE /posts/:id',
    'DELETE /posts/:id/revisions/:n',
    'DELETE /posts/:id/reaction',
  ],
  ...['GET /chat/messages/:id/delete', 'DELETE /chat/messages/:id', 'DELETE /chat/messages/:id/reaction'],
  ...['DELETE /images/:id', 'DELETE /images/:id/tags/:tag', 'GET /images/:id/:variant', 'DELETE /my/avatar'],
  ...['DELETE /my/drafts/:key', 'DELETE /my/drafts/:key/images/:id'],
  ...['GET /report', 'POST /reports', 'GET /reports/:ref', 'PUT /reports/:ref/messages'],
  ...['GET /questions/:ref', 'GET /questions/:ref/pictures/:number', 'POST /questions/:ref/answers'],
  ...['GET /misuse/:ref', 'POST /misuse/:ref/objection', 'GET /report/policy'],
  ...['GET /rules', 'GET /rules/:version', 'GET /log', 'GET /log/feed', 'GET /transparency'],
  ...['GET /talk', 'POST /talk', 'PUT /talk/cookie', 'GET /talk/links', 'POST /talk/links', 'GET /talk/:ref'],
  ...['POST /talk/:ref/messages', 'PUT /talk/:ref/closure', 'PUT /talk/:ref/address'],
  ...[
    'GET /privacy',
    'GET /privacy/rights',
    'GET /privacy/on/:date',
    'GET /privacy/choices',
    'PUT /privacy/choices',
  ],
]

test('N9: who is suspended reaches their rights, and on every other route a page that says why, in sessions open before', async () => {
  const { agent, account, fill } = await world({ role: 'moderator' })
  await agent.get('/latest').expect(200)
  await put(account, 'suspend')
  const all = allRoutes()
  for (const route of rights) assert.ok(all.includes(route), `${route} is there`)
  const closed = all.filter((route) => !rights.includes(route))
  assert.ok(closed.length > 60)
  for (const route of closed) {
    const answer = await send(agent, route, fill)
    assert.equal(answer.status, 403, route)
    assert.match(answer.body.detail, /suspended until .*Decision D-1/, route)
    assert.equal(answer.body.restriction.kind, 'suspend', route)
    const page = await send(agent, route, fill, 'text/html').expect(403)
    assert.match(page.text, /href="\/decisions\/D-1"/, route)
    assert.match(page.text, /href="\/my\/rights"/, route)
  }
  for (const route of inOrder(rights)) {
    const { status, body: problem } = await send(agent, route, fill)
    assert.ok(status < 500 && problem?.detail?.includes('suspended') !== true, `${route}: ${status}`)
    if (route.startsWith('GET /my/')) assert.ok([200, 303].includes(status), `${route}: ${status}`)
  }
})

test('N9: addresses written in other ways open no more to the suspended', async () => {
  const { agent, account, fill } = await world()
  await put(account, 'suspend')
  const post = fill('/posts/:id')
  for (const path of [
    `${post}?_method=PUT`,
    `${post.toUpperCase().replace('POSTS', 'Posts')}/?_method=PUT`,
    '/my/%2e%2e/preview',
    '//my/profile?_method=PUT',
    '/MY/PROFILE?_method=PUT',
    '/my/profile/?_method=PUT',
    '/my/drafts/new:open?_method=PUT',
  ])
    await agent
      .post(path)
      .send(body)
      .expect(({ status }) => assert.ok([400, 403, 404].includes(status), `${path}: ${status}`))
})

test('N9: of a closed account every session is over at once, and on every route it is a stranger', async () => {
  const { agent, account, fill } = await world({ role: 'moderator' })
  await agent.get('/my/settings').expect(200)
  await put(account, 'close')
  const stranger = request.agent(here.site.server).set('Sec-Fetch-Site', 'same-origin') as Agent
  for (const route of allRoutes()) {
    const [theirs, any] = [await send(agent, route, fill), await send(stranger, route, fill)]
    assert.equal(theirs.status, any.status, route)
  }
})
