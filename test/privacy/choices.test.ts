import '../support/env.ts'
import assert from 'node:assert/strict'
import type { Server } from 'node:http'
import { after, beforeEach, test } from 'node:test'
import supertest from 'supertest'
import { Sessions } from '../../src/auth/session.ts'
import { Consents } from '../../src/consent/ledger.ts'
import { noticeInForce } from '../../src/consent/notice-version.ts'
import { purposeNames } from '../../src/consent/purposes.ts'
import { closeTestDatabase, emptyTestDatabase, openTestDatabase } from '../support/database.ts'
import { before } from '../support/hooks.ts'
import { browserFor, keptCookies, privacySite, setCookies } from './site.ts'

const { version: noticeVersion } = noticeInForce()

let server: Server

before(async () => {
  await openTestDatabase()
  server = await privacySite()
})
beforeEach(emptyTestDatabase)
after(async () => {
  await new Promise((resolve) => server.close(resolve))
  await closeTestDatabase()
})

const address = '/privacy/choices'
const form = `${address}?_method=PUT`
const pages = ['/privacy', address, '/privacy/on/2026-11-22', '/nowhere', '/privacy/on/1999-01-01']

async function crawl(browser: ReturnType<typeof browserFor>): Promise<string[]> {
  const set: string[] = []
  for (let visit = 0; visit < 30; visit += 1) {
    set.push(...setCookies(await browser.get(pages[visit % pages.length] ?? address)))
  }
  return set
}

test('N15, T15.1: thirty pages set no cookie before the question is answered', async () => {
  assert.deepEqual(await crawl(browserFor(server)), [])
})

test('N15, T15.2: after a no there is exactly one cookie, the refusal, however far one reads', async () => {
  const browser = browserFor(server)
  const answered = await browser.post(form).type('form').send({ all: 'no', banner: 'yes', from: '/privacy' })
  assert.equal(answered.status, 303)
  assert.equal(answered.headers.location, '/privacy')
  assert.equal(setCookies(answered).length, 1)
  assert.match(
    setCookies(answered)[0] ?? '',
    /^choice=no; Max-Age=15552000; Path=\/; HttpOnly; SameSite=Lax$/,
  )
  assert.deepEqual(await crawl(browser), [])
  assert.equal((await Consents.find({ state: 'refused', receipt: null, account: null }).lean()).length, 5)
})

test('N15, T15.3: each purpose on its own is allowed on its own', async () => {
  for (const name of purposeNames) {
    const browser = browserFor(server)
    const answered = await browser
      .put(address)
      .set('Accept', 'application/json')
      .send({ [name]: 'yes' })
    assert.equal(answered.status, 200)
    const expected = Object.fromEntries(purposeNames.map((other) => [other, other === name]))
    assert.deepEqual(answered.body.choices, expected)
    assert.deepEqual(
      setCookies(answered).map((cookie) => cookie.split('=')[0]),
      ['choice'],
    )
    assert.match(keptCookies(answered), new RegExp(`^choice=${name}~${noticeVersion}~[\\w-]{22}$`))
    const shown = await browser.get(address).set('Accept', 'application/json')
    assert.deepEqual(shown.body.choices, expected)
  }
})

test('N15, T15.4: taking back expires the cookie of each purpose in the same answer', async () => {
  const browser = browserFor(server)
  await browser.post(form).type('form').send({ all: 'yes', banner: 'yes' })
  const answered = await browser.post(form).type('form').send({ all: 'no' })
  for (const name of purposeNames)
    assert.ok(
      setCookies(answered).some((cookie) => cookie.startsWith(`${name}=; Max-Age=0;`)),
      name,
    )
  assert.equal(keptCookies(answered), 'choice=no')
})

test('N15: switching off “stay” signs out: the session is gone, not only its cookie', async () => {
  const browser = browserFor(server)
  await browser.post('/test/sign-in').expect(200)
  await browser.put(address).type('form').send({ stay: 'yes' })
  assert.match((await browser.get('/test/me')).body.username, /^rosa/)
  const sent = await browser.put(address).type('form').send({ seen: 'yes' })
  assert.ok(setCookies(sent).some((cookie) => cookie.startsWith('stay=; Max-Age=0;')))
  assert.equal((await browser.get('/test/me')).body.username, null)
  assert.equal(await Sessions.countDocuments(), 0)
})

test('N15: a stolen copy of the session cookie is worth nothing after “stay” was switched off', async () => {
  const browser = browserFor(server)
  const stolen = keptCookies(await browser.post('/test/sign-in'))
  await browser.put(address).type('form').send({})
  const answer = await supertest(server).get('/test/me').set('Cookie', stolen)
  assert.equal(answer.body.username, null)
})

test('N5: a member’s yes is recorded for the account, with the age group; a visitor’s for a receipt', async () => {
  const browser = browserFor(server)
  const { id } = (await browser.post('/test/sign-in')).body
  await browser.put(address).type('form').send({ stay: 'yes' })
  await browserFor(server).put(address).type('form').send({ stay: 'yes' })
  const given = await Consents.find({ state: 'given' }).sort({ _id: 1 }).lean()
  assert.deepEqual(
    given.map((row) => [String(row.account), row.ageBand, row.receipt !== null]),
    [
      [id, '18+', false],
      ['null', null, true],
    ],
  )
})

