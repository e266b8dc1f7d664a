import '../support/env.ts'
import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import request from 'supertest'
import { signedInAgent } from '../support/accounts.ts'
import { makeRoom } from '../support/chat.ts'
import { makeBoard } from '../support/forum.ts'
import { forumSite } from '../support/forum-site.ts'

const holder = forumSite()
const deep = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`

test('a mountain of brackets in a field is a fault of input', async () => {
  for (const path of ['/session', '/accounts', '/reset'])
    for (const accept of ['text/html', 'application/json']) {
      const answer = await request(holder.site.server)
        .post(path)
        .set('Accept', accept)
        .type('json')
        .send(`{"login":${deep(200_000)},"username":${deep(200_000)},"email":${deep(200_000)}}`)
      assert.equal(answer.status, 422, `${path} ${accept}`)
      assert.doesNotMatch(answer.text, /RangeError|node_modules/)
    }
})

test('objects that pretend to be text, lists and prototypes are a fault of input on every form', async () => {
  const { agent } = await signedInAgent(holder.site, { role: 'admin' })
  const board = await makeBoard()
  const room = await makeRoom()
  const forms: [string, string][] = [
    ['/session', 'POST'],
    ['/accounts', 'POST'],
    ['/reset', 'POST'],
    ['/my/profile', 'PUT'],
    ['/my/email', 'PUT'],
    ['/my/password', 'PUT'],
    [`/c/${board.slug}/topics`, 'POST'],
    ['/admin/boards', 'POST'],
    ['/admin/rooms', 'POST'],
    [`/chat/${room.slug}/messages`, 'POST'],
    ['/preview', 'POST'],
  ]
  const names = [
    'login',
    'password',
    'oldPassword',
    'username',
    'email',
    'age',
    'name',
    'bio',
    'title',
    'body',
    'slug',
  ]
  const values = [
    '{"$gt":""}',
    '{"toHTML":"x"}',
    '{"toString":1,"valueOf":1}',
    '["a","b"]',
    '12',
    'null',
    '{"__proto__":{"a":1}}',
  ]
  for (const [path, method] of forms)
    for (const value of values) {
      const fields = [
        ...names.map((name) => `"${name}":${value}`),
        '"__proto__":{"isAdmin":true}',
        '"constructor":1',
      ]
      const answer = await agent
        .post(`${path}?_method=${method}`)
        .set('Accept', 'text/html')
        .type('json')
        .send(`{${fields.join(',')}}`)
      assert.equal(answer.status, 422, `${method} ${path} ${value}`)
    }
  assert.equal(({} as Record<string, unknown>).isAdmin, undefined)
})

test('whoever hangs up in the middle of a form leaves the site as it was', async () => {
  const { port } = new URL(holder.site.url)
  for (let n = 0; n < 20; n += 1) {
    const socket = connect(Number(port), '127.0.0.1')
    socket.on('error', () => undefined)
    socket.write(
      'POST /session HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 9000\r\n\r\n{"log',
    )
    await wait(5)
    socket.destroy()
  }
  await request(holder.site.server).get('/').expect(200)
})

test('a body that never ends is cut off with an answer', async () => {
  const { port } = new URL(holder.site.url)
  const chunk = `10000\r\n${'a'.repeat(65_536)}\r\n`
  const answer = await new Promise<string>((resolve) => {
    let text = ''
    const socket = connect(Number(port), '127.0.0.1')
    socket.write(
      'POST /session HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n',
    )
    for (let n = 0; n < 60; n += 1) socket.write(chunk)
    socket.setTimeout(120_000, () => socket.destroy())
    socket.on('data', (part) => {
      text += part
      socket.destroy()
    })
    socket.on('error', () => undefined)
    socket.on('close', () => resolve(text))
  })
  assert.match(answer, /^HTTP\/1\.1 413 /)
})
