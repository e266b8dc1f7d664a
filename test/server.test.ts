import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { copyFileSync, cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { afterEach, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { type BadConfiguration, readConfig } from '../src/config.ts'
import { admin, signInByHand } from './support/by-hand.ts'
import {
  freshFolder,
  type Program,
  runProgram,
  takePort,
  untilGone,
  untilHealthy,
} from './support/program.ts'
import { root } from './support/sources.ts'

const programs: Program[] = []

async function run(
  settings: NodeJS.ProcessEnv = {},
  how?: Parameters<typeof runProgram>[1],
): Promise<Program> {
  const program = await runProgram(settings, how)
  programs.push(program)
  return program
}

afterEach(async () => {
  for (const program of programs.splice(0)) {
    program.child.kill('SIGKILL')
    await untilGone(program)
  }
})

test('it starts on nothing, says where, answers, and stops cleanly within ten seconds', async () => {
  const program = await run()
  await untilHealthy(program)
  assert.match(program.said(), /embedded engine/)
  assert.ok(program.said().includes(`open at ${program.url}`))
  const page = await fetch(`${program.url}/`)
  assert.equal(page.status, 200)
  const began = performance.now()
  program.child.kill('SIGTERM')
  assert.equal(await untilGone(program), 0)
  assert.ok(performance.now() - began < 10_000)
})

for (const signal of ['SIGTERM', 'SIGINT'] as const)
  test(`a request that is under way when ${signal} comes is finished`, async () => {
    const program = await run(admin)
    await untilHealthy(program)
    const cookie = await signInByHand(program)
    const body = 'title=Sent+in+two+halves&body=The+first+half+and+the+second.'
    const socket = connect(Number(new URL(program.url).port), '127.0.0.1')
    let answer = ''
    socket.setEncoding('utf8').on('data', (text) => (answer += text))
    const head = [
      'POST /c/general/topics HTTP/1.1',
      `Host: ${new URL(program.url).host}`,
      `Cookie: ${cookie}`,
      'Sec-Fetch-Site: same-origin',
      'Content-Type: application/x-www-form-urlencoded',
      `Content-Length: ${body.length}`,
      'Expect: 100-continue',
    ]
    socket.write(`${head.join('\r\n')}\r\n\r\n`)
    while (!answer.includes('100 Continue')) await wait(20)
    socket.write(body.slice(0, 30))
    program.child.kill(signal)
    while (!program.said().includes('"stopping"')) await wait(20)
    socket.write(body.slice(30))
    assert.equal(await untilGone(program), 0)
    assert.match(answer, /^HTTP\/1\.1 303 See Other\r\n/m)
    assert.match(answer, /Location: \/t\/sent-in-two-halves\/\d+/i)
    const again = await run({ DATA_DIR: program.dataDir })
    await untilHealthy(again)
    assert.match(await (await fetch(`${again.url}/`)).text(), /Sent in two halves/)
  })

test('a changed file starts the forum again, as `npm run dev` runs it', async () => {
  const copy = freshFolder()
  for (const part of ['src', 'views', 'public', 'package.json'])
    cpSync(join(root, part), join(copy, part), { recursive: true })
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'))
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const [, ...words] = String(scripts.dev).split(' ')
  const program = await run({}, { words, cwd: copy })
  try {
    await untilHealthy(program)
    const footer = join(copy, 'views/partials/footer.hbs')
    writeFileSync(footer, `${readFileSync(footer, 'utf8')}<p>changed while it ran</p>`)
    const readHome = () => fetch(`${program.url}/`).then((page) => page.text())
    const until = Date.now() + 180_000
    while (!(await readHome().catch(() => '')).includes('changed while it ran')) {
      assert.ok(Date.now() < until, program.said())
      await wait(100)
    }
  } finally {
    // The watcher ends what it started; killed, it could not.
    program.child.kill('SIGTERM')
    await untilGone(program)
  }
})

test('before the database answers, /health is 503 and nothing else is served', async () => {
  const program = await run()
  const health = () => fetch(`${program.url}/health`).catch(() => undefined)
  let first: Response | undefined
  for (; !first; first = await health()) await wait(5)
  const page = await fetch(`${program.url}/`)
  assert.equal(first.status, 503, 'it listens before it is ready')
  assert.deepEqual(await first.json(), { status: 'starting' })
  // Unless it became ready in between.
  if ((await health())?.status === 503) assert.equal(page.status, 503)
})

test('a taken port is explained', async () => {
  const { port, server } = await takePort()
  const program = await run({ PORT: String(port) })
  assert.equal(await untilGone(program), 1)
  assert.match(program.said(), new RegExp(`Port ${port} is taken .* PORT=${port + 1} npm start`))
  server.close()
})

test('a data folder that cannot be written to is explained', async () => {
  const file = join(freshFolder(), 'a-file')
  writeFileSync(file, 'not a folder')
  const program = await run({ DATA_DIR: join(file, 'data') })
  assert.equal(await untilGone(program), 1)
  assert.match(program.said(), /cannot be written to/)
})

test('a folder that another forum uses is explained, and the other goes on', async () => {
  const first = await run()
  await untilHealthy(first)
  const second = await run({ DATA_DIR: first.dataDir })
  assert.equal(await untilGone(second), 1)
  assert.match(second.said(), /already uses the database/)
  assert.equal((await fetch(`${first.url}/health`)).status, 200)
})

test('every fault of the settings is listed at once', async () => {
  const program = await run({
    SITE_URL: 'ftp://x',
    SMTP_URL: 'nonsense',
    KEEP_JOB_APPLICATION: '900',
    ADMIN_USERNAME: 'ada',
  })
  assert.equal(await untilGone(program), 78)
  for (const name of ['SITE_URL', 'SMTP_URL', 'KEEP_JOB_APPLICATION', 'ADMIN_PASSWORD'])
    assert.match(program.said(), new RegExp(name))
})

function faultsOf(env: NodeJS.ProcessEnv): string[] {
  try {
    readConfig(env)
    return []
  } catch (error) {
    return (error as BadConfiguration).faults
  }
}

test('an address that links cannot be made from is refused with a sentence', () => {
  const host = 'https://forum.example.org'
  for (const rest of ['/forum', '/?', '/?a=b', '#top', '/#', '?', '//'])
    assert.match(faultsOf({ SITE_URL: host + rest }).join(), /^SITE_URL: Please give the address alone/, rest)
  for (const user of ['https://ada@forum.example.org', 'https://ada:x@forum.example.org/'])
    assert.match(faultsOf({ SITE_URL: user }).join(), /^SITE_URL: Please give the address alone/, user)
  for (const good of [host, `${host}/`, 'https://forum.example.org:8443'])
    assert.equal(readConfig({ SITE_URL: good }).siteUrl, good.replace(/\/$/, ''))
})

test('the admin of the settings keeps the rules of every account, and each fault has its sentence', () => {
  const faultsWith = (username: string, password: string) =>
    faultsOf({ ADMIN_USERNAME: username, ADMIN_EMAIL: 'ada@example.org', ADMIN_PASSWORD: password })
  const good = 'nine plum trees in a row'
  assert.deepEqual(faultsWith('Ada_the-1st', good), [])
  for (const name of ['ad', 'a'.repeat(25), 'ada lovelace', 'adä', 'ada@example.org'])
    assert.match(faultsWith(name, good).join(), /ADMIN_USERNAME needs 3 to 24 characters/, name)
  assert.match(faultsWith('ada', 'too short').join(), /ADMIN_PASSWORD needs 10 to 200/)
  assert.match(faultsWith('ada', 'Password1234').join(), /ADMIN_PASSWORD is one that very many/)
  assert.match(faultsWith('ada-lovelace', 'ADA-lovelace').join(), /ADMIN_PASSWORD must be something else/)
  assert.match(faultsWith('ada', 'ada@example.org').join(), /ADMIN_PASSWORD must be something else/)
  assert.equal(faultsWith('a b', '1234567890').length, 2, 'all of them at once')
})

test('production refuses relaxed limits', async () => {
  const program = await run({ SITE_URL: 'https://forum.example.org', RATE_LIMITS: 'relaxed' })
  assert.equal(await untilGone(program), 78)
  assert.match(program.said(), /RATE_LIMITS/)
})

function installWith(before: string, cwd: string, env: NodeJS.ProcessEnv = process.env) {
  const script = JSON.stringify(join(cwd, 'scripts/install.cjs'))
  return spawnSync(process.execPath, ['-e', `${before};require(${script})`], { cwd, env, encoding: 'utf8' })
}

test('an unsupported processor is told which ones there are', () => {
  const ran = installWith("Object.defineProperty(process, 'arch', { value: 'mips' })", root)
  assert.equal(ran.status, 1)
  assert.match(ran.stderr, /linux-x64.*this machine is linux-mips/)
})

test('without a network the installation says what to check', () => {
  const folder = freshFolder()
  mkdirSync(join(folder, 'scripts'))
  for (const file of ['package.json', 'package-lock.json', 'scripts/install.cjs'])
    copyFileSync(join(root, file), join(folder, file))
  const env = {
    ...process.env,
    npm_config_registry: 'http://127.0.0.1:9/',
    npm_config_cache: join(folder, 'cache'),
    npm_config_fetch_retries: '0',
  }
  const ran = installWith('', folder, env)
  assert.equal(ran.status, 1)
  assert.match(ran.stderr, /could not be installed.*network/s)
})
