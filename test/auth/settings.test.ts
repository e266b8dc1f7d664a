import '../support/env.ts'

import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import request from 'supertest'
import { countPost, findAccount } from '../../src/auth/account.ts'
import { Kept } from '../../src/auth/kept.ts'
import { findByUsernames, findPeople, findSignedIn } from '../../src/auth/people.ts'
import { isNewcomer } from '../../src/auth/policy.ts'
import { moveClock, resetClock, seconds } from '../../src/clock.ts'
import { makeAccount, passwordOfAll, signedInAgent } from '../support/accounts.ts'
import { before } from '../support/hooks.ts'
import { connectSite, type TestSite } from '../support/site.ts'

let site: TestSite
before(async () => {
  site = await connectSite()
})
after(() => site.close())

type Agent = ReturnType<typeof request.agent>
const save = (agent: Agent, form: object) => agent.post('/my/profile?_method=PUT').type('form').send(form)

test('N8: beside each field of the profile stands who can see it', async () => {
  const { agent } = await signedInAgent(site)
  const { text } = await agent.get('/my/profile').expect(200)
  for (const name of ['name', 'bio']) assert.match(text, new RegExp(`id="f-${name}-seen"`))
  assert.match(text, /Anyone on the internet can see it/)
  assert.match((await agent.get('/my/email')).text, /Only you can see it/)
})

test('one calm page says how everything is settled, and leads to where it is changed', async () => {
  const { agent, account } = await signedInAgent(site)
  await save(agent, { bio: 'I <b>mend</b> walls.' })
  await agent.put('/my/tagging').type('form').send({ taggable: 'nobody' }).expect(303)
  const page = async () => (await agent.get('/my/settings').expect(200)).text
  const first = await page()
  for (const words of [
    'I &lt;b&gt;mend&lt;/b&gt; walls.',
    account.email,
    'Only here',
    'Nobody',
    'Keep me signed in',
  ])
    assert.ok(first.includes(words), words)
  const links = [...first.matchAll(/class="row-title" href="([^"]+)"/g)].map(([, href]) => String(href))
  assert.equal(links.length, 15)
  for (const href of links) await agent.get(href).expect(200)
  await request(site.server)
    .post('/session')
    .type('form')
    .send({ login: account.username, password: passwordOfAll, allowSignInCookie: 'yes' })
    .expect(303)
  assert.match(await page(), /2 browsers/)
})

test('the settings are for those who are signed in', async () => {
  for (const path of ['/my/settings', '/my/profile', '/my/email', '/my/password', '/my/sessions'])
    assert.equal(
      (await request(site.server).get(path).expect(303)).headers.location,
      `/sign-in?next=${encodeURIComponent(path)}`,
    )
  await request(site.server).put('/my/profile').send({ name: 'x' }).expect(401)
  assert.equal((await request(site.server).get('/my/account').expect(303)).headers.location, '/my/settings')
})

test('N22: a correction is shown at once, to the person and to others', async () => {
  const { agent, account } = await signedInAgent(site)
  const id = String(account._id)
  assert.equal((await findPeople([id])).get(id)?.name, account.username)
  await save(agent, { name: '  Nora   Dale ', bio: 'I grow\r\n<b>leeks</b>.' }).expect(303)
  assert.equal((await findPeople([id])).get(id)?.name, 'Nora Dale')
  assert.equal((await findAccount(account.username))?.bio, 'I grow\n<b>leeks</b>.')
  const page = (await agent.get('/my/profile?saved=yes').expect(200)).text
  assert.match(page, /value="Nora Dale"/)
  assert.match(page, /I grow\n&lt;b&gt;leeks&lt;\/b&gt;\./)
  assert.match(page, /Your profile is saved/)
  await save(agent, { name: '', bio: '' }).expect(303)
  assert.equal((await findAccount(account.username))?.name, account.username)
})

