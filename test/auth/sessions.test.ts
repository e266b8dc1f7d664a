import '../support/env.ts'

import assert from 'node:assert/strict'
import { after, mock, test } from 'node:test'
import type { Request } from 'express'
import type { Cookie } from 'express-session'
import mongoose from 'mongoose'
import request from 'supertest'
import { checkPassword } from '../../src/auth/credentials.ts'
import { describeDevice } from '../../src/auth/device.ts'
import { endSessions, Sessions } from '../../src/auth/session.ts'
import { CachedStore } from '../../src/auth/session-store.ts'
import { pathWithin } from '../../src/auth/way-on.ts'
import { days, hours, minutes, moveClock, resetClock } from '../../src/clock.ts'
import { Consents } from '../../src/consent/ledger.ts'
import { makeAccount, passwordOfAll, signedInAgent, signIn } from '../support/accounts.ts'
import { before } from '../support/hooks.ts'
import { connectSite, type TestSite } from '../support/site.ts'

let site: TestSite
before(async () => {
  site = await connectSite()
})
after(() => site.close())

const cookiesOf = (res: request.Response) =>
  (res.headers['set-cookie'] as unknown as string[] | undefined) ?? []
const cookieOf = (res: request.Response, name: string) =>
  cookiesOf(res)
    .find((cookie) => cookie.startsWith(`${name}=`))
    ?.split(';')[0]
const enter = (form: Record<string, unknown>) => request(site.server).post('/session').type('form').send(form)
const withCookie = (path: string, cookie: string) => request(site.server).get(path).set('Cookie', cookie)

test('by user name or address, in any mixture of capitals', async () => {
  const account = await makeAccount({ username: 'Grace', email: 'Grace@example.org' })
  for (const login of ['Grace', 'gRACE', ' grace ', 'Grace@example.org', 'GRACE@EXAMPLE.ORG'])
    await enter({ login, password: passwordOfAll, allowSignInCookie: 'yes' }).expect(303)
  const json = { login: 'grace', password: passwordOfAll, allowSignInCookie: 'yes' }
  const res = await request(site.server)
    .post('/session')
    .set('Accept', 'application/json')
    .send(json)
    .expect(201)
  assert.equal(res.body.viewer.id, String(account._id))
  assert.doesNotMatch(JSON.stringify(res.body), /argon2|passwordHash/)
})

test('an account that has not confirmed its address may sign in with it', async () => {
  await makeAccount({ username: 'unsure', email: 'unsure@example.org', confirmedAt: null })
  await enter({ login: 'unsure@example.org', password: passwordOfAll, allowSignInCookie: 'yes' }).expect(303)
})

test('a wrong password and an unknown name get the same answer', async () => {
  await makeAccount({ username: 'hilda' })
  const forms = ['hilda', 'nobody-here', 'hilda@example.org', 'nobody@example.org'].map((login) => ({
    login,
    password: 'not the password',
    allowSignInCookie: 'yes',
  }))
  const answers = await Promise.all(forms.map((form) => enter(form)))
  const pages = answers.map(({ text }, n) => text.replaceAll(forms[n]?.login ?? '', 'LOGIN'))
  assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([422]))
  assert.equal(new Set(pages).size, 1)
  for (const answer of answers) assert.deepEqual(cookiesOf(answer), [])
})

test('a name that nobody has costs as much work as one that somebody has', async () => {
  await makeAccount({ username: 'ingrid' })
  const once = async (login: string) => {
    const began = performance.now()
    assert.equal(await checkPassword(login, 'not the password'), undefined)
    return performance.now() - began
  }
  /** The shortest of several: what the machine does besides makes each longer, and none shorter. */
  const took = async (login: string) => {
    const times: number[] = []
    while (times.length < 6) times.push(await once(login))
    return Math.min(...times)
  }
  await once('warm-up')
  const [known, unknown] = [await took('ingrid'), await took('nobody')]
  // Without the work on the decoy it would be a hundredth.
  assert.ok(unknown > known / 4, `${unknown} ms against ${known} ms`)
  const [owned, free] = [await took('ingrid@example.org'), await took('nobody@example.org')]
  assert.ok(free > owned / 4, `${free} ms against ${owned} ms`)
})

