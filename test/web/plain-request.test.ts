import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { after, test } from 'node:test'
import { readPlainRequest } from '../../src/web/plain-request.ts'

const read = (text: string) => readPlainRequest(Buffer.from(text, 'latin1'))
const ask = (more = '', first = 'GET /t/a/1?b=c HTTP/1.1') => `${first}\r\nHost: a.example\r\n${more}\r\n`

test('what browsers and proxies ask is recognised', () => {
  const found = read(
    ask('Accept: text/html\r\nAccept-Encoding: br, gzip\r\nCookie: choice=1\r\nConnection: Keep-Alive\r\n'),
  )
  assert.equal(found?.target, '/t/a/1?b=c')
  assert.equal(found?.headers.cookie, 'choice=1')
  assert.ok(read(ask('X-Forwarded-For: 192.0.2.1\r\nSec-GPC: 1\r\n')))
})

const refused: Record<string, string> = {
  'another method': ask('', 'HEAD / HTTP/1.1'),
  'a method in small letters': ask('', 'get / HTTP/1.1'),
  'a whole URL': ask('', 'GET http://a.example/ HTTP/1.1'),
  'an old version': ask('', 'GET / HTTP/1.0'),
  'a space in the address': ask('', 'GET /a b HTTP/1.1'),
  'a byte above ASCII in the address': ask('', 'GET /caf\xe9 HTTP/1.1'),
  'a body': ask('Content-Length: 3\r\n'),
  'a body of unknown length': ask('Transfer-Encoding: chunked\r\n'),
  'an upgrade': ask('Upgrade: websocket\r\nConnection: Upgrade\r\n'),
  'a condition': ask('If-None-Match: "a"\r\n'),
  'a range': ask('Range: bytes=0-1\r\n'),
  'an expectation': ask('Expect: 100-continue\r\n'),
  'a closing connection': ask('Connection: close\r\n'),
  'a header that is there twice': ask('Cookie: a=1\r\nCookie: stay=2\r\n'),
  'two hosts': ask('Host: b.example\r\n'),
  'no host': 'GET / HTTP/1.1\r\nAccept: */*\r\n\r\n',
  'an empty host': 'GET / HTTP/1.1\r\nHost: \r\n\r\n',
  'a folded line': ask('Accept: a\r\n b\r\n'),
  'a space before the colon': ask('Cookie : stay=1\r\n'),
  'a bare line feed': ask('Accept: a\nCookie: stay=1\r\n'),
  'a bare carriage return': ask('Accept: a\rCookie: stay=1\r\n'),
  'a NUL': ask('Accept: a\0b\r\n'),
  'something after the end': `${ask()}G`,
  'a second question': ask() + ask(),
  'half a question': ask().slice(0, -2),
  nothing: '',
}

for (const [what, text] of Object.entries(refused))
  test(`${what} is left to the HTTP server`, () => {
    assert.equal(read(text), undefined)
  })

/** What Node's own parser makes of it: address and headers, or undefined where it refuses. */
const seen: { target: string; headers: IncomingHttpHeaders; rest: number }[] = []
const server = createServer((req, res) => {
  seen.push({ target: String(req.url), headers: req.headers, rest: 0 })
  res.end()
}).listen(0, '127.0.0.1')
await once(server, 'listening')
after(() => {
  server.closeAllConnections()
  server.close()
})

async function askServer(text: string): Promise<(typeof seen)[number][]> {
  seen.length = 0
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1').resume()
  socket.end(text, 'latin1')
  await once(socket, 'close')
  return [...seen]
}

test('whatever is recognised means the same to the HTTP server: one question, that address, those headers', async () => {
  const pieces = [
    '\r\n',
    '\r',
    '\n',
    ' ',
    ':',
    '\t',
    '\0',
    '%',
    ';',
    'q=0',
    'Cookie: a',
    '\xe9',
    ', ',
    'Host: b',
    '/',
    '?',
    '"',
  ]
  const whole = ask('Accept: text/html\r\nCookie: choice=1\r\nAccept-Language: en\r\n')
  let state = 20261123
  const random = (below: number) => {
    state = (state * 1103515245 + 12345) % 2147483648
    return state % below
  }
  let recognised = 0
  for (let n = 0; n < 3000; n += 1) {
    const at = random(whole.length)
    const text = whole.slice(0, at) + pieces[random(pieces.length)] + whole.slice(at + random(3))
    const ours = read(text)
    if (!ours) continue
    recognised += 1
    const theirs = await askServer(text)
    assert.equal(theirs.length, 1, JSON.stringify(text))
    assert.equal(theirs[0]?.target, ours.target)
    assert.deepEqual({ ...theirs[0]?.headers }, { ...ours.headers }, JSON.stringify(text))
  }
  assert.ok(recognised > 300, `${recognised} were recognised`)
})
