import '../support/env.ts'

import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import request from 'supertest'
import { findAccount } from '../../src/auth/account.ts'
import { checkPassword } from '../../src/auth/credentials.ts'
import { Tokens } from '../../src/auth/token.ts'
import { hours, moveClock, resetClock } from '../../src/clock.ts'
import {
  linkTo,
  mailsTo,
  makeAccount,
  passwordOfAll,
  signedInAgent,
  signIn,
  signUpForm,
} from '../support/accounts.ts'
import { before } from '../support/hooks.ts'
import { connectSite, type TestSite } from '../support/site.ts'

let site: TestSite
before(async () => {
  site = await connectSite()
})
after(() => site.close())

const get = (path: string) => request(site.server).get(path)
const post = (path: string, form: Record<string, unknown> = {}) =>
  request(site.server).post(path).type('form').send(form)
const newWords = 'seven quiet lanterns'

async function signUp(wanted: Record<string, unknown> = {}) {
  const form = signUpForm({ allowSignInCookie: 'yes', ...wanted })
  const agent = request.agent(site.server)
  agent.set('Sec-Fetch-Site', 'same-origin')
  await agent.post('/accounts').type('form').send(form).expect(303)
  return { agent, username: String(form.username), email: String(form.email) }
}

const isConfirmed = async (username: string) => (await findAccount(username))?.confirmedAt !== null

test('looking at the link confirms nothing, pressing the button does, from any browser', async () => {
  const { username, email } = await signUp()
  const link = await linkTo(email, 'confirm')
  assert.match((await get(link).expect(200)).text, /Yes, confirm my address/)
  await request(site.server).head(link).expect(200)
  assert.equal(await isConfirmed(username), false)
  const pressed = await post(link).expect(303)
  assert.equal(pressed.headers['set-cookie'], undefined)
  assert.equal(await isConfirmed(username), true)
  assert.match((await get(link).expect(200)).text, /Your address is confirmed/)
})

test('a replayed link is answered kindly and changes nothing', async () => {
  const { username, email } = await signUp()
  const link = await linkTo(email, 'confirm')
  const answers = await Promise.all([post(link), post(link), post(link)])
  assert.deepEqual(
    answers.map(({ status }) => status),
    [303, 303, 303],
  )
  const at = (await findAccount(username))?.confirmedAt
  await post(link).expect(303)
  assert.deepEqual((await findAccount(username))?.confirmedAt, at)
})

test('a link runs out after a day; signed in, one can have a new one sent', async () => {
  const { agent, username, email } = await signUp()
  const link = await linkTo(email, 'confirm')
  try {
    moveClock(hours(25))
    await get(link).expect(410)
    await post(link).expect(410)
    assert.equal(await isConfirmed(username), false)
    await agent.post('/my/confirmation').expect(303)
    const fresh = await linkTo(email, 'confirm')
    assert.notEqual(fresh, link)
    await post(fresh).expect(303)
    assert.equal(await isConfirmed(username), true)
    await agent.post('/my/confirmation').expect(409)
  } finally {
    resetClock()
  }
  await post('/my/confirmation').expect(401)
})

test('links that are none lead nowhere', async () => {
  const unknown = 'x'.repeat(43)
  await get(`/confirm/${unknown}`).expect(410)
  await post(`/confirm/${unknown}`).expect(410)
  await get(`/reset/${unknown}`).expect(410)
  for (const bad of ['x', '%7B%22%24gt%22%3A%22%22%7D', '..%2F..', 'x'.repeat(500)]) {
    await post(`/confirm/${bad}`).expect(404)
    await post(`/reset/${bad}`, { password: newWords }).expect(404)
  }
})

test('a link of one kind does not open the door of another', async () => {
  const { email } = await signUp()
  const secret = (await linkTo(email, 'confirm')).split('/').at(-1)
  await post(`/reset/${secret}`, { password: newWords }).expect(410)
  await get(`/first-admin/${secret}`).expect(410)
})

test('what is stored does not open the link', async () => {
  const { email } = await signUp()
  const secret = String((await linkTo(email, 'confirm')).split('/').at(-1))
  const token = await Tokens.findOne({ email }).lean()
  assert.ok(token)
  assert.equal(JSON.stringify(token).includes(secret), false)
  await get(`/confirm/${token._id}`).expect(410)
})

test('an unproven claim to an address keeps its owner from nothing', async () => {
  const squatter = await signUp({ email: 'tess@example.org' })
  const owner = await signUp({ email: 'Tess@example.org' })
  const [first, second] = [
    await linkTo('tess@example.org', 'confirm'),
    await linkTo('Tess@example.org', 'confirm'),
  ]
  await post(second).expect(303)
  assert.equal(await isConfirmed(owner.username), true)
  await post(first).expect(409)
  assert.equal(await isConfirmed(squatter.username), false)
  const found = await checkPassword('tess@example.org', passwordOfAll)
  assert.equal(found?.username, owner.username)
})

