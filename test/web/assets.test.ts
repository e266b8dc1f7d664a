import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, test } from 'node:test'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { assetPath, preloadLinks, prepareAssets, serveAsset } from '../../src/web/assets.ts'
import { before } from '../support/hooks.ts'

let server: Server

before(async () => {
  await prepareAssets()
  server = createServer((req, res) => {
    if (!serveAsset(req, res)) res.writeHead(418).end()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
})
after(() => server.close())

interface Got {
  status: number
  headers: IncomingHttpHeaders
  body: Buffer
}

async function get(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Got> {
  const { port } = server.address() as AddressInfo
  const asked = request({ port, host: '127.0.0.1', path, method, headers })
  asked.end()
  const [answer] = await once(asked, 'response')
  const chunks: Buffer[] = []
  for await (const chunk of answer) chunks.push(chunk)
  return { status: answer.statusCode, headers: answer.headers, body: Buffer.concat(chunks) }
}

test('every encoding gives the same bytes, kept for good under a name with their hash', async () => {
  for (const name of [
    'css/main.css',
    'js/page.js',
    'js/member.js',
    'js/composer.js',
    'icons.svg',
    'favicon.svg',
  ]) {
    const path = assetPath(name)
    assert.match(path, /^\/assets\/[a-z]+-[0-9a-f]{12}\.(css|js|svg)$/)
    const plain = await get(path)
    const brotli = await get(path, { 'Accept-Encoding': 'gzip, deflate, br' })
    const gzip = await get(path, { 'Accept-Encoding': 'gzip' })
    assert.equal(plain.headers['content-encoding'], undefined)
    assert.deepEqual(brotliDecompressSync(brotli.body), plain.body)
    assert.deepEqual(gunzipSync(gzip.body), plain.body)
    assert.equal(brotli.headers['cache-control'], 'public, max-age=31536000, immutable')
    assert.equal(brotli.headers.vary, 'Accept-Encoding')
    assert.equal(new Set([plain, brotli, gzip].map(({ headers }) => headers.etag)).size, 3)
    assert.ok(brotli.body.length < plain.body.length, name)
  }
})

test('a file that is known is not sent again', async () => {
  const path = assetPath('css/main.css')
  const first = await get(path, { 'Accept-Encoding': 'br' })
  const again = await get(path, { 'Accept-Encoding': 'br', 'If-None-Match': String(first.headers.etag) })
  assert.equal(again.status, 304)
  assert.equal(again.body.length, 0)
})

test('types are told and never guessed', async () => {
  const types = await Promise.all(
    ['css/main.css', 'js/page.js', 'icons.svg'].map(async (name) => (await get(assetPath(name))).headers),
  )
  assert.deepEqual(
    types.map((headers) => headers['content-type']),
    ['text/css; charset=utf-8', 'text/javascript; charset=utf-8', 'image/svg+xml; charset=utf-8'],
  )
  for (const headers of types) assert.equal(headers['x-content-type-options'], 'nosniff')
})

test('HEAD gives the headers alone', async () => {
  const answer = await get(assetPath('js/page.js'), {}, 'HEAD')
  assert.equal(answer.status, 200)
  assert.ok(Number(answer.headers['content-length']) > 100)
  assert.equal(answer.body.length, 0)
})

test('unknown files are 404, writing is 405, other addresses are left alone', async () => {
  assert.equal((await get('/assets/main-000000000000.css')).status, 404)
  assert.equal((await get('/assets/../src/config.ts')).status, 404)
  assert.equal((await get('/assets/__proto__')).status, 404)
  assert.equal((await get('/assets/%00')).status, 404)
  assert.equal((await get(assetPath('js/page.js'), {}, 'POST')).status, 405)
  assert.equal((await get('/privacy')).status, 418)
})

test('the Link header names what every page needs', () => {
  assert.equal(
    preloadLinks(),
    `<${assetPath('css/main.css')}>; rel=preload; as=style, <${assetPath('js/page.js')}>; rel=modulepreload`,
  )
})

test('a name that is not there stops the page instead of breaking it quietly', () => {
  assert.throws(() => assetPath('css/none.css'), /no asset "css\/none\.css"/)
})
