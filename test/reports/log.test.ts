import '../support/env.ts'

import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { beforeEach, test } from 'node:test'
import { promisify } from 'node:util'
import supertest from 'supertest'
import { appendLine, LogLines, listLines, verifyLines } from '../../src/reports/log-line.ts'
import { dropAllPages } from '../../src/web/kept-pages.ts'
import { emptyTestDatabase } from '../support/database.ts'
import { forumSite } from '../support/forum-site.ts'
import { root } from '../support/sources.ts'
import { makeLines, someLine } from './making.ts'

const holder = forumSite()
const get = (path: string) => supertest(holder.site.server).get(path)
const json = async (path: string) => (await get(path).set('Accept', 'application/json').expect(200)).body
const run = promisify(execFile)

beforeEach(async () => {
  await emptyTestDatabase()
  dropAllPages()
})

test('N9: fifty decisions at once make one chain, numbered from 1 to 50', async () => {
  const lines = await Promise.all(Array.from({ length: 50 }, () => appendLine(someLine())))
  const numbers = lines.map((line) => line.number)
  assert.deepEqual(
    numbers.toSorted((a, b) => a - b),
    Array.from({ length: 50 }, (_, index) => index + 1),
  )
  assert.deepEqual(await verifyLines(), { count: 50 })
})

test('N9: three processes at once make one chain, too, and the event they share has one line', async () => {
  const elsewhere = () =>
    run(process.execPath, ['test/reports/appender.ts', '16', 'shared'], { cwd: root, env: process.env })
  const here = async () => {
    while ((await LogLines.countDocuments()) === 0) await new Promise((resolve) => setTimeout(resolve, 5))
    for (let count = 0; count < 17; count += 1) await appendLine(someLine())
  }
  await Promise.all([elsewhere(), elsewhere(), here()])
  assert.equal(await LogLines.countDocuments({ once: 'shared' }), 1)
  assert.deepEqual(await verifyLines(), { count: 16 + 16 + 1 + 17 })
})

test('an event that is told twice keeps its one line', async () => {
  const line = someLine({ once: 'D-7 decided' })
  const first = await appendLine(line)
  await appendLine(someLine())
  const again = await Promise.all([
    appendLine(line),
    appendLine({ ...line, kind: 'other' }),
    appendLine(line),
  ])
  assert.deepEqual(
    again.map(({ number, hash }) => [number, hash]),
    Array.from({ length: 3 }, () => [first.number, first.hash]),
  )
  const twins = await Promise.all(['twin', 'other', 'twin'].map((once) => appendLine(someLine({ once }))))
  assert.equal(twins[0]?.number, twins[2]?.number)
  assert.deepEqual(await verifyLines(), { count: 4 })
})

test('N9, N13: a line says the day and the decision, and names no person and no thing', async () => {
  await appendLine(
    someLine({ at: new Date('2026-07-01T23:30:00Z'), once: '6500000000000000000000aa decided' }),
  )
  const { lines } = await json('/log')
  const { href, day, said, about, done, because, by, mark, ...sealed } = lines[0]
  assert.equal(sealed.at, '2026-07-02', 'the day in London')
  assert.deepEqual(Object.keys(sealed).toSorted(), [
    ...['at', 'automated', 'decision', 'event', 'ground', 'hash', 'kind', 'measures'],
    ...['number', 'outcome', 'previous', 'subjectKind'],
  ])
  assert.equal(said, 'About a post: the complaint was right')
  assert.deepEqual(
    [about, done, because, by],
    ['The rules of the forum', 'Hidden from everybody but its author', 'Rule: Be kind', 'By a person'],
  )
  assert.deepEqual([href, day, mark], ['/log?before=2#line-1', '2 July 2026', sealed.hash.slice(0, 12)])
  assert.doesNotMatch(JSON.stringify(lines) + (await get('/log')).text, /6500000000000000000000aa/)
})