test('a new password by mail: the same answer for every address; the link works once', async () => {
  const account = await makeAccount({ username: 'ursula', email: 'ursula@example.org' })
  const agent = request.agent(site.server)
  await signIn(agent, account)
  const known = await post('/reset', { email: 'URSULA@example.org' }).expect(303)
  const unknown = await post('/reset', { email: 'nobody@example.org' }).expect(303)
  assert.equal(known.headers.location, unknown.headers.location)
  assert.deepEqual(Object.keys(known.headers), Object.keys(unknown.headers))
  assert.deepEqual(await mailsTo('nobody@example.org'), [])

  const link = await linkTo('ursula@example.org', 'reset')
  assert.match((await get(link).expect(200)).text, /ursula/)
  await post(link, { password: 'short' }).expect(422)
  await post(link, { password: 'Ursula@example.org' }).expect(422)
  await post(link, { 'password[$gt]': '' }).expect(422)
  const answers = await Promise.all([
    post(link, { password: newWords }),
    post(link, { password: `${newWords}!` }),
  ])
  assert.deepEqual(answers.map(({ status }) => status).sort(), [303, 410])
  await get(link).expect(410)
  await agent.get('/my/settings').expect(303)
  assert.equal(await checkPassword('ursula', passwordOfAll), undefined)
  assert.match((await mailsTo('ursula@example.org')).at(-1)?.subject ?? '', /was changed/)
})

test('asking for a new password takes as long whether or not there is an account', async () => {
  await makeAccount({ email: 'vera@example.org' })
  const took = async (email: string) => {
    const began = performance.now()
    await post('/reset', { email }).expect(303)
    return performance.now() - began
  }
  for (const email of ['vera@example.org', 'nobody@example.org']) assert.ok((await took(email)) >= 299)
})

test('a new password ends all other sessions and every link under way', async () => {
  const { agent, account } = await signedInAgent(site)
  const elsewhere = request.agent(site.server)
  await signIn(elsewhere, account)
  await post('/reset', { email: account.email })
  const link = await linkTo(account.email, 'reset')
  const change = (form: Record<string, unknown>) =>
    agent.post('/my/password?_method=PUT').type('form').send(form)
  await change({ oldPassword: 'not the password', password: newWords }).expect(422)
  await change({ oldPassword: passwordOfAll, password: 'password1234' }).expect(422)
  await change({ oldPassword: passwordOfAll, password: account.username }).expect(422)
  await change({ oldPassword: passwordOfAll, password: newWords }).expect(303)
  await agent.get('/my/settings').expect(200)
  await elsewhere.get('/my/settings').expect(303)
  await post(link, { password: 'another password' }).expect(410)
  assert.ok(await checkPassword(account.username, newWords))
  assert.match((await mailsTo(account.email)).at(-1)?.text ?? '', /just changed/)
  await request(site.server)
    .put('/my/password')
    .send({ oldPassword: newWords, password: passwordOfAll })
    .expect(401)
})

test('T22.1: a new address is confirmed at the new one and announced at the old', async () => {
  const { agent, account } = await signedInAgent(site)
  const change = (form: Record<string, unknown>) =>
    agent.post('/my/email?_method=PUT').type('form').send(form)
  const wanted = `new-${account.email}`
  await change({ email: wanted, password: 'not the password' }).expect(422)
  await change({ email: 'nonsense', password: passwordOfAll }).expect(422)
  await change({ email: account.email, password: passwordOfAll }).expect(422)
  await change({ email: wanted, password: passwordOfAll }).expect(303)
  assert.equal((await findAccount(account.username))?.email, account.email)
  assert.match((await mailsTo(account.email)).at(-1)?.text ?? '', /asked to use another/)
  await post(await linkTo(wanted, 'confirm')).expect(303)
  assert.equal((await findAccount(account.username))?.email, wanted)
  assert.match((await mailsTo(account.email)).at(-1)?.text ?? '', /now uses another e-mail address/)
  assert.ok(await checkPassword(wanted, passwordOfAll))
  assert.equal(await checkPassword(account.email, passwordOfAll), undefined)
  await request(site.server).put('/my/email').send({ email: wanted, password: passwordOfAll }).expect(401)
})

test('changing to an address that somebody has gets the same answer, and only that somebody is told', async () => {
  const other = await makeAccount()
  const { agent, account } = await signedInAgent(site)
  const change = (email: string) =>
    agent.post('/my/email?_method=PUT').type('form').send({ email, password: passwordOfAll }).expect(303)
  const known = await change(other.email)
  const free = await change('free-address@example.org')
  assert.equal(known.headers.location, free.headers.location)
  assert.match((await mailsTo(other.email)).at(-1)?.text ?? '', new RegExp(other.username))
  assert.doesNotMatch((await mailsTo(other.email)).at(-1)?.text ?? '', /\/confirm\//)
  assert.equal((await findAccount(account.username))?.email, account.email)
})

test('a new password stops a new address that was asked for', async () => {
  const { agent } = await signedInAgent(site)
  const form = { email: 'thief@example.org', password: passwordOfAll }
  await agent.post('/my/email?_method=PUT').type('form').send(form).expect(303)
  const link = await linkTo('thief@example.org', 'confirm')
  const words = { oldPassword: passwordOfAll, password: newWords }
  await agent.post('/my/password?_method=PUT').type('form').send(words).expect(303)
  await post(link).expect(410)
})

test('an address typed wrong at sign-up can be corrected; nobody is written to at the wrong one', async () => {
  const { agent, username, email } = await signUp()
  const before = (await mailsTo(email)).length
  const form = { email: `right-${email}`, password: passwordOfAll }
  await agent.post('/my/email?_method=PUT').type('form').send(form).expect(303)
  assert.equal((await mailsTo(email)).length, before)
  await post(await linkTo(form.email, 'confirm')).expect(303)
  assert.equal((await findAccount(username))?.email, form.email)
  assert.equal(await isConfirmed(username), true)
  await post(await linkTo(email, 'confirm')).expect(410)
})
