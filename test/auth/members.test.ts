import '../support/env.ts'

import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import request from 'supertest'
import { Accounts, countOtherAdmins, findAccount, hasAdmin } from '../../src/auth/account.ts'
import { becomeFirstAdmin, prepareFirstAdmin } from '../../src/auth/first-admin.ts'
import { changeRole, RoleChanges } from '../../src/auth/role-change.ts'
import { config } from '../../src/config.ts'
import { retentionKeys } from '../../src/retention.ts'
import { sessionSecret } from '../../src/web/secret.ts'
import { makeAccount, passwordOfAll, signedInAgent } from '../support/accounts.ts'
import { before } from '../support/hooks.ts'
import { connectSite, type TestSite } from '../support/site.ts'

let site: TestSite
before(async () => {
  site = await connectSite()
})
after(() => site.close())

type Agent = ReturnType<typeof request.agent>
const giveRole = (agent: Agent, username: string, role: unknown) =>
  agent.post(`/admin/members/${username}/role?_method=PUT`).type('form').send({ role })
const roleOf = async (username: string) => (await findAccount(username))?.role
const secretOf = (link: string | undefined) => String(link).split('/').at(-1) ?? ''

// First in this file: there is no admin yet.
test('the printed link makes the first admin once, and only while there is none', async () => {
  const [link, spare] = [await prepareFirstAdmin(), await prepareFirstAdmin()]
  const path = new URL(String(link)).pathname
  const form = {
    username: 'Founder',
    email: 'founder@example.org',
    password: passwordOfAll,
    isAdult: 'yes',
    acceptNotice: 'yes',
    allowSignInCookie: 'yes',
  }
  const agent = request.agent(site.server)
  agent.set('Sec-Fetch-Site', 'same-origin')
  const page = await agent.get(path).expect(200)
  for (const part of ['name="isAdult"', 'name="acceptNotice"', 'href="/privacy"'])
    assert.ok(page.text.includes(part), part)
  assert.equal(await hasAdmin(), false, 'looking makes nobody admin')
  for (const [name, bad] of Object.entries({
    username: 'x',
    email: 'x',
    password: 'founder',
    isAdult: '',
    acceptNotice: undefined,
  }))
    await agent
      .post(path)
      .type('form')
      .send({ ...form, [name]: bad })
      .expect(422)
  await agent
    .post(path)
    .send({ ...form, username: { $gt: '' } })
    .expect(422)
  const own = { ...form, username: 'founder-of-it', password: 'founder-of-it' }
  await agent.post(path).type('form').send(own).expect(422)
  const made = await agent.post(path).type('form').send(form).expect(303)
  assert.equal(made.headers.location, '/admin')
  await agent.get('/admin').expect(200)
  assert.equal(await roleOf('founder'), 'admin')
  for (const again of [path, new URL(String(spare)).pathname]) {
    await agent.get(again).expect(410)
    await agent
      .post(again)
      .type('form')
      .send({ ...form, username: 'second' })
      .expect(410)
  }
  assert.equal(await prepareFirstAdmin(), undefined)
  await Accounts.deleteMany({})
})

test('of two first admins at the same moment, one is made', async () => {
  const secrets = [secretOf(await prepareFirstAdmin()), secretOf(await prepareFirstAdmin())]
  const made = await Promise.allSettled(
    secrets.map((secret, n) =>
      becomeFirstAdmin(secret, {
        username: `rival${n}`,
        email: `rival${n}@example.org`,
        password: passwordOfAll,
      }),
    ),
  )
  assert.deepEqual(made.map(({ status }) => status).sort(), ['fulfilled', 'rejected'])
  assert.equal(await Accounts.countDocuments({ role: 'admin' }), 1)
  await Accounts.deleteMany({})
})

test('the admin pages are for admins: strangers sign in first, members and moderators are told no', async () => {
  const target = await makeAccount()
  const [member, moderator, admin] = [
    await signedInAgent(site),
    await signedInAgent(site, { role: 'moderator' }),
    await signedInAgent(site, { role: 'admin' }),
  ]
  const unconfirmed = await signedInAgent(site, { role: 'admin', confirmedAt: null })
  for (const path of ['/admin', '/admin/members', '/admin/settings']) {
    await request(site.server).get(path).set('Accept', 'application/json').expect(401)
    assert.equal(
      (await request(site.server).get(path)).headers.location,
      `/sign-in?next=${encodeURIComponent(path)}`,
    )
    for (const { agent } of [member, moderator, unconfirmed]) await agent.get(path).expect(403)
    await admin.agent.get(path).expect(200)
  }
  const path = `/admin/members/${target.username}/role`
  await request(site.server).put(path).send({ role: 'admin' }).expect(401)
  for (const { agent } of [member, moderator, unconfirmed])
    await giveRole(agent, target.username, 'admin').expect(403)
  assert.equal(await roleOf(target.username), 'member')
  await giveRole(admin.agent, target.username, 'moderator').expect(303)
  assert.equal(await roleOf(target.username), 'moderator')
})

