import '../support/normal-limits.ts'
import '../support/env.ts'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import request from 'supertest'
import { foldAddress } from '../../src/web/limits.ts'
import { makeAccount, passwordOfAll } from '../support/accounts.ts'
import { forumSite } from '../support/forum-site.ts'

const holder = forumSite()

test('guessing is slowed down however the name is written and whatever address is claimed', async () => {
  const { username } = await makeAccount()
  const spellings = [
    username,
    username.toUpperCase(),
    ` ${username} `,
    `\t${username}\u00a0`,
    `${username}\u0000`,
    `\u200b${username}`,
    `${username}\u202e`,
  ]
  const guess = (n: number, login: string, password: string) =>
    request(holder.site.server)
      .post('/session')
      .set('X-Forwarded-For', `203.0.113.${n}`)
      .set('X-Real-IP', `203.0.113.${n}`)
      .set('Forwarded', `for=203.0.113.${n}`)
      .set('Accept', n % 2 ? 'application/json' : 'text/html')
      .send({ login, password, allowSignInCookie: 'yes' })
  const statuses: number[] = []
  for (let n = 0; n < 24; n += 1)
    statuses.push((await guess(n, spellings[n % spellings.length] ?? username, `wrong ${n}`)).status)
  assert.ok(statuses.filter((status) => status === 422).length <= 10, statuses.join())
  assert.ok(
    statuses.slice(10).every((status) => status === 429),
    statuses.join(),
  )
  for (const n of [1, 2]) {
    const refused = await guess(n, username, passwordOfAll)
    assert.equal(refused.status, 429)
    assert.ok(Number(refused.headers['retry-after']) > 0)
    assert.match(refused.text, /try again in/)
  }
  const other = await makeAccount()
  assert.equal((await guess(1, other.username, passwordOfAll)).status, 201)
})

test('sign-up, reset and confirm are limited by the real address alone', async () => {
  const forms: [string, Record<string, string>][] = [
    ['/reset', { email: 'nobody@example.org' }],
    ['/confirm/aaaaaaaaaaaaaaaaaaaaaaaaa', {}],
    ['/accounts', { username: 'x' }],
  ]
  for (const [path, form] of forms) {
    const statuses = await Promise.all(
      Array.from({ length: 60 }, (_, n) =>
        request(holder.site.server)
          .post(path)
          .set('X-Forwarded-For', `2001:db8:${n}::1`)
          .type('form')
          .send(form)
          .then(({ status, headers }) => (status === 429 && !headers['retry-after'] ? 0 : status)),
      ),
    )
    assert.ok(statuses.filter((status) => status === 429).length >= 20, `${path}: ${statuses.join()}`)
    assert.ok(!statuses.includes(0), `${path}: a refusal that does not say when`)
  }
})

test('one household of IPv6 is one address, however it is written', () => {
  const same = ['2001:db8:1:2::1', '2001:0DB8:0001:0002:ffff::', '2001:db8:1:2:0:0:0:9%eth0']
  assert.equal(new Set(same.map(foldAddress)).size, 1)
  assert.equal(foldAddress('::ffff:203.0.113.9'), '203.0.113.9')
  assert.notEqual(foldAddress('2001:db8:1:3::1'), foldAddress('2001:db8:1:2::1'))
})