test('T15.2: without a yes to the cookie nothing is signed in; the form asks, kindly and unticked', async () => {
  const account = await makeAccount()
  const res = await enter({ login: account.username, password: passwordOfAll }).expect(422)
  assert.match(res.text, /Signing in needs a sign-in cookie\. Allow it\?/)
  assert.doesNotMatch(res.text, / checked/)
  assert.deepEqual(cookiesOf(res), [])
  assert.equal(await Sessions.countDocuments({ 'session.account': account._id }), 0)
  const refused = await request(site.server)
    .post('/session')
    .set('Cookie', 'choice=no')
    .set('Sec-Fetch-Site', 'same-origin')
    .type('form')
    .send({ login: account.username, password: passwordOfAll })
    .expect(422)
  assert.deepEqual(cookiesOf(refused), [])
})

test('N15: who has said yes is not asked again, and the yes stands in the ledger once', async () => {
  const account = await makeAccount()
  const agent = request.agent(site.server)
  await signIn(agent, account)
  await agent.post('/session?_method=DELETE').expect(303)
  assert.doesNotMatch((await agent.get('/sign-in').expect(200)).text, /allowSignInCookie/)
  await agent
    .post('/session')
    .type('form')
    .send({ login: account.username, password: passwordOfAll })
    .expect(303)
  const rows = await Consents.find({ account: account._id }).lean()
  assert.deepEqual(
    rows.map(({ purpose, state, how }) => [purpose, state, how]),
    [['stay', 'given', 'sign-in']],
  )
})

