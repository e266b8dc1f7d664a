import '../support/env.ts'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import request from 'supertest'
import { findAccount } from '../../src/auth/account.ts'
import { listSessions } from '../../src/auth/session.ts'
import {
  linkTo,
  mailsTo,
  makeAccount,
  passwordOfAll,
  signedInAgent,
  signUpForm,
} from '../support/accounts.ts'
import { forumSite } from '../support/forum-site.ts'

const holder = forumSite()
const newWords = 'seven quiet lanterns'

test('whoever signs in with the old password while it is changed gets no session', async () => {
  const { agent, account } = await signedInAgent(holder.site)
  const form = { login: account.username, password: passwordOfAll, allowSignInCookie: 'yes' }
  const change = agent
    .put('/my/password')
    .type('form')
    .send({ oldPassword: passwordOfAll, password: newWords })
    .then((answer) => answer)
  const thieves: Promise<unknown>[] = []
  for (let n = 0; n < 40; n += 1) {
    thieves.push(
      request(holder.site.server)
        .post('/session')
        .type('form')
        .send(form)
        .then(() => undefined),
    )
    await wait(8)
  }
  assert.equal((await change).status, 303)
  await Promise.all(thieves)
  assert.equal((await listSessions(String(account._id))).length, 1)
  await agent.get('/my/sessions').expect(200)
})

test('a link to a mistyped address dies as soon as another address is named', async () => {
  const { agent, account } = await signedInAgent(holder.site)
  const [wrong, right] = [`stranger-${account.username}@example.org`, `right-${account.username}@example.org`]
  const name = (email: string) =>
    agent.put('/my/email').type('form').send({ email, password: passwordOfAll }).expect(303)
  await name(wrong)
  const stale = await linkTo(wrong, 'confirm')
  await name(right)
  const link = await linkTo(right, 'confirm')
  await request(holder.site.server).post(stale).expect(410)
  await request(holder.site.server).post(link).expect(303)
  await request(holder.site.server).post(stale).expect(410)
  assert.equal((await findAccount(account.username))?.email, right)
  // Pressing the right one again is still no fault.
  await request(holder.site.server).post(link).expect(303)
})

test('nobody sends sentences of their own to a stranger in our letters', async () => {
  const agent = request.agent(holder.site.server).set('Sec-Fetch-Site', 'same-origin')
  const form = signUpForm({ allowSignInCookie: 'yes' })
  await agent.post('/accounts').type('form').send(form).expect(303)
  await agent.put('/my/profile').type('form').send({ name: 'Win at http://evil.example now' }).expect(303)
  await agent.post('/my/confirmation').type('form').send({}).expect(303)
  await agent.post('/reset').type('form').send({ email: form.email }).expect(303)
  const victim = `victim-${form.username}@example.org`
  await agent.put('/my/email').type('form').send({ email: victim, password: passwordOfAll }).expect(303)
  const mails = [...(await mailsTo(String(form.email))), ...(await mailsTo(victim))]
  assert.equal(mails.length, 4)
  for (const { text, subject } of mails) assert.doesNotMatch(text + subject, /evil/)
})

test('an address gets only so many letters that it did not ask for', async () => {
  const owner = await makeAccount()
  for (let n = 0; n < 12; n += 1)
    await request(holder.site.server).post('/reset').type('form').send({ email: owner.email }).expect(303)
  for (let n = 0; n < 6; n += 1)
    await request(holder.site.server)
      .post('/accounts')
      .type('form')
      .send(signUpForm({ email: owner.email.toUpperCase() }))
      .expect(303)
  const letters = (await mailsTo(owner.email)).length
  assert.ok(letters >= 1 && letters <= 8, `${letters} letters`)
})

test('two who claim one address and confirm at the same moment: one gets it', async () => {
  const email = `shared-${Date.now().toString(36)}@example.org`
  const links: string[] = []
  for (let n = 0; n < 2; n += 1) {
    await request(holder.site.server).post('/accounts').type('form').send(signUpForm({ email })).expect(303)
    links.push(await linkTo(email, 'confirm'))
  }
  assert.equal(new Set(links).size, 2)
  const press = (link: string) => request(holder.site.server).post(link)
  const answers = await Promise.all([...links, ...links].map(press))
  const statuses = answers.map(({ status }) => status).sort()
  assert.deepEqual(statuses, [303, 303, 409, 409])
})

test('one name, one address, ten sign-ups at once: one account, and no fault of ours', async () => {
  const form = signUpForm({ allowSignInCookie: 'yes' })
  const answers = await Promise.all(
    Array.from({ length: 10 }, (_, n) =>
      request(holder.site.server)
        .post('/accounts')
        .type('form')
        .send({ ...form, username: n % 2 ? String(form.username).toUpperCase() : form.username }),
    ),
  )
  assert.equal(answers.filter(({ status }) => status === 303).length, 1)
  assert.equal(answers.filter(({ status }) => status === 422).length, 9)
})
