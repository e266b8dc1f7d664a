import '../support/quiet.ts'
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { days, londonDate, moveClock, nowMs, resetClock } from '../../src/clock.ts'
import { config, readConfig } from '../../src/config.ts'
import { noticeInForce, noticeVersions } from '../../src/consent/notice-version.ts'
import { findNoticeOn, lastDayOf, newestNotice, published } from '../../src/privacy/notice/published.ts'
import { type Block, fillWords, plainText } from '../../src/privacy/notice/text.ts'
import { retentionKeys } from '../../src/retention.ts'

const defaults = readConfig({})

/** Every word of the notice as it is written, before the slots are filled. */
function rawWords(block: Block): string[] {
  if (typeof block === 'string') return [block]
  return 'periods' in block ? block.periods.map((row) => row.what) : [...block]
}

const clausesOf = (version: (typeof published)[number]) => version.parts.flatMap((part) => [...part.clauses])

test('N31: the text of a published version is never changed', () => {
  for (const notice of published) {
    const hash = createHash('sha256').update(plainText(notice.parts, defaults)).digest('hex')
    assert.equal(
      hash,
      notice.hash,
      `The text of version ${notice.version} (or a setting it prints) is not what was published. Publish a new version: published.ts says how.`,
    )
  }
})

test('N31: versions follow each other, and the newest is the one that people accept', () => {
  for (const [index, notice] of published.entries()) {
    const before = published[index - 1]
    assert.ok(!before || before.from < notice.from, notice.version)
    assert.equal(Temporal.PlainDate.from(notice.from).toString(), notice.from)
  }
  assert.deepEqual(
    published.slice(-2).map(({ version, from }) => ({ version, from })),
    noticeVersions,
  )
  assert.equal(newestNotice().version, noticeInForce().version)
  moveClock(Date.parse(`${noticeVersions[1].from}T00:00:00Z`) - nowMs() - 1)
  assert.equal(noticeInForce().version, noticeVersions[0].version)
  moveClock(1)
  assert.equal(noticeInForce().version, noticeVersions[1].version)
  assert.equal(newestNotice().version, noticeVersions[1].version)
  resetClock()
})

test('N31: each day finds the version of that day', () => {
  assert.equal(findNoticeOn('2026-11-21'), undefined)
  assert.equal(findNoticeOn('2026-11-22')?.version, '1.0')
  assert.equal(findNoticeOn('2026-11-23')?.version, '1.0')
  assert.equal(newestNotice(), findNoticeOn(londonDate()))
  assert.equal(lastDayOf(newestNotice()), undefined)
})

test('the notice has its introduction, its bases and all thirty-one clauses, in order', () => {
  for (const notice of published) {
    const numbers = clausesOf(notice).map((clause) => clause.number)
    assert.deepEqual(numbers, [0, 1, 2, 3, 'B', ...Array.from({ length: 28 }, (_, n) => n + 4)])
    for (const clause of clausesOf(notice)) {
      assert.ok(clause.title.length > 3)
      assert.ok(clause.body.length > 0, clause.title)
    }
  }
})

test('no figure is typed into the words: each one comes from a setting or from the law', () => {
  const spelled =
    /\b(?:one|two|three|four|five|six|seven|ten|twelve|fourteen|thirty|ninety|hundred)[ -](?:hour|day|week|month|year)/i
  for (const clause of published.flatMap(clausesOf)) {
    for (const words of clause.body.flatMap(rawWords)) {
      const bare = words.replace(/\{\{[^}]*\}\}/g, '').replace(/\]\([^)]*\)/g, ']')
      assert.doesNotMatch(bare, /\d/, `${clause.number}: ${words}`)
      assert.doesNotMatch(bare, spelled, `${clause.number}: ${words}`)
    }
  }
})

test('N29: a shorter period in the settings is a shorter period in the notice', () => {
  const env = Object.fromEntries(
    retentionKeys
      .filter((key) => defaults.retention[key].days !== null)
      .map((key) => [`KEEP_${key.toUpperCase()}`, '1']),
  )
  const strict = readConfig({ ...env, DIGITAL_CONSENT_AGE: '16', ORG_NAME: 'Other Ltd' })
  const text = plainText(newestNotice().parts, strict)
  assert.doesNotMatch(text, /\d+ months|\b(?:7|14|35|90|180) days/)
  assert.match(text, /younger than 16/)
  assert.match(text, /privacy notice of Other Ltd/)
  assert.doesNotMatch(text, /JS Security/)
})

test('N11, N26: with the settings as they come, the notice promises what it always did', () => {
  const text = plainText(newestNotice().parts, defaults)
  assert.match(text, /we may keep it for up to 12 months/)
  assert.match(text, /we keep your file for 12 months/)
  assert.match(text, /If you are under 18, please use this site only if a parent or guardian agrees/)
  assert.match(text, new RegExp(defaults.organisation.address))
})

test('N21: as no safeguard is recorded, the notice says so, and that no transfer is made', () => {
  const text = plainText(newestNotice().parts, defaults)
  assert.match(text, /No safeguard is recorded at present\. So no such transfer is made\./)
})

test('every slot and every link of the notice leads somewhere', () => {
  const numbers = new Set(clausesOf(newestNotice()).map((clause) => `#n${clause.number}`))
  const pieces = clausesOf(newestNotice())
    .flatMap((clause) => clause.body.flatMap(rawWords))
    .flatMap((words) => fillWords(words, config))
  for (const { href } of pieces) {
    if (href?.startsWith('#')) assert.ok(numbers.has(href), href)
    else if (href)
      assert.match(
        href,
        /^(?:\/privacy\/(?:choices|rights)|\/talk$|\/report(?:\/policy)?$|\/log$|\/transparency$|mailto:|https?:\/\/)/,
      )
  }
  assert.throws(() => fillWords('{{keep.nothing}}', config), /no slot/)
  assert.throws(() => fillWords('{{toString}}', config), /no slot/)
})

test('a name with brackets or braces in it stays text', () => {
  const facts = { ...defaults, organisation: { ...defaults.organisation, name: '[A](http://x) {{age}}' } }
  assert.deepEqual(fillWords('We are {{organisation}}.', facts), [{ text: 'We are [A](http://x) {{age}}.' }])
})

test('N31: next year the same version is in force, until there is a newer one', () => {
  moveClock(days(400))
  assert.equal(newestNotice().version, noticeVersions[1].version)
  resetClock()
})
