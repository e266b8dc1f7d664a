import '../support/env.ts'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import request from 'supertest'
import { loadAccount } from '../../src/auth/account.ts'
import { changeRole } from '../../src/auth/role-change.ts'
import { parseCookies } from '../../src/consent/cookies.ts'
import { linkTo, makeAccount, passwordOfAll, signedInAgent, signIn } from '../support/accounts.ts'
import { makeBoard, makeTopic } from '../support/forum.ts'
import { forumSite } from '../support/forum-site.ts'

const holder = forumSite()
const server = () => holder.site.server

const newWords = 'seven quiet lanterns'
const form = (login: string, password = passwordOfAll) => ({ login, password, allowSignInCookie: 'yes' })

/** A second device, and its cookie as a thief would have it, used until every memory knows it. */
async function device(username: string): Promise<string> {
  const answer = await request(server()).post('/session').type('form').send(form(username)).expect(303)
  const set = ([] as string[]).concat(answer.headers['set-cookie'] ?? [])
  const cookie = set.find((one) => one.startsWith('stay='))?.split(';', 1)[0] ?? assert.fail('no session')
  for (let n = 0; n < 3; n += 1) await request(server()).get('/my/settings').set('Cookie', cookie).expect(200)
  return cookie
}

async function isDead(cookie: string): Promise<void> {
  const page = await request(server()).get('/my/settings').set('Cookie', cookie)
  assert.equal(page.status, 303)
  const write = await request(server())
    .put('/my/profile')
    .set('Cookie', cookie)
    .set('Sec-Fetch-Site', 'same-origin')
    .set('Accept', 'application/json')
    .send({ bio: 'still here' })
  assert.equal(write.status, 401)
}

test('a session ended from another device is dead at once, in every memory', async () => {
  const { agent, account } = await signedInAgent(holder.site)
  const ways: [string, () => Promise<unknown>][] = [
    [
      'revoked',
      async () => {
        const { body } = await agent.get('/my/sessions').set('Accept', 'application/json').expect(200)
        for (const one of body.sessions.filter((session: { isOwn: boolean }) => !session.isOwn))
          await agent.delete(`/my/sessions/${one.id}`).expect(303)
      },
    ],
    [
      'password',
      () =>
        agent
          .put('/my/password')
          .type('form')
          .send({ oldPassword: passwordOfAll, password: newWords })
          .expect(303),
    ],
    [
      'password back',
      () =>
        agent
          .put('/my/password')
          .type('form')
          .send({ oldPassword: newWords, password: passwordOfAll })
          .expect(303),
    ],
    ['everywhere', () => agent.delete('/my/sessions').expect(303)],
  ]
  for (const [way, end] of ways) {
    const before = way === 'password back' ? undefined : await device(account.username)
    await end()
    if (before) await isDead(before)
  }
})

test('a mailed link to a new password ends every session', async () => {
  const account = await makeAccount()
  const cookie = await device(account.username)
  await request(server()).post('/reset').type('form').send({ email: account.email }).expect(303)
  const link = await linkTo(account.email, 'reset')
  const both = await Promise.all(
    [1, 2].map((n) =>
      request(server())
        .post(link)
        .type('form')
        .send({ password: `${newWords} ${n}` }),
    ),
  )
  assert.deepEqual(both.map(({ status }) => status).sort(), [303, 410])
  await isDead(cookie)
})

test('a session planted before signing in is worth nothing afterwards', async () => {
  const account = await makeAccount()
  const planted = await device((await makeAccount()).username)
  const answer = await request(server())
    .post('/session')
    .set('Cookie', planted)
    .set('Sec-Fetch-Site', 'same-origin')
    .type('form')
    .send(form(account.username))
    .expect(303)
  const set = ([] as string[]).concat(answer.headers['set-cookie'] ?? [])
  const own = set.find((one) => one.startsWith('stay='))
  assert.match(own ?? '', /HttpOnly; SameSite=Lax/)
  assert.notEqual(own?.split(';', 1)[0], planted)
  await isDead(planted)
})

test('forged, cut and doubled cookies open nothing and break nothing', async () => {
  const cookie = await device((await makeAccount()).username)
  const bad = [
    'stay=',
    'stay=s%3A.',
    'stay=s%3Aabc.def',
    `${cookie}x`,
    cookie.slice(0, -3),
    'stay=%ff%fe',
    'stay=j%3A%7B%22a%22%3A1%7D',
    `stay=${'a'.repeat(4000)}`,
    `stay=forged; ${cookie}`,
    'stay=__proto__',
  ]
  for (const one of bad) {
    const answer = await request(server()).get('/my/settings').set('Cookie', one)
    assert.equal(answer.status, 303, one.slice(0, 40))
  }
})

test('a role that is taken away ends what it opened at once', async () => {
  const board = await makeBoard({ audience: 'staff' })
  const topic = await makeTopic({ board })
  const { agent, account } = await signedInAgent(holder.site, { role: 'moderator' })
  const admin = await makeAccount({ role: 'admin' })
  for (let n = 0; n < 3; n += 1) await agent.get(topic.path).expect(200)
  await changeRole(admin, (await loadAccount(String(account._id))) ?? assert.fail(), 'member')
  await agent.get(topic.path).expect(404)
  await agent.put(`/t/${topic.id}/pin`).expect(404)
})

test('a way on after signing in never leads to another host', async () => {
  const account = await makeAccount()
  const ways = [
    '//evil.example',
    '/\\evil.example',
    'https://evil.example',
    '/\t/evil.example',
    '/.//evil.example',
    '/a/..//evil.example',
    'javascript:alert(1)',
    '\\\\evil.example',
    '/%09/evil.example',
    ' //evil.example',
    'evil.example',
  ]
  for (const next of ways) {
    const agent = request.agent(server())
    await signIn(agent, account)
    for (const answer of [
      await request(server())
        .post('/session')
        .type('form')
        .send({ ...form(account.username), next }),
      await agent.get('/sign-in').query({ next }),
      await agent.put('/privacy/choices').type('form').send({ all: 'yes', from: next }),
    ]) {
      const place = new URL(String(answer.headers.location), 'http://here.example')
      assert.equal(place.host, 'here.example', `${next} → ${answer.headers.location}`)
    }
  }
})

test('a cookie whose name only looks like ours is not ours, and opens nobody’s session to others', async () => {
  const cookie = await device((await makeAccount()).username)
  for (const planted of [
    '\u00a0stay=guess',
    '\u0085stay=guess',
    'stay\u00a0=guess',
    '\u000bstay=guess',
    'stay=guess',
  ]) {
    const both = `${planted}; ${cookie}`
    for (let n = 0; n < 3; n += 1)
      await request(server())
        .get('/my/settings')
        .set('Cookie', Buffer.from(both, 'latin1').toString('latin1'))
        .catch(() => undefined)
    await request(server()).get('/my/settings').set('Cookie', 'stay=guess').expect(303)
  }
  assert.equal(parseCookies('\u00a0__Host-stay=guess; __Host-stay=mine').get('__Host-stay'), 'mine')
  assert.equal(parseCookies(' a=1;\tb=2 ').get('b'), '2')
})