test('N9: anybody can count the hashes again from the JSON of /log', async () => {
  await makeLines(60)
  await appendLine(
    someLine({ ground: { kind: 'law', ref: 'Art. 6 “GDPR” \\ \u2028 é \ud800' }, measures: [] }),
  )
  await appendLine(someLine({ ground: null, outcome: null, event: 'lapsed', measures: ['none', 'new-one'] }))
  let path = '/log'
  let newer: { number: number; previous: string } | undefined
  while (path) {
    const page = await json(path)
    for (const line of page.lines) {
      const text = JSON.stringify(page.sealed.map((name: string) => line[name]))
      assert.equal(createHash('sha256').update(text).digest('base64url'), line.hash, `line ${line.number}`)
      if (newer) assert.deepEqual([newer.previous, newer.number], [line.hash, line.number + 1])
      newer = line
    }
    path = page.next
  }
  assert.deepEqual([newer?.number, newer?.previous], [1, ''])
})

test('/log has fifty lines a page, newest first, and says when there is nothing', async () => {
  assert.match((await get('/log').expect(200)).text, /Nothing was decided yet/)
  await makeLines(51)
  const first = await json('/log')
  assert.deepEqual([first.lines.length, first.lines[0].number, first.next], [50, 51, '/log?before=2'])
  const second = await json('/log?before=2')
  assert.deepEqual([second.lines.length, second.next, second.previous], [1, undefined, '/log'])
  assert.match((await get('/log?before=1').expect(200)).text, /Nothing older/)
  const page = await get('/log').expect(200)
  assert.match(page.text, /id="line-51"[\s\S]*id="line-2"/)
  assert.match(page.text, /<a href="\/log">Decisions<\/a>/)
  assert.deepEqual(
    (await listLines(10, 3)).map((line) => line.number),
    [9, 8, 7],
  )
})

test('what is no number before a line is refused', async () => {
  await makeLines(1)
  const hostile = ['0', '-1', '1.5', '1e3', 'x', '', '%00', '9999999999', '01', 'NaN', '1&before=2', '[$gt]']
  for (const before of hostile) await get(`/log?before=${before}`).expect(422)
  assert.equal((await json('/log?before[$gt]=1')).lines.length, 1)
})

test('what staff wrote as a ground is text, on the page and in the feed', async () => {
  await appendLine(
    someLine({ ground: { kind: 'rule', ref: '<script>alert(1)</script>' }, kind: '__proto__' }),
  )
  const page = await get('/log').expect(200)
  assert.match(page.text, /Rule: &lt;script&gt;alert/)
  const feed = await get('/log/feed').expect(200)
  assert.match(feed.text ?? String(feed.body), /&lt;p&gt;Rule: &amp;lt;script/)
})

test('the page and the feed are kept until the next line comes', async () => {
  await makeLines(1)
  const paths = ['/log', '/log/feed']
  const tags = await Promise.all(
    paths.map(async (path) => String((await get(path).expect(200)).headers.etag)),
  )
  for (const [index, path] of paths.entries())
    await get(path)
      .set('If-None-Match', tags[index] ?? '')
      .expect(304)
  const [line] = await makeLines(1)
  for (const [index, path] of paths.entries()) {
    const answer = await get(path)
      .set('If-None-Match', tags[index] ?? '')
      .expect(200)
    assert.ok((answer.text ?? String(answer.body)).includes(`D-${line?.decision.slice(2)}`))
  }
})

test('the feed has the newest lines with their whole hashes', async () => {
  const [, line] = await makeLines(2)
  const answer = await get('/log/feed')
    .expect(200)
    .expect('Content-Type', 'application/atom+xml; charset=utf-8')
  const text = answer.text ?? String(answer.body)
  const entries = text.split('<entry>').slice(1)
  assert.equal(entries.length, 2)
  assert.match(entries[0] ?? '', /<title>2\. About a post: the complaint was right<\/title>/)
  assert.ok(entries[0]?.includes(`Hash: ${line?.hash}`))
  assert.ok(entries[0]?.includes('href="http://localhost:3000/log?before=3#line-2"'))
})
