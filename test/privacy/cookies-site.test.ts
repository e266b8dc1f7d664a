import '../support/env.ts'
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import supertest from 'supertest'
import { connectSite, type TestSite } from '../support/site.ts'
import { setCookies } from './site.ts'

let site: TestSite

before(async () => {
  site = await connectSite()
})
after(() => site.close())

const start = [
  '/',
  '/privacy',
  '/privacy/choices',
  '/privacy/rights',
  '/sign-in',
  '/sign-up',
  '/search?q=a',
  '/nowhere',
]

function linksIn(html: string): string[] {
  return [...html.matchAll(/href="(\/[^"#]*)/g)].map(([, path]) => path?.replaceAll('&amp;', '&') ?? '')
}

/** Reads the whole site as a guest does, link by link, at most so many pages. */
async function crawl(headers: Record<string, string>, most: number) {
  const waiting = [...start]
  const seen = new Set<string>()
  const cookies: string[] = []
  for (const path of waiting) {
    if (seen.has(path) || seen.size >= most || path.startsWith('/assets/')) continue
    seen.add(path)
    const page = await supertest(site.server).get(path).set(headers)
    cookies.push(...setCookies(page).map((cookie) => `${path}: ${cookie}`))
    waiting.push(...linksIn(page.text ?? ''))
  }
  return { seen, cookies }
}

test('N15, T15.1: no page that a guest can reach sets a cookie', async () => {
  const { seen, cookies } = await crawl({}, 60)
  assert.ok(seen.size >= start.length)
  assert.deepEqual(cookies, [])
})

test('N15, T15.2: after a no, no page sets another one', async () => {
  assert.deepEqual((await crawl({ Cookie: 'choice=no' }, 60)).cookies, [])
})

test('N15: with Sec-GPC no page asks or sets a cookie', async () => {
  const page = await supertest(site.server).get('/privacy').set('Sec-GPC', '1')
  assert.doesNotMatch(page.text, /class="banner"/)
  assert.deepEqual((await crawl({ 'Sec-GPC': '1' }, 60)).cookies, [])
})

test('N15, design 1.5: the kept page differs only by whether the question is open', async () => {
  const read = async (headers: Record<string, string>) =>
    (await supertest(site.server).get('/privacy').set(headers)).text
  const open = await read({})
  const answered = await read({ Cookie: 'choice=no' })
  assert.equal(await read({ Cookie: 'other=1' }), open)
  assert.equal(await read({ Cookie: 'choice=stay~1.0~abcdefghijklmnopqrstuv' }), answered)
  assert.equal(await read({ 'Sec-GPC': '1' }), answered)
  assert.equal(await read({ DNT: '1' }), answered)
  assert.match(open, /class="banner"/)
  assert.doesNotMatch(answered, /class="banner"/)
})
