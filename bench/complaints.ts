import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { ObjectId } from 'mongodb'
import { timeInserts } from './baselines/inserts.ts'
import { inStore, strangersPost } from './pictured.ts'
import { atLeast, atMost } from './report.ts'
import { engineUri, type Site, words } from './site.ts'
import { answersPerSecond, compareRates, median } from './wrk.ts'

const asProgram = { Accept: 'application/json', 'Content-Type': 'application/json' }

async function file(site: Site, about: string): Promise<void> {
  const body = { about, kind: 'rules', rule: '1', details: words(1), goodFaith: 'yes' }
  const init = { method: 'POST', headers: { ...asProgram, Origin: site.url }, body: JSON.stringify(body) }
  const answer = await fetch(`${site.url}/reports`, init)
  if (answer.status !== 201) throw new Error(`A report was answered ${answer.status}.`)
}

/** So many cases like the first one, each about something else. */
async function fillQueue(site: Site, count: number): Promise<void> {
  await inStore(site, async (forum) => {
    const cases = forum.collection('cases')
    const first = await cases.findOne({})
    const there = await cases.countDocuments()
    if (there > count) throw new Error(`There are ${there} cases already.`)
    if (!first) throw new Error('There is no case to copy.')
    const copies = Array.from({ length: count - there }, (_, n) => {
      const number = there + n + 1
      const openedAt = new Date(Date.now() - n * 60_000)
      return {
        ...first,
        _id: new ObjectId(),
        ref: `C-${100_000 + number}`,
        subject: `post:${number}`,
        things: [`post:${number}`],
        openedAt,
      }
    })
    if (copies.length > 0) await cases.insertMany(copies)
  })
}

async function openQueue(site: Site): Promise<number> {
  const began = performance.now()
  const answer = await fetch(`${site.url}/review`, { headers: { Cookie: site.cookie } })
  await answer.text()
  if (answer.status !== 200) throw new Error(`The queue was answered ${answer.status}.`)
  return performance.now() - began
}

async function timeQueue(site: Site): Promise<number> {
  const times: number[] = []
  for (let n = 0; n < 60; n += 1) times.push(await openQueue(site))
  // The first ones find everything cold.
  return median(times.slice(10))
}

async function measureQueue(site: Site): Promise<void> {
  await fillQueue(site, 100)
  const short = await timeQueue(site)
  await fillQueue(site, 10_000)
  const long = await timeQueue(site)
  process.stdout.write(`  queue: ${short.toFixed(1)} ms with 100 cases, ${long.toFixed(1)} ms with 10,000\n`)
  atMost('queue of 10,000 cases ÷ queue of 100, time', long / short, 2)
}

/** Ever new posts: what was reported once is a case already. @returns a file with their addresses */
async function manyPosts(site: Site, like: string, count: number): Promise<string> {
  const addresses: string[] = []
  await inStore(site, async (forum) => {
    const posts = forum.collection('posts')
    const first = await posts.findOne({ _id: new ObjectId(like) })
    if (!first) throw new Error('There is no post to copy.')
    const copies = Array.from({ length: count }, (_, n) => ({
      ...first,
      _id: new ObjectId(),
      number: 1000 + n,
    }))
    await posts.insertMany(copies)
    addresses.push(...copies.map(({ _id }) => `/posts/${_id}`))
  })
  const folder = await mkdtemp(join(tmpdir(), 'parley-bench-'))
  const path = join(folder, 'posts')
  await writeFile(path, `${addresses.join('\n')}\n`)
  return path
}

/** What complaints cost: filing one, the queue when it is long, and the first screen of a case. */
export async function measureComplaints(site: Site, seconds: number): Promise<void> {
  const post = await strangersPost(site)
  await file(site, `/posts/${post}`)
  // Before the load below fills it with cases of its own.
  await measureQueue(site)
  const headers = { 'Sec-Fetch-Site': 'same-origin' }
  const load = { url: `${site.url}/reports`, seconds, connections: 10, script: 'complaint.lua', headers }
  // A site that has run for a while is what counts, and not how long its program takes to be compiled.
  await answersPerSecond({ ...load, seconds: seconds * 4 })
  const uri = await engineUri(site)
  const stored = { details: words(1), at: new Date() }
  const found = await compareRates(
    () => answersPerSecond(load),
    async () => (await timeInserts(uri, 2000, stored)).perSecond,
  )
  atLeast('report acknowledged ÷ one journalled insert', found, 0.2)
  const env = { POSTS: await manyPosts(site, post, 40_000) }
  const posts = await compareRates(
    () => answersPerSecond({ ...load, env }),
    async () => (await timeInserts(uri, 2000, stored)).perSecond,
  )
  await rm(dirname(env.POSTS), { recursive: true })
  atLeast('report of a post, with a receipt by mail ÷ one journalled insert', posts, 0.05)
  const screen = await fetch(`${site.url}/review/C-1`, { headers: { Cookie: site.cookie } })
  atMost('first screen of a case, kilobytes', (await screen.text()).length / 1024, 100)
}
