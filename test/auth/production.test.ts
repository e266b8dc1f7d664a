import './production.ts'
import '../support/env.ts'

import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import request from 'supertest'
import { Accounts, findAccount } from '../../src/auth/account.ts'
import { prepareFirstAdmin } from '../../src/auth/first-admin.ts'
import { makeAccount, passwordOfAll, signUpForm } from '../support/accounts.ts'
import { before } from '../support/hooks.ts'
import { connectSite, type TestSite } from '../support/site.ts'

let site: TestSite
before(async () => {
  site = await connectSite()
})
after(() => site.close())

const cookiesOf = (res: request.Response) =>
  (res.headers['set-cookie'] as unknown as string[] | undefined) ?? []

function enter(login: string, password: string, from = '192.0.2.1') {
  const form = { login, password, allowSignInCookie: 'yes' }
  return request(site.server).post('/session').set('X-Forwarded-For', from).type('form').send(form)
}

test('the admin of the settings is made at the first start, and at no other', async () => {
  assert.equal(await prepareFirstAdmin(), undefined)
  assert.equal(await prepareFirstAdmin(), undefined)
  assert.equal(await Accounts.countDocuments({}), 1)
  assert.equal((await findAccount('head'))?.role, 'admin')
  await enter('head', 'calm river under stones').expect(303)
})

test('N15, N27: on https the cookies bear the strict name and never travel in the clear', async () => {
  const { username } = await makeAccount()
  const res = await enter(username, passwordOfAll).expect(303)
  assert.deepEqual(
    cookiesOf(res).map((cookie) => cookie.split('=')[0]),
    ['__Host-choice', '__Host-stay'],
  )
  for (const cookie of cookiesOf(res)) {
    assert.match(cookie, /; Secure/)
    assert.match(cookie, /; HttpOnly/)
    assert.match(cookie, /; Max-Age=\d+/)
    assert.doesNotMatch(cookie, /Domain=/)
  }
  const stay = cookiesOf(res).at(-1)?.split(';')[0] ?? ''
  await request(site.server).get('/my/settings').set('Cookie', stay).expect(200)
  await request(site.server).get('/my/settings').set('Cookie', stay.replace('__Host-', '')).expect(303)
})

test('N27: on https every answer tells browsers to come back by https only', async () => {
  for (const path of ['/', '/', '/privacy', '/nothing-here', '/my/settings']) {
    const { headers } = await request(site.server).get(path)
    assert.match(headers['strict-transport-security'] ?? '', /^max-age=31536000; includeSubDomains$/, path)
  }
})

test('ten failures slow the pair of address and name, and nobody else', async () => {
  const account = await makeAccount({ username: 'wilma' })
  const other = await makeAccount()
  for (let n = 0; n < 10; n += 1) await enter('Wilma', 'not the password').expect(422)
  const slowed = await enter(' wilma ', passwordOfAll).expect(429)
  assert.ok(Number(slowed.headers['retry-after']) > 0)
  assert.match(slowed.text, /try again in/)
  await enter(other.username, passwordOfAll).expect(303)
  await enter(account.username, passwordOfAll, '192.0.2.2').expect(303)
})

test('guesses at a name that nobody has are slowed alike', async () => {
  for (let n = 0; n < 10; n += 1) await enter('nobody-here', 'not the password', '192.0.2.3').expect(422)
  await enter('nobody-here', 'not the password', '192.0.2.3').expect(429)
})

test('a flood of guesses at once is counted before it is checked', async () => {
  const { username } = await makeAccount()
  const answers = await Promise.all(Array.from({ length: 20 }, () => enter(username, 'wrong', '192.0.2.4')))
  assert.equal(answers.filter(({ status }) => status === 422).length, 10)
  assert.equal(answers.filter(({ status }) => status === 429).length, 10)
})

test('sign-ups from one address are limited; a child that is turned away is not even counted', async () => {
  const join = (form: Record<string, unknown>, from: string) =>
    request(site.server).post('/accounts').set('X-Forwarded-For', from).type('form').send(form)
  for (let n = 0; n < 32; n += 1) await join({ age: 'under-13' }, '192.0.2.5').expect(403)
  for (let n = 0; n < 30; n += 1) await join({}, '192.0.2.5').expect(422)
  const late = await join(signUpForm(), '192.0.2.5').expect(429)
  assert.ok(Number(late.headers['retry-after']) > 0)
  await join({}, '192.0.2.6').expect(422)
})