test('N15: Sec-GPC and DNT are a no: no banner, no cookie; the page says so', async () => {
  for (const [name, value] of [
    ['Sec-GPC', '1'],
    ['DNT', '1'],
  ] as const) {
    const page = await browserFor(server).get(address).set(name, value)
    assert.deepEqual(setCookies(page), [])
    assert.doesNotMatch(page.text, /class="banner"/)
    assert.match(page.text, /We take that as a no/)
  }
})

test('N15: every guest who has not answered gets the same bytes, with the banner first and three equal buttons', async () => {
  const [one, two] = [await supertest(server).get('/privacy'), await supertest(server).get('/privacy')]
  assert.equal(one.text, two.text)
  const buttons = [...one.text.matchAll(/<(?:button|a) class="([^"]*)"[^>]*>(Yes to all|No|Choose)</g)]
  assert.deepEqual(
    buttons.map(([, , label]) => label),
    ['Yes to all', 'No', 'Choose'],
  )
  assert.equal(new Set(buttons.map(([, classes]) => classes)).size, 1)
  const afterSkipLink = one.text.slice(one.text.indexOf('#main'))
  const focusable = /<(?:a|button|input(?! type="hidden"))\b[^>]*>([^<]*)/.exec(afterSkipLink.slice(10))
  assert.equal(focusable?.[1], 'Yes to all')
  assert.match(one.text, /href="\/privacy\/choices">Cookie choices</)
})

test('N15: the banner goes once the question is answered', async () => {
  const browser = browserFor(server)
  assert.match((await browser.get('/privacy')).text, /class="banner"/)
  await browser.post(form).type('form').send({ all: 'no', banner: 'yes' })
  assert.doesNotMatch((await browser.get('/privacy')).text, /class="banner"/)
})

test('N15, T15.8: without cookies the choices can be read and sent', async () => {
  const page = await supertest(server).get(address)
  assert.equal(page.status, 200)
  assert.equal([...page.text.matchAll(/role="switch"/g)].length, purposeNames.length)
  assert.doesNotMatch(page.text, / checked/)
  const sent = await supertest(server).post(form).type('form').send({ stay: 'yes' })
  assert.equal(sent.status, 303)
})

test('the person goes back to where they were, and never to another site', async () => {
  const back = async (fields: object, referrer?: string) => {
    const request = browserFor(server).post(form).type('form')
    if (referrer) request.set('Referer', referrer).set('Host', 'forum.test')
    return (await request.send(fields)).headers.location
  }
  assert.equal(await back({ from: '/t/hello/7?before=x' }), '/t/hello/7?before=x')
  assert.equal(await back({}, 'http://forum.test/c/open'), '/c/open')
  assert.equal(await back({}, 'http://evil.example/c/open'), address)
  for (const from of [
    'https://evil.example',
    '//evil.example',
    '/\\evil.example',
    '/.//evil.example',
    '/\t/evil.example',
  ])
    assert.equal(await back({ from }), address, from)
  assert.equal(await back({ from: `/${'a'.repeat(3000)}` }), address)
})

test('a forged choice neither breaks a page nor allows more than it names', async () => {
  for (const cookie of [
    'choice=%00',
    'choice=all~1.0~abcdefghijklmnopqrstuv',
    `choice=${'a.'.repeat(3000)}`,
    'choice={"$gt":""}',
  ]) {
    const shown = await supertest(server).get(address).set('Cookie', cookie).set('Accept', 'application/json')
    assert.equal(shown.status, 200)
    assert.ok(
      Object.values(shown.body.choices).every((allowed) => allowed === false),
      cookie.slice(0, 40),
    )
    const sent = await supertest(server)
      .put(address)
      .set('Cookie', cookie)
      .set('Accept', 'application/json')
      .send({})
    assert.equal(sent.status, 200)
    assert.equal(keptCookies(sent), 'choice=no')
  }
})

test('an answer that is neither yes nor no is told so, and changes nothing', async () => {
  for (const body of [{ stay: { $gt: '' } }, { use: 'maybe' }, { seen: ['yes', 'yes'] }]) {
    const sent = await browserFor(server).put(address).set('Accept', 'application/json').send(body)
    assert.equal(sent.status, 422)
    assert.deepEqual(Object.keys(sent.body.errors), Object.keys(body))
    assert.deepEqual(setCookies(sent), [])
  }
  const page = await browserFor(server).post(form).type('form').send({ use: 'maybe' })
  assert.equal(page.status, 422)
  assert.match(page.text, /Please choose yes or no/)
  assert.equal(await Consents.countDocuments(), 0)
})

test('another site cannot answer in a person’s name', async () => {
  const sent = await supertest(server)
    .post(form)
    .set('Sec-Fetch-Site', 'cross-site')
    .type('form')
    .send({ all: 'yes' })
  assert.equal(sent.status, 403)
  assert.deepEqual(setCookies(sent), [])
})