test('T15.1, T15.7: guests get no cookie; those of a sign-in end, and no script or other site gets them', async () => {
  for (const path of [
    '/',
    '/sign-up',
    '/sign-in',
    '/reset',
    '/reset/sent',
    '/welcome',
    '/my/settings',
    '/admin',
  ])
    assert.deepEqual(cookiesOf(await request(site.server).get(path)), [], path)
  const { username } = await makeAccount()
  const res = await enter({ login: username, password: passwordOfAll, allowSignInCookie: 'yes' }).expect(303)
  assert.equal(cookiesOf(res).length, 2)
  for (const cookie of cookiesOf(res)) {
    assert.match(cookie, /; Max-Age=[1-9]\d{4,7};/)
    assert.match(cookie, /; HttpOnly/)
    assert.match(cookie, /; SameSite=Lax/)
    assert.match(cookie, /; Path=\//)
  }
  assert.match(cookiesOf(res).join(), /stay=[^;]+; Max-Age=2592000;/)
})

test('signing in renews the session id, so that one planted before is worth nothing', async () => {
  const { agent, account } = await signedInAgent(site)
  const old = (await Sessions.findOne({ 'session.account': account._id }).lean())?._id
  await signIn(agent, account)
  const now = await Sessions.find({ 'session.account': account._id }).lean()
  assert.equal(now.length, 1)
  assert.notEqual(now[0]?._id, old)
  const planted = withCookie('/my/settings', 'stay=s%3Aplanted.signature')
  assert.equal((await planted).status, 303)
})

test('signing out ends the session for whoever has a copy of its cookie', async () => {
  const { agent, account } = await signedInAgent(site)
  const again = await agent
    .post('/session')
    .type('form')
    .send({ login: account.username, password: passwordOfAll })
  const cookie = cookieOf(again, 'stay') ?? ''
  await withCookie('/my/settings', cookie).expect(200)
  const out = await agent.post('/session?_method=DELETE').expect(303)
  assert.match(cookiesOf(out).join(), /stay=; Max-Age=0/)
  await withCookie('/my/settings', cookie).expect(303)
  await agent.get('/my/settings').expect(303)
  await agent.post('/session?_method=DELETE').expect(303)
})

test('own sessions are listed and ended; those of others do not exist', async () => {
  const account = await makeAccount()
  const [here, there, stranger] = [
    request.agent(site.server),
    request.agent(site.server),
    await signedInAgent(site),
  ]
  here.set('User-Agent', 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0')
  await signIn(here, account)
  await signIn(there, account)
  const list = async () =>
    (await here.get('/my/sessions').set('Accept', 'application/json').expect(200)).body.sessions as {
      id: string
      device: string
      isOwn: boolean
    }[]
  const sessions = await list()
  assert.equal(sessions.length, 2)
  assert.equal(sessions.find(({ isOwn }) => isOwn)?.device, 'Firefox on Linux')
  const other = sessions.find(({ isOwn }) => !isOwn)?.id
  await stranger.agent.post(`/my/sessions/${other}?_method=DELETE`).expect(404)
  await there.get('/my/settings').expect(200)
  await here.post(`/my/sessions/${other}?_method=DELETE`).expect(303)
  await there.get('/my/settings').expect(303)
  await here.post(`/my/sessions/${other}?_method=DELETE`).expect(404)
  for (const id of ['x', '%00', other?.slice(1), '{"$gt":""}'])
    await here.post(`/my/sessions/${encodeURIComponent(String(id))}?_method=DELETE`).expect(404)
  await signIn(there, account)
  await here.post('/my/sessions?_method=DELETE').expect(303)
  for (const agent of [here, there]) await agent.get('/my/settings').expect(303)
  await request(site.server).get('/my/sessions').expect(303)
  await request(site.server).delete('/my/sessions').expect(401)
})

test('a session ends after 30 quiet days, and after 180 days in any case', async () => {
  const { agent } = await signedInAgent(site)
  try {
    moveClock(days(29))
    await agent.get('/my/settings').expect(200)
    moveClock(days(29))
    const seen = await agent.get('/my/settings').expect(200)
    assert.match(cookieOf(seen, 'stay') ?? '', /^stay=s%3A/, 'a visit makes it last longer')
    moveClock(days(31))
    const late = await agent.get('/my/settings').expect(303)
    assert.match(cookiesOf(late).join(), /stay=; Max-Age=0/, 'a cookie that leads nowhere is taken back')
  } finally {
    resetClock()
  }
  const busy = await signedInAgent(site)
  try {
    for (let day = 0; day < 179; day += 25) {
      await busy.agent.get('/my/settings').expect(200)
      moveClock(days(25))
    }
    await busy.agent.get('/my/settings').expect(303)
  } finally {
    resetClock()
  }
})

test('the cookie is sent again once an hour, not with every page', async () => {
  const { agent } = await signedInAgent(site)
  assert.deepEqual(cookiesOf(await agent.get('/my/settings')), [])
  try {
    moveClock(hours(1) + minutes(1))
    assert.match(cookieOf(await agent.get('/my/settings'), 'stay') ?? '', /^stay=s%3A/)
    assert.deepEqual(cookiesOf(await agent.get('/my/settings')), [])
  } finally {
    resetClock()
  }
})

test('a session ended elsewhere is not brought back by a request still under way', async () => {
  const { account } = await signedInAgent(site)
  const store = new CachedStore()
  const cookie = { originalMaxAge: days(30), expires: new Date(Date.now() + days(30)) } as Cookie
  const passport = { user: String(account._id) }
  const times = { startedAt: new Date(), seenAt: new Date() }
  const session = { cookie, passport, ...times, device: 'x' }
  const set = (given: typeof session) =>
    new Promise<unknown>((resolve) => store.set('the-old-id', given, resolve))
  const count = () => Sessions.countDocuments({ 'session.account': account._id })
  await endSessions(String(account._id))
  await set(session)
  assert.equal(await count(), 1, 'a new one may begin')
  await endSessions(String(account._id))
  // At the end of the request that signed in, express-session writes once more.
  await set(session)
  assert.equal(await count(), 0)
  const loaded = store.createSession(
    { sessionStore: store, sessionID: 'the-old-id' } as unknown as Request,
    session,
  )
  await set(Object.assign(loaded, session))
  assert.equal(await count(), 0)
})

test('a page for a signed-in person asks the database nothing about session and account', async () => {
  const { agent } = await signedInAgent(site)
  await agent.get('/my/profile').expect(200)
  const prototype = mongoose.mongo.Collection.prototype
  const reads = [
    mock.method(prototype, 'findOne'),
    mock.method(prototype, 'find'),
    mock.method(prototype, 'updateOne'),
  ]
  await agent.get('/my/profile').expect(200)
  assert.deepEqual(
    reads.map((read) => read.mock.callCount()),
    [0, 0, 0],
  )
  await agent.get('/my/sessions').expect(200)
  assert.notEqual(reads[1]?.mock.callCount(), 0, 'the count would have seen it')
  for (const read of reads) read.mock.restore()
})

test('what is stored of a session neither signs in nor says where from', async () => {
  const { agent, account } = await signedInAgent(site)
  const again = await agent
    .post('/session')
    .type('form')
    .send({ login: account.username, password: passwordOfAll })
  const sid = decodeURIComponent(cookieOf(again, 'stay') ?? '').replace(/^stay=s:|\..*$/g, '')
  const stored = JSON.stringify(await Sessions.find({ 'session.account': account._id }).lean())
  assert.ok(sid.length > 20)
  assert.equal(stored.includes(sid), false)
  assert.doesNotMatch(stored, /127\.0\.0\.1|::1/)
})

test('objects in place of text are refused', async () => {
  await makeAccount({ username: 'oswald' })
  const json = (form: object) =>
    request(site.server).post('/session').set('Accept', 'application/json').send(form).expect(422)
  for (const bad of [{ $gt: '' }, { $ne: 'x' }, ['oswald'], 1, true, null]) {
    await json({ login: bad, password: passwordOfAll, allowSignInCookie: 'yes' })
    await json({ login: 'oswald', password: bad, allowSignInCookie: 'yes' })
  }
  await json(
    JSON.parse(
      `{"__proto__": {"login": "oswald", "password": "${passwordOfAll}", "allowSignInCookie": "yes"}}`,
    ),
  )
  await enter({ 'login[$gt]': '', 'password[$gt]': '', allowSignInCookie: 'yes' }).expect(422)
})

test('a foreign page cannot sign anybody in or out', async () => {
  const { agent, account } = await signedInAgent(site)
  const form = { login: account.username, password: passwordOfAll, allowSignInCookie: 'yes' }
  await enter(form).set('Sec-Fetch-Site', 'cross-site').expect(403)
  await enter(form).set('Origin', 'null').expect(403)
  await agent.post('/session?_method=DELETE').set('Sec-Fetch-Site', 'cross-site').expect(403)
  await agent.get('/my/settings').expect(200)
})

test('signing in leads back to the page that asked for it, never to another host', async () => {
  const { headers } = await request(site.server).get('/my/settings').expect(303)
  assert.equal(headers.location, '/sign-in?next=%2Fmy%2Fsettings')
  const page = await request(site.server).get(String(headers.location)).expect(200)
  assert.match(page.text, /name="next" value="\/my\/settings"/)
  const { username: login } = await makeAccount()
  const to = async (next: unknown) =>
    (await enter({ login, password: passwordOfAll, allowSignInCookie: 'yes', next }).expect(303)).headers
      .location
  assert.equal(await to('/my/settings?saved=yes'), '/my/settings?saved=yes')
  assert.equal(await to('https://evil.example/'), '/')
  for (const bad of [
    '//evil.example',
    '/\\evil.example',
    '/.//evil.example',
    '\\/x',
    'x',
    '/\t/evil.example',
    ['/'],
    7,
  ])
    assert.equal(pathWithin(bad), undefined, String(bad))
})

test('a device is described in two words, whatever it sends', () => {
  const iphone =
    'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605 Version/19.0 Mobile Safari/604.1'
  assert.equal(describeDevice(iphone), 'Safari on iPhone')
  assert.equal(
    describeDevice('Mozilla/5.0 (Windows NT 10.0) Chrome/150.0 Safari/537.36 Edg/150.0'),
    'Edge on Windows',
  )
  assert.equal(describeDevice(undefined), 'A program or an unknown browser')
  assert.equal(describeDevice('<script>'.repeat(500)), 'A program or an unknown browser')
})
