import '../support/env.ts'
import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { test } from 'node:test'
import request from 'supertest'
import { dropAllPages, keptCount } from '../../src/web/kept-pages.ts'
import { targetOf } from '../../src/web/target.ts'
import { signedInAgent } from '../support/accounts.ts'
import { makeBoard, makeTopic } from '../support/forum.ts'
import { forumSite } from '../support/forum-site.ts'

const holder = forumSite()

/** What no well-behaved client would send, byte for byte. */
function send(bytes: string): Promise<string> {
  const { port } = new URL(holder.site.url)
  return new Promise((resolve, reject) => {
    let answer = ''
    const socket = connect(Number(port), '127.0.0.1', () => socket.write(bytes))
    socket.setTimeout(120_000, () => socket.destroy(new Error('no answer')))
    socket.on('data', (chunk) => {
      answer += chunk
    })
    socket.on('error', reject)
    socket.on('close', () => resolve(answer))
  })
}

const ask = (target: string, more = '') =>
  send(`GET ${target} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n${more}\r\n`)
const statusOf = (answer: string) => Number(answer.slice(9, 12))

test('a request target names a page of this site or nothing', () => {
  assert.equal(targetOf('/t/a/1?before=x'), '/t/a/1?before=x')
  assert.equal(targetOf('http://other.example/c/general?a=1'), '/c/general?a=1')
  assert.equal(targetOf('https://other.example'), '/')
  assert.equal(targetOf('http://other.example?a=1'), '/?a=1')
  assert.equal(targetOf('/c/general#junk'), '/c/general')
  assert.equal(targetOf('//other.example/a'), '/other.example/a')
  for (const nothing of ['*', '', 'other.example:443', 'ftp://other.example/'])
    assert.equal(targetOf(nothing), undefined)
})

test('one page is kept once, however its address is written', async () => {
  await makeBoard({ slug: 'plain' })
  dropAllPages()
  const json = 'Accept: application/json\r\n'
  for (let n = 0; n < 5; n += 1) {
    assert.equal(statusOf(await ask(`http://host-${n}.example/privacy/rights`, json)), 200)
    assert.equal(statusOf(await ask(`/privacy/rights#${'x'.repeat(2000)}${n}`, json)), 200)
    assert.equal(statusOf(await ask(`/c/plai%6${n % 2 ? 'e' : 'E'}`, json)), 200)
  }
  assert.equal(keptCount().pages, 1)
})

test('a tiny kept page counts for what it costs', async () => {
  dropAllPages()
  await request(holder.site.server).get('/privacy/rights').set('Accept', 'application/json').expect(200)
  assert.ok(keptCount().bytes > 2000)
  dropAllPages()
  assert.equal(keptCount().bytes, 0)
})

test('an address that names nothing is a fault of the sender, not of ours', async () => {
  for (const method of ['OPTIONS', 'GET', 'POST']) {
    const answer = await send(
      `${method} * HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
    )
    assert.equal(statusOf(answer), 400, method)
  }
})

test('the form to try again never leads to another host', async () => {
  const body = 'body=words'
  const answer = await send(
    `POST //evil.example/x HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
  )
  assert.equal(statusOf(answer), 404)
  assert.ok(!answer.includes('"//evil.example'))
})

test('no shared cache keeps a redirect or a problem that names what only some may read', async () => {
  const board = await makeBoard({ audience: 'members' })
  const topic = await makeTopic({ board, title: 'A quiet secret' })
  const { agent } = await signedInAgent(holder.site)
  for (const path of [
    `/t/${topic.id}`,
    `/t/wrong/${topic.id}`,
    `/posts/${topic.post._id}`,
    '/posts/nothing',
    '/nothing',
  ])
    for (const accept of ['text/html', 'application/json']) {
      const answer = await agent.get(path).set('Accept', accept)
      assert.match(String(answer.headers['cache-control']), /private, no-cache/, `${path} ${accept}`)
      assert.match(String(answer.headers.vary), /Cookie/, `${path} ${accept}`)
    }
})
