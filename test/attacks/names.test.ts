import '../support/env.ts'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import request from 'supertest'
import { findAccount } from '../../src/auth/account.ts'
import { signedInAgent, signUpForm } from '../support/accounts.ts'
import { makeBoard } from '../support/forum.ts'
import { forumSite } from '../support/forum-site.ts'

const holder = forumSite()

test('a name cannot turn round what stands beside it, nor be made of nothing', async () => {
  const { agent, account } = await signedInAgent(holder.site)
  const names: [string, string][] = [
    ['\u202enimdA\u202c', 'nimdA'],
    ['\u2066Ro\u200bsa\u2069', 'Rosa'],
    ['\ufeff\u200b\u2060', account.username],
    ['\u3164\u115f\u2800', account.username],
    ['\u0301\u0301', account.username],
    ['Zoë 👩‍🚀', 'Zoë 👩‍🚀'],
    ['رزا', 'رزا'],
    ['\ud800Ada', '\ufffdAda'],
  ]
  for (const [typed, kept] of names) {
    await agent.put('/my/profile').set('Accept', 'application/json').send({ name: typed }).expect(200)
    assert.equal((await findAccount(account.username))?.name, kept)
    await request(holder.site.server).get(`/u/${account.username}`).expect(200)
  }
})

test('a title needs something to read', async () => {
  const { agent } = await signedInAgent(holder.site)
  const board = await makeBoard()
  const begin = (title: string) =>
    agent
      .post(`/c/${board.slug}/topics`)
      .set('Accept', 'application/json')
      .send({ title, body: 'Some words.' })
  for (const title of [
    '\u200b\u200b\u200b\u200b',
    '\u3164\u3164\u3164\u3164',
    '\u202e\u202e\u202e\u202e',
    '\u0000\u0000\u0000',
  ])
    assert.equal((await begin(title)).status, 422, JSON.stringify(title))
  const lone = await begin('\ud800 half a letter \udfff')
  assert.equal(lone.status, 201)
  assert.ok(String(lone.body.title).isWellFormed())
})

test('no user name is an address, a path or a look-alike of another one', async () => {
  const bad = [
    '..',
    '.',
    '%2e%2e',
    'a/b',
    'a b',
    'аdmin',
    'ad\u200bmin',
    'ＡＤＭＩＮ',
    'a',
    'x'.repeat(25),
    '\u202eboss',
    'a\0b',
    'K\u212a\u212a',
  ]
  for (const username of bad) {
    const answer = await request(holder.site.server)
      .post('/accounts')
      .send(signUpForm({ username, email: 'somebody@example.org' }))
    assert.equal(answer.status, 422, JSON.stringify(username))
  }
  const first = signUpForm({ username: 'Rosalind' })
  await request(holder.site.server).post('/accounts').type('form').send(first).expect(303)
  await request(holder.site.server)
    .post('/accounts')
    .type('form')
    .send({ ...first, username: 'ROSALIND' })
    .expect(422)
})

test('nobody signs up under a name that sounds like the staff', async () => {
  for (const username of ['admin', 'Admins', 'moderator', '_mod_', 'system', 'Support-1', 'Parley'])
    await request(holder.site.server)
      .post('/accounts')
      .type('form')
      .send(signUpForm({ username }))
      .expect(422)
  for (const username of ['administratix', 'modesty', 'supporter'])
    await request(holder.site.server)
      .post('/accounts')
      .type('form')
      .send(signUpForm({ username }))
      .expect(303)
})
