import '../support/env.ts'

import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import request from 'supertest'
import { days, moveClock, resetClock } from '../../src/clock.ts'
import { Conflict, Forbidden, Invalid } from '../../src/errors.ts'
import { changed } from '../../src/live/bus.ts'
import {
  forgetOldRuleWriters,
  MOST_RULES,
  prepareRules,
  RuleBooks,
  saveRules,
  type WantedRule,
} from '../../src/reports/rule.ts'
import { rulesAt, rulesInForce } from '../../src/reports/rules-in-force.ts'
import { keptCount } from '../../src/web/kept-pages.ts'
import { makeAccount, signedInAgent, limited as underMeasure } from '../support/accounts.ts'
import { forumSite } from '../support/forum-site.ts'

const here = forumSite()
const guest = () => request(here.site.server)
const admin = () => signedInAgent(here.site, { role: 'admin' })
type Agent = Awaited<ReturnType<typeof admin>>['agent']

beforeEach(async () => {
  await RuleBooks.deleteMany({})
  await changed('rules')
  await prepareRules()
})

const put = (agent: Agent, fields: object) => agent.put('/admin/rules').type('form').send(fields)
const putJson = (agent: Agent, fields: object) =>
  agent.put('/admin/rules').set('Accept', 'application/json').send(fields)
const newRule = { 'title-new': 'No riddles', 'text-new': 'Say what you mean, please.' }
const numbers = async () => (await rulesInForce()).rules.map(({ number }) => number)

test('a fresh database gets seven rules, once, however many processes start', async () => {
  await RuleBooks.deleteMany({})
  await Promise.all([prepareRules(), prepareRules(), prepareRules()])
  await prepareRules()
  assert.equal(await RuleBooks.countDocuments(), 1)
  const { version, rules, lastNumber, by } = await rulesInForce()
  assert.deepEqual({ version, lastNumber, by }, { version: 1, lastNumber: 7, by: null })
  assert.deepEqual(await numbers(), [1, 2, 3, 4, 5, 6, 7])
  const { account } = await admin()
  const same = await saveRules(account, { seenVersion: 1, rules })
  assert.equal(same.version, 1, 'they keep to the lengths themselves, and what is the same is no new version')
})

test('N9: everybody reads the rules, each under an address of its own, and every version of them', async () => {
  const page = await guest().get('/rules').expect(200)
  assert.match(page.text, /id="rule-3"[^>]*>\s*<h2[^>]*>3\. No hate</)
  assert.match(page.text, /Version 1, in force since \d+ \w+ \d{4}/)
  assert.match(page.text, /<footer[\s\S]*href="\/rules"/)
  assert.doesNotMatch(page.text, /noindex/)
  const { agent } = await admin()
  await put(agent, { version: '1', 'title-1': 'Be very kind', 'retire-2': 'yes' }).expect(303)
  const now = await guest().get('/rules').expect(200)
  assert.match(now.text, /Be very kind/)
  assert.match(now.text, /href="\/rules\/1"/)
  assert.doesNotMatch(now.text, /id="rule-2"/)
  const then = await guest().get('/rules/1').expect(200)
  assert.match(then.text, /This is an older version/)
  assert.match(then.text, /id="rule-2"/)
  assert.doesNotMatch(then.text, /Be very kind/)
  assert.match(then.text, /<meta name="robots" content="noindex">/)
  const json = await guest().get('/rules/2').set('Accept', 'application/json').expect(200)
  assert.equal(json.body.version, 2)
  assert.equal(json.body.isInForce, true)
  assert.equal(json.body.rules[0].title, 'Be very kind')
  for (const wrong of ['3', '0', '-1', 'x', '1e0', '%00', '99999999999', '[$gt]'])
    await guest().get(`/rules/${wrong}`).expect(404)
})

test('the page of the rules is kept until they change', async () => {
  await guest().get('/rules').expect(200)
  const { pages } = keptCount()
  assert.ok(pages > 0)
  const [first, second] = [await guest().get('/rules'), await guest().get('/rules')]
  assert.equal(first.headers.etag, second.headers.etag)
  const { account } = await admin()
  const { rules } = await rulesInForce()
  await saveRules(account, { seenVersion: 1, rules: rules.slice(0, 3) })
  const third = await guest().get('/rules')
  assert.notEqual(third.headers.etag, first.headers.etag)
  assert.match(third.text, /Version 2/)
})

test('only admins write rules', async () => {
  await guest().get('/admin/rules').expect(303)
  await guest().get('/admin/rules').set('Accept', 'application/json').expect(401)
  await guest().put('/admin/rules').set('Accept', 'application/json').send({ version: 1 }).expect(401)
  const { rules } = await rulesInForce()
  for (const role of ['member', 'moderator'] as const) {
    const { agent, account } = await signedInAgent(here.site, { role })
    await agent.get('/admin/rules').expect(403)
    await put(agent, { version: '1', ...newRule }).expect(403)
    await assert.rejects(saveRules(account, { seenVersion: 1, rules: rules.slice(1) }), Forbidden)
  }
  const limited = await makeAccount({ role: 'admin', ...underMeasure })
  await assert.rejects(saveRules(limited, { seenVersion: 1, rules: rules.slice(1) }), Forbidden)
  assert.equal((await rulesInForce()).version, 1)
})

