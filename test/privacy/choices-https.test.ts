import './https.ts'
import '../support/env.ts'
import assert from 'node:assert/strict'
import type { Server } from 'node:http'
import { after, test } from 'node:test'
import { purposeNames } from '../../src/consent/purposes.ts'
import { closeTestDatabase, openTestDatabase } from '../support/database.ts'
import { before } from '../support/hooks.ts'
import { browserFor, keptCookies, privacySite, setCookies } from './site.ts'

let server: Server

before(async () => {
  await openTestDatabase()
  server = await privacySite()
})
after(async () => {
  await new Promise((resolve) => server.close(resolve))
  await closeTestDatabase()
})

test('N15, T15.7, N27: on https every cookie is Secure, bound to this host, ends, and is hidden from scripts', async () => {
  const yes = await browserFor(server).put('/privacy/choices').type('form').send({ all: 'yes' })
  const signedIn = await browserFor(server).post('/test/sign-in')
  const no = await browserFor(server)
    .put('/privacy/choices')
    .set('Cookie', `${keptCookies(yes)}; ${keptCookies(signedIn)}`)
    .type('form')
    .send({ all: 'no' })
  const all = [yes, signedIn, no].flatMap(setCookies)
  assert.ok(all.length >= 2 + 1 + purposeNames.length)
  for (const cookie of all) {
    assert.match(cookie, /^__Host-(?:choice|use|seen|stay|survey|chat)=/)
    assert.match(cookie, /; Max-Age=\d+/)
    assert.match(cookie, /; Path=\//)
    assert.match(cookie, /; Secure/)
    assert.match(cookie, /; HttpOnly/)
    assert.match(cookie, /; SameSite=Lax/)
    assert.doesNotMatch(cookie, /; Domain/i)
  }
  assert.equal(keptCookies(no), '__Host-choice=no')
})

test('N15: on https a cookie without the prefix, which another host of the domain may plant, counts for nothing', async () => {
  const planted = 'choice=stay~1.0~abcdefghijklmnopqrstuv'
  const page = await browserFor(server)
    .get('/privacy/choices')
    .set('Cookie', planted)
    .set('Accept', 'application/json')
  assert.equal(page.body.answered, false)
  assert.equal(page.body.choices.stay, false)
})
