import '../support/env.ts'
import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import request from 'supertest'
import { config } from '../../src/config.ts'
import { Images } from '../../src/media/image.ts'
import { signedInAgent } from '../support/accounts.ts'
import { makeTopic } from '../support/forum.ts'
import { forumSite } from '../support/forum-site.ts'
import { makeJpeg } from '../support/pictures.ts'

const holder = forumSite()

const incoming = () => {
  try {
    return readdirSync(join(config.dataDir, 'incoming'))
  } catch {
    return []
  }
}

/** The files of a form go when its answer is out, not before. */
async function nothingIncoming(): Promise<void> {
  while (incoming().length > 0) await wait(20)
}

async function setUp() {
  const { agent, account } = await signedInAgent(holder.site)
  const topic = await makeTopic()
  return { agent, account, topic, address: `/t/${topic.id}/posts` }
}

test('of eleven pictures ten are kept, and the form says so', async () => {
  const { agent, address } = await setUp()
  const jpeg = await makeJpeg(60, 40)
  let sending = agent.post(address).field('body', 'Many.')
  for (let n = 0; n < 11; n += 1) sending = sending.attach('images', jpeg, `${n}.jpg`)
  const back = await sending.expect(422)
  assert.match(back.text, /takes ten pictures/)
  assert.equal(back.text.match(/data-thumb="[0-9a-f]{24}"/g)?.length, 10)
  assert.match(back.text, /Many\./)
})

test('a file of 100 MB is read to its end, stored nowhere, and the words come back', async () => {
  const { agent, address } = await setUp()
  const back = await agent
    .post(address)
    .field('body', 'These words stay.')
    .attach('images', Buffer.alloc(100_000_000, 'x'), 'huge.jpg')
    .expect(422)
  assert.match(back.text, /“huge\.jpg” is larger than 10 MB/)
  assert.match(back.text, /These words stay\./)
  await nothingIncoming()
})

test('names are words, never paths, in any writing', async () => {
  const { agent, address } = await setUp()
  for (const [name, shown] of [
    ['../../../etc/passwd', 'passwd'],
    ['C:\\windows\\win.ini', 'win.ini'],
    ['Hügel – 語.jpg', 'Hügel – 語.jpg'],
    ['<img src=x onerror=q1()>.jpg', '&lt;img src&#x3D;x onerror&#x3D;q1()&gt;.jpg'],
  ] as const) {
    const back = await agent
      .post(address)
      .field('body', 'x')
      .attach('images', Buffer.from('nothing'), name)
      .expect(422)
    assert.ok(back.text.includes(`“${shown}”`), shown)
  }
  await nothingIncoming()
})

test('forms that are cut off, lie or are no forms are told so, and leave nothing', async () => {
  const { agent, address } = await setUp()
  const send = (type: string, body: string) => agent.post(address).set('Content-Type', type).send(body)
  await send('multipart/form-data', 'x').expect(422)
  await send(
    'multipart/form-data; boundary=b',
    '--b\r\nContent-Disposition: form-data; name="body"\r\n\r\nhalf',
  ).expect(422)
  await send('multipart/form-data; boundary=b', 'no parts at all').expect(422)
  await send(
    'multipart/form-data; boundary=b',
    '--b\r\nContent-Disposition: form-data; name="body[$gt]"\r\n\r\n1\r\n--b--\r\n',
  ).expect(422)
  await send(
    'multipart/form-data; boundary=b',
    '--b\r\nContent-Disposition: form-data; name="__proto__"\r\n\r\n1\r\n--b--\r\n',
  ).expect(422)
  await agent
    .post(address)
    .field('body', Buffer.from([0xff, 0xfe, 0x41]).toString('latin1'))
    .expect(303)
  const raw = Buffer.concat([
    Buffer.from('--b\r\nContent-Disposition: form-data; name="body"\r\n\r\n'),
    Buffer.from([0x41, 0xff, 0xfe, 0x42]),
    Buffer.from('\r\n--b--\r\n'),
  ])
  const back = await agent
    .post(address)
    .set('Content-Type', 'multipart/form-data; boundary=b')
    .send(raw as never)
  assert.equal(back.status, 422)
  assert.equal(({} as Record<string, unknown>).polluted, undefined)
  await nothingIncoming()
})

