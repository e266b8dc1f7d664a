import '../support/quiet.ts'
import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { brotliDecompressSync } from 'node:zlib'
import request from 'supertest'
import { changed } from '../../src/live/bus.ts'
import { dropAllPages, keptCount, trustKeptPages } from '../../src/web/kept-pages.ts'
import { respond } from '../../src/web/respond.ts'
import { miniSite } from '../support/mini.ts'

let rendered = 0
let words = 'first words'
let duringRender: (() => Promise<void>) | undefined

const { server } = await miniSite((app) => {
  app.get('/page', async (req, res) => {
    rendered += 1
    const read = words
    await duringRender?.()
    const model = { fault: { title: 'A page', message: read } }
    respond(req, res, { view: 'errors/show', title: 'A page', model, keep: ['topic:1', 'account:7'] })
  })
  app.get('/private', (req, res) => {
    rendered += 1
    respond(req, res, { view: 'errors/show', title: 'Mine', model: { fault: { title: 'Mine' } } })
  })
})

beforeEach(() => {
  dropAllPages()
  rendered = 0
  words = 'first words'
  duringRender = undefined
})

test('a page is rendered once for all guests, until something in it changes', async () => {
  await request(server).get('/page').expect(200)
  const second = await request(server).get('/page').expect(200)
  assert.equal(rendered, 1)
  assert.match(second.text, /first words/)
  words = 'other words'
  await changed('topic:1')
  const third = await request(server).get('/page')
  assert.match(third.text, /other words/)
  assert.equal(rendered, 2)
})

test('a change of something else drops nothing', async () => {
  await request(server).get('/page')
  await changed('topic:2')
  await request(server).get('/page')
  assert.equal(rendered, 1)
})

test('N8: words deleted while a page was being rendered are not kept in it', async () => {
  duringRender = async () => {
    words = 'after the deletion'
    await changed('topic:1')
  }
  const stale = await request(server).get('/page')
  assert.match(stale.text, /first words/)
  duringRender = undefined
  const fresh = await request(server).get('/page')
  assert.match(fresh.text, /after the deletion/)
})

test('the kept bytes are the same for everybody and carry no cookie', async () => {
  const one = await request(server).get('/page')
  const two = await request(server).get('/page').set('User-Agent', 'another')
  assert.equal(one.text, two.text)
  assert.equal(one.headers['set-cookie'], undefined)
  assert.equal(two.headers['set-cookie'], undefined)
})

test('a request with a session cookie is neither served from memory nor kept', async () => {
  await request(server).get('/page').set('Cookie', 'stay=abc')
  assert.equal(keptCount().pages, 0)
  await request(server).get('/page')
  await request(server).get('/page').set('Cookie', 'x=1; stay=abc')
  assert.equal(rendered, 3)
})

test('pages without tags are never kept', async () => {
  await request(server).get('/private')
  await request(server).get('/private')
  assert.equal(rendered, 2)
})

test('If-None-Match decides, whatever the request says about caches', async () => {
  const first = await request(server).get('/page')
  const again = await request(server)
    .get('/page')
    .set('If-None-Match', String(first.headers.etag))
    .set('Cache-Control', 'no-cache')
  assert.equal(again.status, 304)
  words = 'new words'
  await changed('account:7')
  const changedPage = await request(server).get('/page').set('If-None-Match', String(first.headers.etag))
  assert.equal(changedPage.status, 200)
})

test('each encoding says the same, and JSON is another page', async () => {
  const plain = await request(server).get('/page').set('Accept-Encoding', 'identity')
  const zipped = await request(server).get('/page').set('Accept-Encoding', 'gzip')
  const brotli = await request(server)
    .get('/page')
    .set('Accept-Encoding', 'br')
    .buffer(true)
    .parse((res, done) => {
      const chunks: Buffer[] = []
      res.on('data', (chunk: Buffer) => chunks.push(chunk))
      res.on('end', () => done(null, Buffer.concat(chunks)))
    })
  assert.equal(zipped.text, plain.text)
  assert.equal(zipped.headers['content-encoding'], 'gzip')
  assert.equal(brotli.headers['content-encoding'], 'br')
  const body = brotli.body as Buffer
  assert.ok([body.toString(), unpacked(body)].includes(plain.text))
  const json = await request(server).get('/page').set('Accept', 'application/json')
  assert.deepEqual(json.body, { fault: { title: 'A page', message: 'first words' } })
})

function unpacked(body: Buffer): string {
  try {
    return brotliDecompressSync(body).toString()
  } catch {
    return ''
  }
}

test('every answer says what it depends on and that it must be asked about', async () => {
  for (const attempt of [1, 2]) {
    const { headers } = await request(server).get('/page')
    assert.equal(headers['cache-control'], 'private, no-cache', `attempt ${attempt}`)
    assert.equal(headers.vary, 'Accept, Accept-Encoding, Cookie, Sec-GPC')
    assert.match(String(headers['content-security-policy']), /script-src 'self'/)
  }
})

test('free-form queries cannot fill the memory', async () => {
  for (let n = 0; n < 5; n += 1) await request(server).get(`/page?x=${n}`)
  assert.equal(keptCount().pages, 0)
})

test('whoever has answered the cookie question gets the page without the banner', async () => {
  const open = await request(server).get('/page')
  const refused = await request(server).get('/page').set('Cookie', 'choice=no')
  const signalled = await request(server).get('/page').set('Sec-GPC', '1')
  assert.match(open.text, /class="banner"/)
  assert.doesNotMatch(refused.text, /class="banner"/)
  assert.equal(refused.text, signalled.text)
})

test('a process that may miss changes answers nothing from memory', async () => {
  await request(server).get('/page')
  trustKeptPages(false)
  await request(server).get('/page')
  await request(server).get('/page')
  assert.equal(rendered, 3)
  trustKeptPages(true)
  await request(server).get('/page')
  await request(server).get('/page')
  assert.equal(rendered, 4)
})

test('HEAD answers with the headers of the page and no body', async () => {
  await request(server).get('/page')
  const head = await request(server).head('/page').expect(200)
  assert.ok(Number(head.headers['content-length']) > 100)
  assert.equal(head.text, undefined)
})
