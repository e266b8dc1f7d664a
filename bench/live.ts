import { once } from 'node:events'
import { setTimeout as wait } from 'node:timers/promises'
import { startChild, stopChild } from './children.ts'
import { atLeast, atMost } from './report.ts'
import { makeTopic, post, residentBytes, type Site, words } from './site.ts'
import { median } from './wrk.ts'

const READERS = 2000
/** More, so that what a process has in reserve matters less. */
const IDLE = 5000
const EVERY = 200
const ROUNDS = 3

interface Heard {
  /** Milliseconds from stored to received. */
  delays: number[]
  /** Milliseconds since 1970. */
  arrivals: number[]
  sample: string
}

export type Child = Awaited<ReturnType<typeof startChild>>['child']

export async function heardBy(crowd: Child): Promise<Heard> {
  const answer = once(crowd, 'message')
  crowd.send('count')
  const [heard] = await answer
  return heard as Heard
}

const quantile = (numbers: number[], part: number) =>
  numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length * part)] ?? 0

interface Run {
  url: string
  room: string
  say(n: number): Promise<unknown>
}

async function gather({ url, room }: Run, size: number): Promise<Child> {
  const order = { url, room, since: { have: {}, isEnd: false }, size, event: 'post' }
  return (await startChild('crowd.ts', order)).child
}

/** One reply every 200 ms while so many read. @returns deliveries in a second, and milliseconds until they came */
async function listen(run: Run, crowd: Child, replies: number) {
  await heardBy(crowd)
  const began = performance.now()
  for (let n = 0; n < replies; n += 1) {
    const next = began + n * EVERY
    await wait(Math.max(0, next - performance.now()))
    void run.say(n)
  }
  await wait(2 * EVERY)
  const { delays, sample } = await heardBy(crowd)
  return {
    perSecond: (delays.length / (replies * EVERY)) * 1000,
    p50: quantile(delays, 0.5),
    p99: quantile(delays, 0.99),
    sample,
  }
}

async function sayTo(site: Site) {
  const path = await makeTopic(site, 'A lively topic', 0)
  const id = path.split('/').at(-1)
  return {
    url: site.url,
    room: `topic:${id}`,
    say: (n: number) => post(site.url, `/t/${id}/posts`, site.cookie, { body: words(n) }),
  }
}

/** One poster and one listener, for scale. @returns the news that the site says, as the listener hears it */
async function record(ours: Run): Promise<object> {
  const crowd = await gather(ours, 1)
  await listen(ours, crowd, 5)
  const asked: number[] = []
  for (let n = 0; n < 40; n += 1) {
    asked.push(Date.now())
    await ours.say(n)
    await wait(EVERY / 2)
  }
  const { arrivals, sample } = await heardBy(crowd)
  const took = arrivals.map((at, n) => at - (asked[n] ?? 0))
  const what = 'one poster and one listener, milliseconds from the request to the event'
  atMost(`${what}, p50 (NodeBB: 22)`, quantile(took, 0.5), 5.5)
  atMost(`${what}, p99 (NodeBB: 34)`, quantile(took, 0.99), 34)
  await stopChild(crowd)
  const [event, news] = JSON.parse(sample.slice(2)) as [string, object]
  return { event, news }
}

async function measureCrowd(ours: Run, bare: Run, replies: number): Promise<void> {
  const crowds = [await gather(bare, READERS), await gather(ours, READERS)] as const
  const rounds: Record<'bare' | 'ours', Awaited<ReturnType<typeof listen>>>[] = []
  for (let round = 0; round <= ROUNDS; round += 1)
    rounds.push({
      bare: await listen(bare, crowds[0], replies),
      ours: await listen(ours, crowds[1], replies),
    })
  const measured = rounds.slice(1)
  const middle = (number: (round: (typeof rounds)[number]) => number) => median(measured.map(number))
  atLeast(
    `${READERS} readers, deliveries a second ÷ bare Socket.IO`,
    {
      ours: middle(({ ours }) => ours.perSecond),
      baseline: middle(({ bare }) => bare.perSecond),
      ratio: middle(({ ours, bare }) => ours.perSecond / bare.perSecond),
    },
    0.8,
  )
  const [late, lateBare] = [middle(({ ours }) => ours.p99), middle(({ bare }) => bare.p99)]
  process.stdout.write(`  p99 from stored to received: ${late} ms; bare ${lateBare} ms\n`)
  atMost(
    `${READERS} readers, p99 from stored to received ÷ bare Socket.IO`,
    middle(({ ours, bare }) => ours.p99 / bare.p99),
    1.5,
  )
  for (const crowd of crowds) await stopChild(crowd)
}

async function memoryOf(run: Run, pid: number): Promise<number> {
  const warm = await gather(run, 200)
  await wait(1000)
  const before = await residentBytes(pid)
  const crowd = await gather(run, IDLE)
  await wait(3000)
  const each = ((await residentBytes(pid)) - before) / IDLE / 1024
  for (const one of [crowd, warm]) await stopChild(one)
  return each
}

/** Live pages against a Socket.IO server that does nothing else. */
export async function measureLive(site: Site, replies: number): Promise<void> {
  const ours = await sayTo(site)
  const news = await record(ours)
  const start = () => startChild('baselines/bare-sockets.ts', news)
  const { child, port } = await start()
  const url = `http://127.0.0.1:${port}`
  const bare = { url, room: 'room', say: () => fetch(url, { method: 'POST' }) }
  const memory = { bare: await memoryOf(bare, child.pid ?? 0), ours: await memoryOf(ours, site.pid) }
  process.stdout.write(
    `  kilobytes for an idle reader: ${memory.ours.toFixed(1)}; bare ${memory.bare.toFixed(1)}\n`,
  )
  atMost('memory of an idle visitor’s socket ÷ bare Socket.IO', memory.ours / memory.bare, 1.3)
  await measureCrowd(ours, bare, replies)
  await stopChild(child)
}
