import '../support/env.ts'
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import supertest from 'supertest'
import { Sessions } from '../../src/auth/session.ts'
import { Consents } from '../../src/consent/ledger.ts'
import { before } from '../support/hooks.ts'
import { connectSite, type TestSite } from '../support/site.ts'
import { browserFor, keptCookies, setCookies } from './site.ts'

let site: TestSite

before(async () => {
  site = await connectSite()
})
after(() => site.close())

const start = [
  '/',
  '/privacy',
  '/privacy/choices',
  '/privacy/rights',
  '/sign-in',
  '/sign-up',
  '/search?q=a',
  '/nowhere',
]

function linksIn(html: string): string[] {
  return [...html.matchAll(/href="(\/[^"#]*)/g)].map(([, path]) => path?.replaceAll('&amp;', '&') ?? '')
}

/** Reads the whole site as a guest does, link by link, at most so many pages. */
async function crawl(headers: Record<string, string>, most: number) {
  const waiting = [...start]
  const seen = new Set<string>()
  const cookies: string[] = []
  for (const path of waiting) {
    if (seen.has(path) || seen.size >= most || path.startsWith('/assets/')) continue
    seen.add(path)
    const page = await supertest(site.server).get(path).set(headers)
    cookies.push(...setCookies(page).map((cookie) => `${path}: ${cookie}`))
    waiting.push(...linksIn(page.text ?? ''))
  }
  return { seen, cookies }
}

test('N15, T15.1: no page that a guest can reach sets a cookie', async () => {
  const { seen, cookies } = await crawl({}, 60)
  assert.ok(seen.size >= start.length)
  assert.deepEqual(cookies, [])
})

test('N15, T15.2: after a no, no page sets another one', async () => {
  assert.deepEqual((await crawl({ Cookie: 'choice=no' }, 60)).cookies, [])
})

test('N15: with Sec-GPC no page asks or sets a cookie', async () => {
  const page = await supertest(site.server).get('/privacy').set('Sec-GPC', '1')
  assert.doesNotMatch(page.text, /class="banner"/)
  assert.deepEqual((await crawl({ 'Sec-GPC': '1' }, 60)).cookies, [])
})

test('N15, design 1.5: the kept page differs only by whether the question is open', async () => {
  const read = async (headers: Record<string, string>) =>
    (await supertest(site.server).get('/privacy').set(headers)).text
  const open = await read({})
  const answered = await read({ Cookie: 'choice=no' })
  assert.equal(await read({ Cookie: 'other=1' }), open)
  assert.equal(await read({ Cookie: 'choice=stay~1.0~abcdefghijklmnopqrstuv' }), answered)
  assert.equal(await read({ 'Sec-GPC': '1' }), answered)
  assert.equal(await read({ DNT: '1' }), answered)
  assert.match(open, /class="banner"/)
  assert.doesNotMatch(answered, /class="banner"/)
})

let made = 0

function application(fields: object = {}) {
  made += 1
  const username = `tomek${made}`
  const password = 'lime and flint and moss'
  return { username, email: `${username}@example.org`, password, age: '18+', acceptNotice: 'yes', ...fields }
}

test('N15: after a no, signing up asks for its one cookie, and a later no ends the session', async () => {
  const browser = browserFor(site.server)
  const send = { Accept: 'application/json' }
  await browser.put('/privacy/choices').set(send).send({}).expect(200)
  const joined = await browser
    .post('/accounts')
    .set(send)
    .send(application({ allowSignInCookie: 'yes' }))
  assert.equal(joined.status, 201)
  assert.match(keptCookies(joined), /^choice=stay~[^;]*; stay=/)
  const given = await Consents.findOne({ state: 'given' }).lean()
  assert.equal(given?.purpose, 'stay')
  assert.equal(given?.how, 'sign-up')
  assert.ok(given?.account)
  await browser.get('/my/sessions').set(send).expect(200)
  const refused = await browser.put('/privacy/choices').set(send).send({})
  assert.equal(keptCookies(refused), 'choice=no')
  assert.equal(await Sessions.countDocuments(), 0)
  await browser.get('/my/sessions').set(send).expect(401)
})

test('N15: without the permission an account can be made, and no cookie comes with it', async () => {
  const joined = await browserFor(site.server)
    .post('/accounts')
    .set({ Accept: 'application/json', Cookie: 'choice=no' })
    .send(application())
  assert.equal(joined.status, 201)
  assert.deepEqual(setCookies(joined), [])
})

test('N15: signing in is refused without the permission, and with Sec-GPC a yes to it still counts', async () => {
  const { username, password, ...rest } = application()
  const browser = browserFor(site.server).set({ Accept: 'application/json', 'Sec-GPC': '1' })
  await browser.post('/accounts').send({ username, password, ...rest })
  const refused = await browser.post('/session').send({ login: username, password })
  assert.equal(refused.status, 422)
  assert.deepEqual(Object.keys(refused.body.errors), ['allowSignInCookie'])
  assert.deepEqual(setCookies(refused), [])
  const allowed = await browser.post('/session').send({ login: username, password, allowSignInCookie: 'yes' })
  assert.equal(allowed.status, 201)
  assert.match(keptCookies(allowed), /^choice=stay~[^;]*~signal; stay=/)
  const choices = await browser.get('/privacy/choices')
  assert.equal(choices.body.choices.stay, true)
})
