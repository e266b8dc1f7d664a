import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { adopt, stopChild } from './children.ts'

const admin = {
  ADMIN_USERNAME: 'bench',
  ADMIN_EMAIL: 'bench@example.org',
  ADMIN_PASSWORD: 'a long bench password',
}

export interface Site {
  url: string
  pid: number
  dataDir: string
  /** The `Cookie` header of a signed-in admin. */
  cookie: string
  /** Seconds from its start to its first answer. */
  startedIn: number
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  return typeof address === 'object' && address ? address.port : 0
}

async function untilHealthy(url: string): Promise<void> {
  for (let tries = 0; tries < 300; tries += 1) {
    const answer = await fetch(`${url}/health`).catch(() => undefined)
    if (answer?.status === 200) return
    await wait(100)
  }
  throw new Error('The forum did not start within 30 seconds.')
}

/** What `npm start` hands to node. */
async function startArguments(): Promise<string[]> {
  const { scripts } = JSON.parse(await readFile('package.json', 'utf8'))
  return scripts.start.split(' ').slice(1)
}

/** `npm run seed`, into an empty data folder. */
async function seed(posts: number, env: NodeJS.ProcessEnv): Promise<void> {
  const seeding = spawn(process.execPath, ['src/seeding/seed.ts', '--posts', String(posts)], {
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const [code] = await once(adopt(seeding), 'exit')
  if (code !== 0) throw new Error(`The seed ended with ${code}.`)
}

/**
 * The real program, as `npm start` runs it, with an empty data folder and relaxed limits.
 * @param posts how many posts of other people are there before
 */
export async function startSite(posts = 0): Promise<Site> {
  const dataDir = await mkdtemp(join(tmpdir(), 'parley-bench-'))
  const port = await freePort()
  const env = {
    ...process.env,
    ...admin,
    DATA_DIR: dataDir,
    PORT: String(port),
    SITE_URL: `http://127.0.0.1:${port}`,
    RATE_LIMITS: 'relaxed',
  }
  const url = `http://127.0.0.1:${port}`
  const open = async () => {
    const args = await startArguments()
    const child = adopt(spawn(process.execPath, args, { env, stdio: ['ignore', 'ignore', 'inherit'] }))
    await untilHealthy(url)
    return child
  }
  if (posts > 0) {
    // Its first start makes the first board and the admin.
    await stopChild(await open())
    await seed(posts, env)
  }
  const began = performance.now()
  const child = await open()
  const startedIn = (performance.now() - began) / 1000
  return { url, pid: child.pid ?? 0, dataDir, cookie: await signIn(url), startedIn }
}

async function signIn(url: string): Promise<string> {
  const answer = await post(url, '/session', '', {
    login: admin.ADMIN_USERNAME,
    password: admin.ADMIN_PASSWORD,
    allowSignInCookie: 'yes',
  })
  const cookies = answer.headers.getSetCookie().map((cookie) => cookie.split(';')[0])
  if (!cookies.some((cookie) => cookie?.startsWith('stay=')))
    throw new Error(`Signing in failed: ${answer.status}`)
  return cookies.join('; ')
}

export function post(
  url: string,
  path: string,
  cookie: string,
  fields: Record<string, string>,
): Promise<Response> {
  return fetch(url + path, {
    method: 'POST',
    redirect: 'manual',
    headers: { Cookie: cookie, Origin: url },
    body: new URLSearchParams(fields),
  })
}

/** A topic with one post more than `replies`. @returns its address */
export async function makeTopic(site: Site, title: string, replies: number): Promise<string> {
  const answer = await post(site.url, '/c/general/topics', site.cookie, { title, body: words(0) })
  const address = new URL(answer.headers.get('location') ?? '', site.url).pathname
  const id = address.split('/').at(-1)
  if (answer.status !== 303 || !/^\d+$/.test(String(id)))
    throw new Error(`No topic was made: ${answer.status} ${address} ${await answer.text()}`)
  for (let n = 1; n <= replies; n += 1)
    await post(site.url, `/t/${id}/posts`, site.cookie, { body: words(n) })
  return address
}

/** Some 500 characters of ordinary talk, different for each number. */
export function words(n: number): string {
  const lines = [
    `I tried it on the ${n}th of the month and the **difference** surprised me.`,
    'The path by the river is open again, so the long way round is not needed any more.',
    `Has anybody got the number of the person who repairs clocks? Mine stopped at ${n % 12}:${10 + (n % 50)}.`,
    'We could meet at the library, where the big table is free on most mornings.',
    `My neighbour says [the timetable](https://example.org/${n}) is wrong on Sundays.`,
    'Please bring a jar, there will be plum jam for everybody who helps.',
    '> It is never too late to plant a tree.',
    'That is what my grandmother used to say, and she planted four of them after she was eighty.',
  ]
  return lines.map((_, at) => lines[(at + n) % lines.length]).join('\n\n')
}

/** Where the forum's embedded engine listens. */
export async function engineUri(site: Site): Promise<string> {
  const { socket } = JSON.parse(await readFile(join(site.dataDir, 'engine.json'), 'utf8'))
  return `mongodb://${encodeURIComponent(socket)}/?directConnection=true&journal=true&retryWrites=false`
}

/** Bytes of memory that a process holds at this moment. */
export async function residentBytes(pid: number): Promise<number> {
  const [, kilobytes] = /VmRSS:\s+(\d+) kB/.exec(await readFile(`/proc/${pid}/status`, 'utf8')) ?? []
  return Number(kilobytes) * 1024
}