test('an account that is not confirmed reads and edits its profile', async () => {
  const { agent, account } = await signedInAgent(site, { confirmedAt: null })
  assert.match((await agent.get('/my/settings').expect(200)).text, /confirm your e-mail address first/)
  await save(agent, { name: 'Not yet', bio: '' }).expect(303)
  assert.equal((await findAccount(account.username))?.name, 'Not yet')
})

test('what is too long or no text is refused, and what was typed comes back', async () => {
  const { agent, account } = await signedInAgent(site, { name: 'Before' })
  const res = await save(agent, { name: 'After', bio: 'x'.repeat(501) }).expect(422)
  assert.match(res.text, /keep this to 500 characters/)
  assert.match(res.text, /value="After"/)
  await save(agent, { name: 'x'.repeat(61) }).expect(422)
  for (const bad of [{ $gt: '' }, ['a'], 5, null])
    for (const name of ['name', 'bio'])
      await agent
        .put('/my/profile')
        .set('Accept', 'application/json')
        .send({ [name]: bad })
        .expect(422)
  const sneaky =
    '{"__proto__": {"bio": "x"}, "role": "admin", "username": "root", "confirmedAt": null, "name": "Fine"}'
  await agent.put('/my/profile').set('Content-Type', 'application/json').send(sneaky).expect(303)
  const after = await findAccount(account.username)
  assert.deepEqual([after?.name, after?.role, after?.bio], ['Fine', 'member', ''])
  assert.ok(after?.confirmedAt)
})

test('people are found in one batch; who left, and what is no id, is missing', async () => {
  const [one, two] = [await makeAccount({ username: 'Xenia' }), await makeAccount()]
  const ids = [String(one._id), String(two._id), 'f'.repeat(24), 'nonsense', '']
  const people = await findPeople(ids)
  assert.deepEqual([...people.keys()].sort(), [String(one._id), String(two._id)].sort())
  const named = await findByUsernames(['xenia', 'XENIA', 'nobody-here'])
  assert.deepEqual([...named], [['xenia', { id: String(one._id), username: 'Xenia', name: 'Xenia' }]])
})

test('posts are counted until the account is no longer new', async () => {
  const account = await makeAccount({ createdAt: new Date(Date.now() - 1e9) })
  const id = String(account._id)
  for (let n = 0; n < 4; n += 1) await countPost(id)
  const before = await findSignedIn(id)
  assert.equal(before && isNewcomer(before), true)
  await Promise.all([countPost(id), countPost(id), countPost(id)])
  const after = await findSignedIn(id)
  assert.equal(after?.postCount, 5)
  assert.equal(isNewcomer(after), false)
})

test('what was read before something was dropped is not kept', () => {
  const kept = new Kept<string>()
  const mark = kept.mark()
  kept.put('a', 'one', mark)
  assert.equal(kept.get('a'), 'one')
  kept.drop('a')
  assert.equal(kept.get('a'), undefined)
  kept.put('a', 'stale', mark)
  assert.equal(kept.get('a'), undefined)
  kept.put('a', 'fresh', kept.mark())
  try {
    moveClock(seconds(29))
    assert.equal(kept.get('a'), 'fresh')
    moveClock(seconds(2))
    assert.equal(kept.get('a'), undefined)
  } finally {
    resetClock()
  }
})

test('WCAG 2.1.4: single keys can be switched off for good and on again, without a script', async () => {
  const { agent, account } = await signedInAgent(site)
  const isOff = async () => /<body[^>]* data-keys="off">/.test((await agent.get('/').expect(200)).text)
  const put = (keys?: string) => agent.post('/my/keys?_method=PUT').type('form').send({ keys })
  assert.equal(await isOff(), false, 'an account that never chose has them')
  await put('off').expect(303)
  assert.equal(await isOff(), true)
  assert.equal((await findAccount(account.username))?.keys, 'off')
  assert.match((await agent.get('/my/keys').expect(200)).text, /value="off" checked/)
  assert.match((await put('maybe').expect(422)).text, /Please choose one of the two/)
  assert.equal(await isOff(), true)
  await put('on').expect(303)
  assert.equal(await isOff(), false)
  await request(site.server).put('/my/keys').send({ keys: 'off' }).expect(401)
})