test('a role works at once, and each change is recorded with who made it', async () => {
  const { agent, account } = await signedInAgent(site, { role: 'admin' })
  const helper = await signedInAgent(site)
  await helper.agent.get('/admin').expect(403)
  await giveRole(agent, helper.account.username.toUpperCase(), 'admin').expect(303)
  await giveRole(agent, helper.account.username, 'admin').expect(303)
  await helper.agent.get('/admin').expect(200)
  await giveRole(agent, helper.account.username, 'member').expect(303)
  await helper.agent.get('/admin').expect(403)
  const records = await RoleChanges.find({ account: helper.account._id }).sort({ _id: 1 }).lean()
  assert.deepEqual(
    records.map(({ from, to, by }) => [from, to, String(by)]),
    [
      ['member', 'admin', String(account._id)],
      ['admin', 'member', String(account._id)],
    ],
  )
})

test('what is no role, and who is no member, is refused', async () => {
  const { agent } = await signedInAgent(site, { role: 'admin' })
  const target = await makeAccount()
  for (const bad of ['owner', '', undefined]) await giveRole(agent, target.username, bad).expect(422)
  const json = (body: object) =>
    agent
      .put(`/admin/members/${target.username}/role`)
      .set('Accept', 'application/json')
      .send(body)
      .expect(422)
  for (const bad of [{ $gt: '' }, ['admin'], 1, null]) await json({ role: bad })
  await json(JSON.parse('{"__proto__": {"role": "admin"}}'))
  await giveRole(agent, 'nobody-here', 'admin').expect(404)
  await giveRole(agent, '%7B%22$gt%22:1%7D', 'admin').expect(404)
  assert.equal(await roleOf(target.username), 'member')
})

test('a forum is never left without an admin', async () => {
  await Accounts.updateMany({}, { $set: { role: 'member' } })
  const { agent, account } = await signedInAgent(site, { role: 'admin' })
  await makeAccount({ role: 'admin', confirmedAt: null })
  assert.equal(await countOtherAdmins(String(account._id)), 0)
  await giveRole(agent, account.username, 'member').expect(403)
  assert.equal(await roleOf(account.username), 'admin')

  const other = await makeAccount({ role: 'admin' })
  await Promise.allSettled([changeRole(account, other, 'member'), changeRole(other, account, 'member')])
  assert.ok(await hasAdmin(), 'two admins who take it from each other')
  await Accounts.updateMany({ _id: { $in: [account._id, other._id] } }, { $set: { role: 'admin' } })
  const pair = [giveRole(agent, other.username, 'moderator'), giveRole(agent, other.username, 'moderator')]
  for (const { status } of await Promise.all(pair)) assert.ok([303, 409].includes(status))
  assert.equal(await roleOf(other.username), 'moderator')
})

test('members are found by the beginning of their name, page by page, without their addresses', async () => {
  const { agent } = await signedInAgent(site, { role: 'admin' })
  await Promise.all(
    Array.from({ length: 53 }, (_, n) => makeAccount({ username: `zz${String(n).padStart(2, '0')}` })),
  )
  const read = async (path: string) =>
    (await agent.get(path).set('Accept', 'application/json').expect(200)).body as {
      members: { username: string }[]
      next?: string
    }
  const first = await read('/admin/members?q=ZZ')
  assert.equal(first.members.length, 50)
  const second = await read(String(first.next))
  assert.deepEqual(
    second.members.map(({ username }) => username),
    ['zz50', 'zz51', 'zz52'],
  )
  assert.equal(second.next, undefined)
  assert.doesNotMatch(JSON.stringify(first), /example\.org|argon2/)
  assert.deepEqual((await read('/admin/members?q=(a%2B)%2B$')).members, [])
  assert.deepEqual((await read('/admin/members?q=.*')).members, [])
  assert.match((await agent.get('/admin/members?q=nobody-at-all').expect(200)).text, /Nobody found/)
  await agent.get(`/admin/members?q=${'x'.repeat(200)}`).expect(422)
})

test('the overview tells counts, engine, mail and versions', async () => {
  const { agent } = await signedInAgent(site, { role: 'admin' })
  const { body } = await agent.get('/admin').set('Accept', 'application/json').expect(200)
  assert.equal(body.counts.members, await Accounts.countDocuments({}))
  assert.equal(body.doubtfulCount, 0)
  assert.match(body.database.version, /^\d+\./)
  assert.match(body.versions.parley, /^\d+\.\d+\.\d+$/)
  assert.match((await agent.get('/admin').expect(200)).text, /No mail is in doubt/)
})

test('the settings in force are shown to admins, with every period and no secret', async () => {
  const { agent } = await signedInAgent(site, { role: 'admin' })
  assert.match((await agent.get('/admin').expect(200)).text, /href="\/admin\/settings"/)
  const page = await agent.get('/admin/settings').expect(200)
  const { body } = await agent.get('/admin/settings').set('Accept', 'application/json').expect(200)
  const shown = new Map<string, string>(
    body.groups.flatMap((group: { settings: { name: string; value: string }[] }) =>
      group.settings.map(({ name, value }) => [name, value]),
    ),
  )
  assert.equal(shown.get('SITE_NAME'), config.siteName)
  assert.equal(shown.get('ORG_EMAIL'), config.organisation.email)
  assert.equal(shown.get('MONGODB_URI'), 'a server')
  for (const [at, key] of retentionKeys.entries()) {
    assert.equal(body.retention[at].words, config.retention[key].words)
    assert.ok(page.text.includes(`<code>${key}</code>`), key)
  }
  for (const secret of [config.mongodbUri, config.dataDir, sessionSecret()])
    for (const text of [page.text, JSON.stringify(body)])
      assert.equal(text.includes(String(secret)), false, 'a secret is shown')
})
