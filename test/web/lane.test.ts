import '../support/quiet.ts'

import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { after, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { openLane } from '../../src/web/lane.ts'
import { respond } from '../../src/web/respond.ts'
import { miniSite } from '../support/mini.ts'

const { server } = await miniSite((app) => {
  app.get('/page', (req, res) => {
    const model = { fault: { title: 'A page', message: 'words' } }
    respond(req, res, { view: 'errors/show', title: 'A page', model, keep: ['topic:1'] })
  })
  app.post('/echo', (req, res) => {
    res.json({ length: req.body.text.length })
  })
})
await listen(server)

/** A lane that knows one question, with little patience. */
let handedOver = 0
const plain = createServer((_req, res) => {
  handedOver += 1
  res.end('from the server')
})
const closeLane = openLane(
  plain,
  (chunk) => (String(chunk) === 'quick' ? Buffer.from('at once;') : undefined),
  200,
)
await listen(plain)

after(() => {
  for (const one of [server, plain]) {
    one.closeAllConnections()
    one.close()
  }
  closeLane()
})

async function listen(one: Server): Promise<void> {
  one.listen(0, '127.0.0.1')
  await once(one, 'listening')
}

function open(to: Server): { socket: Socket; said: () => string } {
  const socket = connect((to.address() as AddressInfo).port, '127.0.0.1')
  let said = ''
  socket.on('data', (chunk) => {
    said += chunk.toString('latin1')
  })
  socket.on('error', () => undefined)
  return { socket, said: () => said.replace(/Date: [^\r]+/g, 'Date: now') }
}

/** How many whole answers there are. */
function answersIn(text: string): number {
  const end = text.indexOf('\r\n\r\n')
  if (end === -1) return 0
  const length = Number(/^Content-Length: (\d+)/im.exec(text.slice(0, end))?.[1])
  const rest = text.slice(end + 4)
  return rest.length < length ? 0 : 1 + answersIn(rest.slice(length))
}

/** Everything that comes back over one connection; the pieces are sent one after the other, each by itself. */
async function talk(...pieces: string[]): Promise<string> {
  const { socket, said } = open(server)
  const asked = pieces.join('').split(' HTTP/1.1\r\n').length - 1
  for (const piece of pieces) {
    socket.write(piece, 'latin1')
    await wait(60)
  }
  while (answersIn(said()) < asked) await wait(20)
  socket.destroy()
  return said()
}

const ask = (path: string, more = '') => `GET ${path} HTTP/1.1\r\nHost: a\r\n${more}\r\n`
/** A header that the lane does not know: the HTTP server answers. */
const slow = ask('/page', 'X-Unknown: 1\r\n')
await talk(slow)
const page = await talk(slow)

/** As sets of lines: the order of the headers is not the same. */
const lines = (text: string) => text.split('\r\n').sort()

test('what goes out at once is what the HTTP server would send', async () => {
  assert.match(page, /^HTTP\/1\.1 200 OK\r\n/)
  assert.deepEqual(lines(await talk(ask('/page'))), lines(page))
})

test('several questions over one connection get an answer each, in order, whoever gives it', async () => {
  const said = await talk(ask('/page'), ask('/page'), ask('/nothing'), ask('/page'), slow)
  const statuses = [...said.matchAll(/^HTTP\/1\.1 (\d+)/gm)].map(([, status]) => Number(status))
  assert.deepEqual(statuses, [200, 200, 404, 200, 200])
})

test('several questions in one piece, and one in many, are answered', async () => {
  assert.equal((await talk(ask('/page') + ask('/page') + ask('/page'))).match(/HTTP\/1\.1 200/g)?.length, 3)
  assert.deepEqual(lines(await talk(ask('/page').slice(0, 20), ask('/page').slice(20))), lines(page))
})

test('a form after a page arrives whole, however large', async () => {
  const text = 'a'.repeat(60_000)
  const body = JSON.stringify({ text })
  const head = `POST /echo HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`
  const said = await talk(ask('/page'), head + body.slice(0, 100), body.slice(100))
  assert.match(said, /\{"length":60000\}$/)
})

test('a question for JSON, for gzip, or behind the banner gets its own answer', async () => {
  assert.match(await talk(ask('/page', 'Accept: application/json\r\n')), /application\/json/)
  await talk(ask('/page', 'Accept-Encoding: gzip\r\nX-Unknown: 1\r\n'))
  assert.match(await talk(ask('/page', 'Accept-Encoding: gzip\r\n')), /Content-Encoding: gzip/)
})

test('who asks to close is answered so', async () => {
  assert.match(await talk(ask('/page', 'Connection: close\r\n')), /Connection: close/)
})

test('a silent connection is closed, before its first word and after an answer', async () => {
  const silent = open(plain)
  await once(silent.socket, 'close')
  const served = open(plain)
  served.socket.write('quick')
  await once(served.socket, 'close')
  assert.equal(served.said(), 'at once;')
})

test('who hangs up is let go; a stop closes who is still there', async () => {
  const leaver = open(plain)
  leaver.socket.end()
  await once(leaver.socket, 'close')
  const stayer = open(plain)
  stayer.socket.write('quick')
  await once(stayer.socket, 'data')
  closeLane()
  await once(stayer.socket, 'close')
  assert.equal(handedOver, 0)
})

test('who asks and never reads is left to the HTTP server, which waits', async () => {
  const big = Buffer.alloc(4_000_000, 'b')
  let answered = 0
  const crowded = createServer((_req, res) => res.end('slowly'))
  const close = openLane(crowded, () => {
    answered += 1
    return big
  })
  await listen(crowded)
  const { socket } = open(crowded)
  socket.pause()
  for (let n = 0; n < 20; n += 1) {
    socket.write(ask('/'))
    await wait(10)
  }
  assert.ok(answered < 5, `${answered} answers of 4 MB wait in memory`)
  socket.destroy()
  close()
  crowded.closeAllConnections()
  crowded.close()
})
