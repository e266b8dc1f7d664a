process.env.RATE_LIMITS = 'normal'

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import express, { type RequestHandler } from 'express'
import supertest from 'supertest'
import { TooMany } from '../../src/errors.ts'

await import('../support/env.ts')
const { clearPenalty, foldAddress, limit, penalise, secondsLeft, tooMany } = await import(
  '../../src/web/limits.ts'
)
const { answerErrors } = await import('../../src/web/errors.ts')

const signedInAs: RequestHandler = (req, _res, next) => {
  const account = req.get('x-account')
  if (account) Object.assign(req, { user: { _id: account } })
  next()
}

function site(gate: RequestHandler) {
  const app = express()
  app.set('trust proxy', 1)
  app.post('/', signedInAs, gate, (_req, res) => {
    res.json({ ok: true })
  })
  app.use(answerErrors)
  return async (address: string, account = '') => {
    const asked = supertest(app).post('/').set('accept', 'application/json').set('x-forwarded-for', address)
    return account ? asked.set('x-account', account) : asked
  }
}

test('who asks too often gets 429, a kind sentence and when to try again', async () => {
  const post = site(limit('kind', { points: 2, seconds: 120, by: 'address' }))
  assert.equal((await post('10.0.0.1')).status, 200)
  assert.equal((await post('10.0.0.1')).status, 200)
  const refused = await post('10.0.0.1')
  assert.equal(refused.status, 429)
  const wait = Number(refused.headers['retry-after'])
  assert.ok(wait > 110 && wait <= 120)
  assert.equal(refused.body.detail, 'That was a lot in a short time. Please try again in 2 minutes.')
  assert.equal((await post('10.0.0.2')).status, 200, 'somebody else is not concerned')
})

test('a limit opens again after its time', async () => {
  const post = site(limit('short', { points: 1, seconds: 1, by: 'address' }))
  const both = await Promise.all([post('10.0.0.1'), post('10.0.0.1')])
  assert.deepEqual(both.map(({ status }) => status).sort(), [200, 429])
  while ((await post('10.0.0.1')).status === 429) await wait(100)
})

test('twenty at once do not slip through a limit of five', async () => {
  const post = site(limit('race', { points: 5, seconds: 60, by: 'address' }))
  const answers = await Promise.all(Array.from({ length: 20 }, () => post('10.0.0.1')))
  assert.equal(answers.filter(({ status }) => status === 200).length, 5)
})

test('a limit by account follows the account, and the address of somebody who is not signed in', async () => {
  const post = site(limit('by-account', { points: 1, seconds: 60, by: 'account' }))
  assert.equal((await post('10.0.0.1', 'ada')).status, 200)
  assert.equal((await post('10.0.0.2', 'ada')).status, 429)
  assert.equal((await post('10.0.0.1', 'bob')).status, 200)
  assert.equal((await post('10.0.0.1')).status, 200)
  assert.equal((await post('10.0.0.1')).status, 429)
})

test('a limit by both counts each on its own', async () => {
  const post = site(limit('by-both', { points: 2, seconds: 60, by: 'both' }))
  assert.equal((await post('10.0.0.1', 'ada')).status, 200)
  assert.equal((await post('10.0.0.1', 'bob')).status, 200)
  assert.equal((await post('10.0.0.1', 'cem')).status, 429, 'the address is used up')
  assert.equal((await post('10.0.0.2', 'ada')).status, 200)
  assert.equal((await post('10.0.0.3', 'ada')).status, 429, 'the account is used up')
})

test('one household of IPv6 counts as one, neighbours do not', async () => {
  const post = site(limit('ipv6', { points: 1, seconds: 60, by: 'address' }))
  assert.equal((await post('2001:db8:1:2::1')).status, 200)
  assert.equal((await post('2001:db8:1:2:ffff::2')).status, 429)
  assert.equal((await post('2001:db8:1:3::1')).status, 200)
})

test('addresses are folded to the network of a household', () => {
  const cases = {
    '192.0.2.7': '192.0.2.7',
    '::ffff:192.0.2.7': '192.0.2.7',
    '2001:db8:1:2:3:4:5:6': '2001:db8:1:2::/64',
    '2001:DB8:0001::6': '2001:db8:1:0::/64',
    '::1': '0:0:0:0::/64',
    'fe80::1%eth0': 'fe80:0:0:0::/64',
    '64:ff9b::192.0.2.7': '64:ff9b:0:0::/64',
    '1:2:3:4:5:6:192.0.2.7': '1:2:3:4::/64',
    '': '',
  }
  for (const [address, folded] of Object.entries(cases)) assert.equal(foldAddress(address), folded)
})

test('ten failures slow the pair of address and account, not the person', async () => {
  for (let failure = 1; failure <= 10; failure += 1) {
    assert.equal(await secondsLeft('sign-in', '10.0.0.1 ada'), 0)
    assert.equal(await penalise('sign-in', '10.0.0.1 ada'), 0)
  }
  const wait = await penalise('sign-in', '10.0.0.1 ada')
  assert.ok(wait > 890 && wait <= 900)
  assert.ok((await secondsLeft('sign-in', '10.0.0.1 ada')) > 890)
  assert.equal(await secondsLeft('sign-in', '10.0.0.2 ada'), 0, 'the person elsewhere')
  assert.equal(await secondsLeft('sign-in', '10.0.0.1 bob'), 0, 'somebody else in the same place')
})

test('a success takes the failures back', async () => {
  for (let failure = 1; failure <= 9; failure += 1) await penalise('sign-in', '10.0.0.3 ada')
  await clearPenalty('sign-in', '10.0.0.3 ada')
  assert.equal(await penalise('sign-in', '10.0.0.3 ada'), 0)
  assert.equal(await secondsLeft('sign-in', '10.0.0.3 ada'), 0)
})

test('a hundred guesses at once pass no more than ten', async () => {
  const waits = await Promise.all(Array.from({ length: 100 }, () => penalise('sign-in', '10.0.0.4 ada')))
  assert.equal(waits.filter((wait) => wait === 0).length, 10)
})

test('the time to wait is told in words', () => {
  const cases: [number, string][] = [
    [0, 'one second'],
    [0.4, 'one second'],
    [30, '30 seconds'],
    [60, 'one minute'],
    [61, '2 minutes'],
    [7200, '2 hours'],
    [200_000, '3 days'],
  ]
  for (const [seconds, words] of cases) {
    const error = tooMany(seconds)
    assert.ok(error instanceof TooMany)
    assert.ok(error.message.endsWith(`Please try again in ${words}.`), error.message)
    assert.ok(error.seconds >= 1)
  }
})
