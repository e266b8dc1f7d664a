import '../support/env.ts'

import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import mongoose from 'mongoose'
import request from 'supertest'
import { findAccount } from '../../src/auth/account.ts'
import { onAccountRemoved } from '../../src/auth/account-gone.ts'
import { canPost } from '../../src/auth/policy.ts'
import { removeUnfinishedAccounts } from '../../src/auth/unfinished.ts'
import { days, moveClock, resetClock } from '../../src/clock.ts'
import { Consents } from '../../src/consent/ledger.ts'
import { noticeInForce } from '../../src/consent/notice-version.ts'
import { runOutbox } from '../../src/mail/outbox.ts'
import { mailsTo, makeAccount, signUpForm } from '../support/accounts.ts'
import { before } from '../support/hooks.ts'
import { connectSite, type TestSite } from '../support/site.ts'

const { version: noticeVersion } = noticeInForce()

let site: TestSite
before(async () => {
  site = await connectSite()
})
after(() => site.close())

const join = (form: Record<string, unknown>) => request(site.server).post('/accounts').type('form').send(form)
const joinJson = (form: unknown) =>
  request(site.server)
    .post('/accounts')
    .set('Accept', 'application/json')
    .send(form as object)

async function countRows(): Promise<number> {
  // What earlier sign-ups sent has to be written down first.
  await runOutbox()
  const collections = (await mongoose.connection.db?.collections()) ?? []
  const counts = await Promise.all(collections.map((collection) => collection.countDocuments({})))
  return counts.reduce((sum, count) => sum + count, 0)
}

function cookiesOf(res: request.Response): string[] {
  return (res.headers['set-cookie'] as unknown as string[] | undefined) ?? []
}

test('N3: the form says of each field why it is needed and what happens without', async () => {
  const { text } = await request(site.server).get('/sign-up').expect(200)
  for (const name of [
    'username',
    'email',
    'password',
    'age',
    'guardianEmail',
    'acceptNotice',
    'allowSignInCookie',
  ])
    assert.match(text, new RegExp(`id="f-${name}-why"`), name)
  for (const name of ['username', 'email', 'password', 'age', 'guardianEmail'])
    assert.match(text, new RegExp(`id="f-${name}-seen"`), name)
  assert.doesNotMatch(text, / checked/)
})

test('signing up stores the account, the version of the notice, and mails a link', async () => {
  const res = await join(signUpForm({ username: 'Rosa-1', email: 'Rosa@Example.org' })).expect(303)
  assert.equal(res.headers.location, '/welcome')
  assert.deepEqual(cookiesOf(res), [])
  const account = await findAccount('rosa-1')
  assert.equal(account?.username, 'Rosa-1')
  assert.equal(account?.noticeVersion, noticeVersion)
  assert.equal(account?.confirmedAt, null)
  assert.equal(account && canPost(account), false)
  const [mail] = await mailsTo('Rosa@example.org')
  assert.match(mail?.links.join() ?? '', /\/confirm\/[\w-]{43}/)
})

test('N15: allowing the cookie signs in at once, and the yes is recorded before', async () => {
  const form = signUpForm({ allowSignInCookie: 'yes' })
  const agent = request.agent(site.server)
  const res = await agent.post('/accounts').type('form').send(form).expect(303)
  assert.deepEqual(
    cookiesOf(res).map((cookie) => cookie.split('=')[0]),
    ['choice', 'stay'],
  )
  assert.match((await agent.get('/my/settings').expect(200)).text, new RegExp(String(form.username)))
  const account = await findAccount(String(form.username))
  const [row, ...more] = await Consents.find({ account: account?._id }).lean()
  assert.deepEqual([row?.purpose, row?.state, row?.how, more.length], ['stay', 'given', 'sign-up', 0])
})

