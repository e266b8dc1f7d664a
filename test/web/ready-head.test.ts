import '../support/quiet.ts'

import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { after, test } from 'node:test'
import { giveHead, KEEP_ALIVE, makeHead } from '../../src/web/ready-head.ts'

const headers = ['Content-Type', 'text/html; charset=utf-8', 'ETag', '"abc"', 'Content-Length', '12']
const body = Buffer.from('twelve bytes')

const server = createServer({ keepAliveTimeout: KEEP_ALIVE }, (req, res) => {
  const isReady = req.url === '/ready' && giveHead(res, 200, makeHead(200, headers))
  if (!isReady) res.writeHead(200, headers)
  res.end(body)
}).listen(0, '127.0.0.1')
await once(server, 'listening')
after(() => {
  server.closeAllConnections()
  server.close()
})

/** Everything that comes back over one connection until it is quiet or closed. */
async function talk(text: string): Promise<string> {
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1')
  let said = ''
  socket.on('data', (chunk) => {
    said += chunk.toString('latin1')
  })
  socket.write(text)
  await Promise.race([once(socket, 'close'), new Promise((resolve) => setTimeout(resolve, 300))])
  socket.destroy()
  return said.replace(/Date: [^\r]+/g, 'Date: now')
}

const ask = (path: string, more = '') => `GET ${path} HTTP/1.1\r\nHost: a\r\n${more}\r\n`

test('a ready head travels exactly as writeHead would send it', async () => {
  assert.equal(await talk(ask('/ready')), await talk(ask('/plain')))
})

test('several questions over one connection get an answer each, in order', async () => {
  const said = await talk(ask('/ready') + ask('/plain') + ask('/ready'))
  assert.equal(said, (await talk(ask('/plain'))).repeat(3))
})

test('who asks to close, or speaks HTTP/1.0, is answered so and the connection ends', async () => {
  const closing = await talk(ask('/ready', 'Connection: close\r\n'))
  assert.equal(closing, await talk(ask('/plain', 'Connection: close\r\n')))
  assert.match(closing, /Connection: close/)
  assert.match(await talk('GET /ready HTTP/1.0\r\n\r\n'), /twelve bytes$/)
})

test('the date is that of the moment', async () => {
  const answer = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/ready`)
  assert.ok(Math.abs(Date.parse(answer.headers.get('date') ?? '') - Date.now()) < 2000)
})
