import '../support/quiet.ts'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { config } from '../../src/config.ts'
import { isBannerOpen } from '../../src/consent/choice.ts'
import {
  acceptanceValue,
  type CookieUse,
  cookieName,
  expireCookie,
  parseCookies,
  readChoice,
  serialiseCookie,
} from '../../src/consent/cookies.ts'
import { maxAgeOf, type Purpose, purposeNames } from '../../src/consent/purposes.ts'

const receipt = 'abcdefghijklmnopqrstuv'
const uses: CookieUse[] = ['choice', ...purposeNames]

function accepted(names: Purpose[], despiteSignal = false): string {
  return `choice=${acceptanceValue(new Set(names), { receipt, noticeVersion: '1.0', despiteSignal })}`
}

test('N15: nobody has answered before the first answer', () => {
  assert.deepEqual(readChoice(undefined), { answered: false, purposes: new Set(), receipt: null })
  assert.equal(isBannerOpen({}), true)
})

test('N15: a refusal is an answer that allows nothing and points to nobody', () => {
  assert.deepEqual(readChoice('choice=no'), { answered: true, purposes: new Set(), receipt: null })
})

test('N15: each purpose is read on its own', () => {
  for (const name of purposeNames) {
    assert.deepEqual(readChoice(accepted([name])).purposes, new Set([name]))
  }
  assert.deepEqual(readChoice(accepted([...purposeNames])).purposes, new Set(purposeNames))
})

test('N15: Sec-GPC and DNT count as a no, and as an answer', () => {
  for (const headers of [{ 'sec-gpc': '1' }, { dnt: '1' }]) {
    assert.deepEqual(readChoice(undefined, headers), { answered: true, purposes: new Set(), receipt: null })
    assert.equal(isBannerOpen(headers), false)
  }
  assert.equal(isBannerOpen({ 'sec-gpc': '0' }), true)
})

test('N15: a signal ends an older yes; a yes given in spite of the signal holds', () => {
  const signal = { 'sec-gpc': '1' }
  assert.deepEqual(readChoice(accepted(['use']), signal).purposes, new Set())
  assert.deepEqual(readChoice(accepted(['stay'], true), signal).purposes, new Set(['stay']))
  assert.deepEqual(readChoice(accepted(['stay'], true)).purposes, new Set(['stay']))
})

test('N15: a forged choice allows nothing but the purposes it names, and breaks nothing', () => {
  const forged = [
    'choice=yes',
    'choice=all~1.0~abcdefghijklmnopqrstuv',
    'choice=__proto__.constructor~1.0~abcdefghijklmnopqrstuv',
    'choice=stay~1.0~short',
    'choice=stay~1.0~abcdefghijklmnopqrstuv~signal~x',
    `choice=${'stay.'.repeat(5000)}`,
    'choice=stay~1.0~%00%00%00%00%00%00%00',
    'choice={"$gt":""}',
    'choice==;=;;;=choice',
    'choice=\u0000\uffff',
    'Choice=no; CHOICE=no',
  ]
  for (const header of forged) {
    const choice = readChoice(header)
    assert.equal(choice.purposes.size, 0, header.slice(0, 60))
    assert.equal(choice.answered, false, header.slice(0, 60))
  }
  const mixed = readChoice(`choice=stay.admin.stay~1.0~${receipt}`)
  assert.deepEqual([...mixed.purposes], ['stay'])
})

test('a header with many names and a name that comes twice are read once each', () => {
  const parsed = parseCookies('a=1; a=2; b = x=y ;c; __proto__=z')
  assert.deepEqual(
    [...parsed],
    [
      ['a', '1'],
      ['b', 'x=y'],
      ['__proto__', 'z'],
    ],
  )
})

test('N15, T15.7: every cookie ends, is hidden from scripts, and keeps to this site', () => {
  for (const use of uses) {
    for (const isProduction of [true, false]) {
      const cookie = serialiseCookie(use, 'x', undefined, isProduction)
      const [, age] = /; Max-Age=(\d+);/.exec(cookie) ?? []
      assert.ok(Number(age) > 0 && Number(age) <= 180 * 86_400, cookie)
      assert.match(cookie, /; Path=\/; HttpOnly; SameSite=Lax/)
      assert.equal(/; Secure$/.test(cookie), isProduction, cookie)
      assert.equal(cookie.startsWith(`__Host-${use}=`), isProduction, cookie)
      assert.ok(!/Domain/i.test(cookie), '__Host- forbids a domain')
    }
  }
})

test('N15: cookies live as long as the settings say', () => {
  assert.equal(maxAgeOf('choice'), (config.retention.cookie_choice.days ?? 0) * 86_400)
  assert.equal(maxAgeOf('stay'), (config.retention.session_stay.days ?? 0) * 86_400)
  assert.equal(maxAgeOf('use'), (config.retention.cookie_use.days ?? 0) * 86_400)
  assert.equal(maxAgeOf('seen'), (config.retention.cookie_seen.days ?? 0) * 86_400)
  assert.equal(maxAgeOf('survey'), (config.retention.survey_draft.days ?? 0) * 86_400)
  assert.equal(maxAgeOf('chat'), (config.retention.chat_live_cookie.days ?? 0) * 86_400)
})

test('an expired cookie keeps the attributes with which it was set', () => {
  assert.equal(expireCookie('stay', true), '__Host-stay=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax; Secure')
  assert.equal(cookieName('stay', false), 'stay')
})

test('a value that could add an attribute is refused', () => {
  assert.throws(() => serialiseCookie('choice', 'no; Domain=example.org'))
  assert.throws(() => serialiseCookie('choice', 'no\r\nX: y'))
})