test('a known address gets the same answer; only its owner learns of it', async () => {
  const owner = await makeAccount({ username: 'owner', email: 'owner@example.org' })
  const wanted = { allowSignInCookie: 'yes' }
  const known = await join(signUpForm({ ...wanted, username: 'wanda1', email: 'OWNER@example.org' }))
  const fresh = await join(signUpForm({ ...wanted, username: 'wanda2', email: 'fresh@example.org' }))
  assert.equal(known.status, 303)
  assert.deepEqual([known.status, known.headers.location], [fresh.status, fresh.headers.location])
  assert.deepEqual(Object.keys(known.headers).sort(), Object.keys(fresh.headers).sort())
  const names = (res: request.Response) =>
    cookiesOf(res).map((cookie) => cookie.replace(/=[^;]*/, '').replace(/Expires=[^;]*/, ''))
  assert.deepEqual(names(known), names(fresh))

  const pageOf = async (res: request.Response, name: string) => {
    const cookie = cookiesOf(res).map((line) => line.split(';')[0])
    const page = await request(site.server).get('/welcome').set('Cookie', cookie.join('; '))
    return page.text.replaceAll(name, 'NAME').replaceAll(/(?:OWNER|fresh)@example.org/g, 'ADDRESS')
  }
  const strip = (text: string) => text.replaceAll(/avatar-\d+/g, '')
  assert.equal(strip(await pageOf(known, 'wanda1')), strip(await pageOf(fresh, 'wanda2')))

  const told = (await mailsTo(owner.email)).at(-1)
  assert.match(told?.text ?? '', /another account/)
  assert.doesNotMatch(told?.text ?? '', /\/confirm\//)
  assert.deepEqual(await mailsTo('OWNER@example.org'), [])
})

test('a taken user name is told, in any mixture of capitals', async () => {
  await makeAccount({ username: 'Quentin' })
  const res = await join(signUpForm({ username: 'qUENTIN', email: 'other@example.org' })).expect(422)
  assert.match(res.text, /Somebody has this name already/)
  assert.match(res.text, /value="other@example\.org"/, 'what was typed comes back')
  assert.doesNotMatch(res.text, /calm river/, 'the password does not')
  assert.deepEqual(await mailsTo('other@example.org'), [])
})

test('of two sign-ups of one name at once, one gets it', async () => {
  const forms = ['a', 'b', 'c', 'd'].map((n) =>
    signUpForm({ username: 'twins', email: `${n}@twins.example.org` }),
  )
  const answers = await Promise.all(forms.map((form) => join(form)))
  assert.deepEqual(answers.map(({ status }) => status).sort(), [303, 422, 422, 422])
  const count = await mongoose.connection.collection('accounts').countDocuments({ usernameKey: 'twins' })
  assert.equal(count, 1)
})

test('N3: what is missing or wrong is named field by field, and nothing is stored', async () => {
  const before = await countRows()
  const faults: [string, unknown][] = [
    ...['username', 'email', 'password', 'age', 'acceptNotice'].map((name): [string, unknown] => [
      name,
      undefined,
    ]),
    ['username', 'no spaces please'],
    ['username', 'ab'],
    ['username', 'x'.repeat(25)],
    ['username', 'päivi'],
    ['email', 'not-an-address'],
    ['email', 'a@b.example\r\nBcc: victim@example.org'],
    ['password', 'too short'],
    ['password', 'x'.repeat(201)],
    ['password', 'Password1234'],
    ['password', 'abababababab'],
    ['age', '12'],
    ['age', '99'],
    ['acceptNotice', 'no'],
  ]
  for (const [name, value] of faults) {
    const res = await joinJson(signUpForm({ username: 'nobody', [name]: value })).expect(422)
    assert.ok(res.body.errors[name], `${name} ${String(value)}`)
  }
  const own = signUpForm({ username: 'longusername', password: 'LongUserName' })
  assert.ok((await joinJson(own).expect(422)).body.errors.password)
  assert.equal(await countRows(), before)
})

test('objects in place of text are refused in every field', async () => {
  const before = await countRows()
  for (const name of ['username', 'email', 'password', 'age', 'guardianEmail', 'acceptNotice'])
    for (const value of [{ $gt: '' }, { $ne: null }, ['x'], 7, null, true]) {
      if (name === 'acceptNotice' && value === true) continue
      await joinJson({
        ...signUpForm({ age: '13-17', guardianEmail: 'mum@example.org' }),
        [name]: value,
      }).expect(422)
    }
  const polluted = JSON.stringify(signUpForm({ username: undefined })).replace(
    '{',
    '{"__proto__":{"username":"sneaky"},',
  )
  await request(site.server)
    .post('/accounts')
    .set('Accept', 'application/json')
    .set('Content-Type', 'application/json')
    .send(polluted.replace(/"username":"n[^"]*",(?="email")/, ''))
    .expect(422)
  await join({ ...signUpForm(), 'username[$gt]': 'x', username: undefined }).expect(422)
  assert.equal(({} as { username?: string }).username, undefined)
  assert.equal(await countRows(), before)
})

test('T26.1: below the lower edge nothing is stored and no cookie is set, and the page is kind', async () => {
  const before = await countRows()
  const res = await join(signUpForm({ age: 'under-13', allowSignInCookie: 'yes' })).expect(403)
  assert.match(res.text, /kept nothing of what you typed/)
  assert.doesNotMatch(res.text, /example\.org/)
  assert.deepEqual(cookiesOf(res), [])
  await join({ age: 'under-13' }).expect(403)
  await joinJson(signUpForm({ age: 'under-13' })).expect(403)
  assert.equal(await countRows(), before)
})

test('N26: from 13 to 17 a guardian is needed; the account reads, but does not post', async () => {
  const young = { age: '13-17', allowSignInCookie: 'yes' }
  assert.ok((await joinJson(signUpForm(young)).expect(422)).body.errors.guardianEmail)
  const self = signUpForm({ ...young, email: 'me@example.org', guardianEmail: 'ME@example.org' })
  assert.ok((await joinJson(self).expect(422)).body.errors.guardianEmail)

  const form = signUpForm({ ...young, guardianEmail: 'mum@example.org' })
  const agent = request.agent(site.server)
  await agent.post('/accounts').type('form').send(form).expect(303)
  const account = await findAccount(String(form.username))
  assert.equal(account?.state, 'awaiting-guardian')
  assert.equal(account && canPost({ ...account, confirmedAt: new Date() }), false)
  assert.match((await agent.get('/welcome').expect(200)).text, /parent or guardian has to agree/)
  await agent.get('/').expect(200)
})

test('an adult has no guardian stored, whatever the form sends', async () => {
  const form = signUpForm({ guardianEmail: 'mum@example.org' })
  await join(form).expect(303)
  const stored = await mongoose.connection.collection('accounts').findOne({ username: form.username })
  assert.equal(stored?.guardianEmail, null)
})

test('N29, N26: sign-ups that are never finished go when their time is over', async () => {
  const gone: string[] = []
  onAccountRemoved(async (id) => {
    gone.push(id)
  })
  const form = signUpForm({ allowSignInCookie: 'yes' })
  const agent = request.agent(site.server)
  await agent.post('/accounts').type('form').send(form).expect(303)
  const account = await findAccount(String(form.username))
  const waiting = await makeAccount({ ageBand: '13-17' })
  const member = await makeAccount()
  try {
    moveClock(days(6))
    await removeUnfinishedAccounts()
    assert.ok(await findAccount(String(form.username)), 'not before its time')
    moveClock(days(2))
    await removeUnfinishedAccounts()
    assert.equal(await findAccount(String(form.username)), undefined)
    assert.ok(gone.includes(String(account?._id)))
    assert.ok(await findAccount(waiting.username))
    const left = await agent.get('/my/settings')
    assert.equal(left.status, 303, 'its session went with it')
    moveClock(days(7))
    await removeUnfinishedAccounts()
    assert.equal(await findAccount(waiting.username), undefined)
    assert.ok(await findAccount(member.username), 'a finished account stays')
  } finally {
    resetClock()
  }
})