test('an admin rewords, adds and retires rules in one step', async () => {
  const { agent, account } = await admin()
  const form = await agent.get('/admin/rules').expect(200)
  for (const name of ['title-1', 'text-7', 'retire-4', 'title-new', 'text-new', 'version'])
    assert.ok(form.text.includes(`name="${name}"`), name)
  assert.match((await agent.get('/admin').expect(200)).text, /href="\/admin\/rules"/)
  const fields = {
    version: '1',
    'title-1': '  Be   kind, always ',
    'text-1': 'First line.\r\nSecond line.  ',
    'retire-4': 'yes',
    'title-4': '',
    ...newRule,
  }
  const answer = await put(agent, fields).expect(303)
  assert.equal(answer.headers.location, '/admin/rules?saved=yes')
  assert.match((await agent.get('/admin/rules?saved=yes')).text, /The rules are saved/)
  const { version, rules, by } = await rulesInForce()
  assert.equal(version, 2)
  assert.equal(String(by), String(account._id))
  assert.deepEqual(rules[0], { number: 1, title: 'Be kind, always', text: 'First line.\nSecond line.' })
  assert.deepEqual(await numbers(), [1, 2, 3, 5, 6, 7, 8])
  assert.equal(rules.at(-1)?.title, 'No riddles')
  const before = await rulesAt(1)
  assert.deepEqual(rules[1], before?.rules[1], 'what was not sent stays')
  const page = await agent.get('/admin/rules')
  assert.match(page.text, new RegExp(`by ${account.name}`))
})

test('N9: the number of a retired rule is never given again', async () => {
  const { agent } = await admin()
  await put(agent, { version: '1', 'retire-7': 'yes' }).expect(303)
  await put(agent, { version: '2', ...newRule }).expect(303)
  assert.deepEqual(await numbers(), [1, 2, 3, 4, 5, 6, 8])
  const back = await put(agent, { version: '3', 'title-7': 'I am back', 'text-7': 'Ten letters and more.' })
  assert.equal(back.status, 422)
  assert.match(back.text, /There is no rule “7” in this version/)
  const { account } = await admin()
  const { rules } = await rulesInForce()
  const twice: WantedRule[] = [...rules, { number: 8, title: 'Another eight', text: 'Which one is it?' }]
  await assert.rejects(saveRules(account, { seenVersion: 3, rules: twice }), Invalid)
  assert.deepEqual(await numbers(), [1, 2, 3, 4, 5, 6, 8])
})

test('faults bring everything typed back', async () => {
  const { agent } = await admin()
  const answer = await put(agent, {
    version: '1',
    'title-1': 'Be',
    'text-2': 'Changed words for rule two.',
    'retire-3': 'yes',
    'title-new': 'Only a title',
  }).expect(422)
  assert.match(answer.text, /id="f-title-1-error"/)
  assert.match(answer.text, /value="Be"/)
  assert.match(answer.text, /Changed words for rule two\./)
  assert.match(answer.text, /name="retire-3"[^>]* checked/)
  assert.match(answer.text, /value="Only a title"/)
  const json = await putJson(agent, { version: 1, 'title-new': 'Only a title', 'text-1': 'x'.repeat(1001) })
  assert.equal(json.status, 422)
  assert.deepEqual(Object.keys(json.body.errors), ['text-1', 'text-new'], 'all of them at once')
  assert.equal(json.body.errors['text-1'], 'Rule 1 needs a text of 10 to 1,000 characters.')
  assert.equal((await rulesInForce()).version, 1)
})

test('a book has one to fifty rules', async () => {
  const { agent, account } = await admin()
  const none = Object.fromEntries((await numbers()).map((number) => [`retire-${number}`, 'yes']))
  assert.match((await put(agent, { version: '1', ...none }).expect(422)).text, /at least one rule/)
  const { rules } = await rulesInForce()
  const rule = { number: null, title: 'One more', text: 'And yet another rule.' }
  const many = (count: number): WantedRule[] => [...rules, ...Array.from({ length: count - 7 }, () => rule)]
  await assert.rejects(saveRules(account, { seenVersion: 1, rules: many(MOST_RULES + 1) }), Invalid)
  await saveRules(account, { seenVersion: 1, rules: many(MOST_RULES) })
  assert.match((await put(agent, { version: '2', ...newRule }).expect(422)).text, /room for 50 rules/)
  await put(agent, { version: '2', 'retire-9': 'yes', ...newRule }).expect(303)
  assert.equal((await numbers()).at(-1), 51)
})

