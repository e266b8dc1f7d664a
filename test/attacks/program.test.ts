import '../support/quiet.ts'
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { after, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { describeError } from '../../src/log.ts'
import { before } from '../support/hooks.ts'
import { type Program, runProgram, untilGone, untilHealthy } from '../support/program.ts'

let program: Program
/** One that sends its headers very slowly, and many that never say a word. */
const slow: Socket[] = []

before(async () => {
  program = await runProgram({ LOG_LEVEL: 'debug' })
  await untilHealthy(program)
  const { port } = new URL(program.url)
  for (let n = 0; n < 300; n += 1) {
    const socket = connect(Number(port), '127.0.0.1')
    socket.on('error', () => undefined)
    socket.resume()
    slow.push(socket)
  }
  slow[0]?.write('GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ')
})

after(async () => {
  for (const socket of slow) socket.destroy()
  program.child.kill('SIGTERM')
  await untilGone(program)
})

const cookies = new Map<string, string>()

async function visit(path: string, form?: Record<string, string>): Promise<Response> {
  const cookie = [...cookies].map((pair) => pair.join('=')).join('; ')
  const answer = await fetch(program.url + path, {
    redirect: 'manual',
    headers: { 'Sec-Fetch-Site': 'same-origin', 'User-Agent': 'Curious/4.5', ...(cookie && { cookie }) },
    ...(form && { method: 'POST', body: new URLSearchParams(form) }),
  })
  for (const set of answer.headers.getSetCookie()) {
    const [name = '', value = ''] = set.split(';', 1)[0]?.split('=') ?? []
    cookies.set(name, value)
  }
  await answer.arrayBuffer()
  return answer
}

test('N16: no log line tells who was here, from where, what they looked for or what they were sent', async () => {
  const secrets = [
    'quillfeather',
    'quill.feather@example.org',
    'a calm green harbour',
    'zanzibar',
    'Curious/4.5',
  ]
  const signUp = {
    username: 'quillfeather',
    email: 'quill.feather@example.org',
    password: 'a calm green harbour',
  }
  const yes = { acceptNotice: 'yes', allowSignInCookie: 'yes', age: '18+' }
  assert.equal((await visit('/accounts', { ...signUp, ...yes })).status, 303)
  await visit('/accounts', { ...signUp, ...yes })
  for (const path of [
    '/u/quillfeather',
    '/search?q=zanzibar',
    '/confirm/zanzibarzanzibarzanzibar',
    '/zanzibar?zanzibar=1',
  ])
    await visit(path)
  await visit('/session', { login: 'quillfeather', password: 'zanzibar', allowSignInCookie: 'yes' })
  await visit('/reset', { email: 'quill.feather@example.org' })
  await visit('/my/profile?_method=PUT', { name: 'zanzibar\n{"level":30,"msg":"forged"}', bio: 'zanzibar' })
  await visit('/c/general/topics', { title: 'zanzibar', body: 'zanzibar' })
  const stay = cookies.get('stay') ?? assert.fail('not signed in')
  await visit('/health')
  await visit('/')
  await visit('/privacy/choices')
  while (!/"route":"\/privacy\/choices".*\n/.test(program.said())) await wait(50)
  const lines = program
    .said()
    .split('\n')
    .filter((line) => line.startsWith('{'))
  assert.ok(lines.length >= 8, program.said())
  const text = lines.join('\n')
  for (const secret of [...secrets, stay, '127.0.0.1', 'forged', '_method'])
    assert.ok(
      !text.includes(secret),
      `the log says ${secret}:\n${lines.find((line) => line.includes(secret))}`,
    )
  for (const line of lines) assert.doesNotThrow(() => JSON.parse(line), line)
})

test('N16: an error of the database goes into the log without the document it is about', () => {
  const error = Object.assign(
    new Error(
      'E11000 duplicate key error collection: forum.accounts dup key: { emailKey: "rosa@example.org", name: "Rosa" }',
    ),
    {
      name: 'MongoServerError',
      code: 11000,
      keyValue: { emailKey: 'rosa@example.org' },
      op: { passwordHash: 'x' },
    },
  )
  const said = describeError(new Error('a wrapper', { cause: error }))
  assert.doesNotMatch(JSON.stringify(said), /rosa|passwordHash|keyValue/i)
  assert.match(JSON.stringify(said), /E11000.*accounts/)
  const endless = new Error('its own cause')
  endless.cause = endless
  assert.equal(describeError(endless).message, 'its own cause')
})

test('who never begins or never finishes a request loses the connection within half a minute', {
  timeout: 90_000,
}, async () => {
  const answer = await fetch(program.url)
  assert.equal(answer.status, 200)
  await Promise.all(slow.map((socket) => socket.closed || once(socket, 'close')))
  assert.ok(slow.every((socket) => socket.closed))
})