test('who may not post sends no files: nothing of them is read', async () => {
  const topic = await makeTopic()
  const { agent } = await signedInAgent(holder.site, { confirmedAt: null })
  const jpeg = await makeJpeg()
  const before = await Images.countDocuments({})
  await agent.post(`/t/${topic.id}/posts`).field('body', 'x').attach('images', jpeg, 'a.jpg').expect(403)
  await agent.post(`/my/drafts/reply:${topic.id}/images`).attach('images', jpeg, 'a.jpg').expect(403)
  await request(holder.site.server)
    .post(`/t/${topic.id}/posts`)
    .field('body', 'x')
    .attach('images', jpeg, 'a.jpg')
    .expect(401)
  assert.equal(await Images.countDocuments({}), before)
  await nothingIncoming()
})

test('whoever hangs up in the middle of a file leaves nothing behind', async () => {
  const { agent, topic } = await setUp()
  const probe = await agent.get('/my/settings')
  const cookie = String((probe as unknown as { request: { cookies: string } }).request.cookies)
  const { port } = new URL(holder.site.url)
  const socket = connect(Number(port), '127.0.0.1')
  socket.write(
    `POST /t/${topic.id}/posts HTTP/1.1\r\nHost: a\r\nSec-Fetch-Site: same-origin\r\nCookie: ${cookie}\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: 5000000\r\n\r\n--b\r\nContent-Disposition: form-data; name="images"; filename="a.jpg"\r\n\r\n`,
  )
  socket.write(Buffer.alloc(300_000, 'x'))
  while (incoming().length === 0) await wait(20)
  socket.destroy()
  await nothingIncoming()
})

test('addresses that name no picture are no pictures', async () => {
  const guest = () => request(holder.site.server)
  for (const path of [
    '/images/x',
    '/images/%7B%22$gt%22:%22%22%7D',
    `/images/${'0'.repeat(24)}`,
    `/images/${'0'.repeat(24)}/320`,
  ])
    await guest().get(path).expect(404)
  const { account, topic } = await setUp()
  const { makePictured } = await import('../support/pictures.ts')
  const { images } = await makePictured(account, topic.id)
  for (const size of ['0', '321', '99999', '-1', '1920.0', '../320', '__proto__'])
    await guest().get(`/images/${images[0]}/${size}`).expect(404)
})

test('a face is changed by its owner alone; the one before is gone at once', async () => {
  const { agent, account } = await signedInAgent(holder.site)
  const guest = () => request(holder.site.server)
  await guest()
    .put('/my/avatar')
    .attach('avatar', await makeJpeg(), 'a.jpg')
    .expect(401)
  const first = await agent
    .put('/my/avatar')
    .set('Accept', 'application/json')
    .attach('avatar', await makeJpeg(), 'a.jpg')
  assert.equal(first.status, 200)
  await guest().get(`/images/${first.body.avatar}/192`).expect(200).expect('Content-Type', 'image/webp')
  assert.match((await guest().get(`/u/${account.username}`)).text, new RegExp(first.body.avatar))
  const second = await agent
    .put('/my/avatar')
    .set('Accept', 'application/json')
    .attach('avatar', await makeJpeg(), 'a.jpg')
  await guest().get(`/images/${first.body.avatar}/192`).expect(410)
  assert.match((await guest().get(`/u/${account.username}`)).text, new RegExp(second.body.avatar))
  const back = await agent.put('/my/avatar').attach('avatar', Buffer.from('no'), 'a.jpg').expect(422)
  assert.match(back.text, /is not a picture/)
  await agent.put('/my/avatar').type('form').send({}).expect(422)
  await agent.delete('/my/avatar').expect(303)
  await guest().get(`/images/${second.body.avatar}/192`).expect(410)
  assert.doesNotMatch((await guest().get(`/u/${account.username}`)).text, /<img class="avatar"/)
})