test('sent twice, a form makes one version', async () => {
  const { agent } = await admin()
  const fields = { version: '1', 'retire-2': 'yes', ...newRule }
  const answers = await Promise.all([put(agent, fields), put(agent, fields), put(agent, fields)])
  assert.deepEqual(
    answers.map(({ status }) => status),
    [303, 303, 303],
  )
  await put(agent, fields).expect(303)
  assert.equal(await RuleBooks.countDocuments(), 2)
  assert.deepEqual(await numbers(), [1, 3, 4, 5, 6, 7, 8])
})

test('of two admins at once one is first, and the other loses no word', async () => {
  const [{ agent: one }, { agent: other }] = await Promise.all([admin(), admin()])
  const answers = await Promise.all([
    put(one, { version: '1', 'title-1': 'Kindness of one' }),
    put(other, { version: '1', 'title-1': 'Kindness of the other' }),
  ])
  assert.deepEqual(answers.map(({ status }) => status).sort(), [303, 409])
  const late = answers.find(({ status }) => status === 409)?.text ?? ''
  assert.match(late, /Kindness of one/)
  assert.match(late, /Kindness of the other/)
  assert.match(late, /What stands there now/)
  assert.equal(await RuleBooks.countDocuments(), 2)
})

test('a form that is behind comes back with both texts, and takes over what it did not touch', async () => {
  const { agent, account } = await admin()
  const { rules } = await rulesInForce()
  const [first, second, third, ...rest] = rules
  assert.ok(first && second && third)
  const reworded = { ...second, title: 'Keep to the law' }
  await saveRules(account, { seenVersion: 1, rules: [first, reworded, ...rest] })
  const fields = {
    version: '1',
    'title-1': 'Be kinder',
    'title-2': second.title,
    'text-2': second.text.replaceAll('\n', '\r\n'),
    'title-3': 'No hate at all',
    ...newRule,
  }
  const late = await put(agent, fields).expect(409)
  assert.match(late.text, /name="version" value="2"/)
  assert.match(late.text, /value="Be kinder"/)
  assert.match(late.text, /name="title-2"[^>]*value="Keep to the law"/)
  assert.match(late.text, /Your words for rule 3/)
  assert.match(late.text, /value="No hate at all"/)
  assert.doesNotMatch(late.text, /name="title-3"/)
  assert.match(late.text, /value="No riddles"/)
  const json = await putJson(agent, fields).expect(409)
  assert.equal(json.body.current.version, 2)
  assert.equal(json.body.typed[0].title, 'Be kinder')
  await put(agent, { version: '2', 'title-1': 'Be kinder', ...newRule }).expect(303)
  assert.deepEqual(await numbers(), [1, 2, 4, 5, 6, 7, 8])
  await assert.rejects(saveRules(account, { seenVersion: 1, rules }), Conflict)
})

test('hostile input is words or is refused', async () => {
  const { agent } = await admin()
  const html = '<script>alert(1)</script>'
  await put(agent, { version: '1', 'title-1': html, 'text-1': `"><img src=x onerror=alert(1)> ${html}` })
  for (const path of ['/rules', '/rules/2', '/admin/rules']) {
    const { text } = await agent.get(path).expect(200)
    assert.match(text, /&lt;script&gt;alert\(1\)/, path)
    assert.doesNotMatch(text, /<script>alert|<img src=x/, path)
  }
  const operators = [{ $gt: '' }, ['1'], null, 1.5, -1, '1 or 1', '']
  for (const version of operators) await putJson(agent, { version, ...newRule }).expect(422)
  await putJson(agent, newRule).expect(422)
  await putJson(agent, { version: 99, ...newRule }).expect(422)
  for (const value of [{ $gt: '' }, ['a', 'b'], null, 7]) {
    await putJson(agent, { version: 2, 'title-1': value }).expect(422)
    await putJson(agent, { version: 2, 'text-new': value }).expect(422)
  }
  for (const name of ['title-99', 'text-1.5', 'retire-__proto__', 'title-$gt', `text-${html}`]) {
    const answer = await put(agent, { version: '2', [name]: 'Ten letters and more' })
    assert.equal(answer.status, 422, name)
    assert.doesNotMatch(answer.text, /<script>alert/)
  }
  await put(agent, { version: '2', 'text-1': 'x'.repeat(1_000_000) }).expect(422)
  await put(agent, { version: '2', 'title-1': '\u200b\u2060 \u202e' }).expect(422)
  await putJson(agent, { version: 2, rules: [{ number: 1 }], by: 'me', lastNumber: 0 }).expect(200)
  assert.equal((await rulesInForce()).version, 2)
})

test('N0: who wrote the rules is forgotten after six years, and the rules are not', async () => {
  const { agent, account } = await admin()
  await put(agent, { version: '1', 'retire-2': 'yes' }).expect(303)
  await forgetOldRuleWriters()
  assert.equal(String((await RuleBooks.findOne({ version: 2 }).lean())?.by), String(account._id))
  moveClock(days(2191))
  await forgetOldRuleWriters()
  resetClock()
  const book = await RuleBooks.findOne({ version: 2 }).lean()
  assert.equal(book?.by, null)
  assert.equal(book?.rules.length, 6)
})
