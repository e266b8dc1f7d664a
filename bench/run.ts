import { rm, writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { timeInserts } from './baselines/inserts.ts'
import { countTransfers, phoneScores } from './browser.ts'
import { measureChat } from './chat.ts'
import { startChild, stopAll, stopChild } from './children.ts'
import { measureComplaints } from './complaints.ts'
import { measureLive } from './live.ts'
import { makePictured, strangersPost } from './pictured.ts'
import { measureReactions } from './reactions.ts'
import { atLeast, atMost, foundValues, printReport } from './report.ts'
import { engineUri, makeTopic, residentBytes, type Site, startSite, words } from './site.ts'
import { measureSize } from './size.ts'
import { record } from './transfers.ts'
import { measureUploads } from './uploads.ts'
import { answersPerSecond, compare, compareRates, hasWrk } from './wrk.ts'

const { values: options } = parseArgs({
  options: {
    seconds: { type: 'string', default: '5' },
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    posts: { type: 'string', default: '0' },
    values: { type: 'string' },
  },
})
const seconds = Number(options.seconds)
const asReader = { 'Accept-Encoding': 'br', Accept: 'text/html' }

async function measureGuests(site: Site, paths: Record<string, string>): Promise<void> {
  const pages = Object.fromEntries(
    await Promise.all(Object.values(paths).map(async (path) => [path, await record(site.url + path)])),
  )
  for (const [file, least, words] of [
    ['bare-http.ts', 0.6, 'bare node:http'],
    ['bare-express.ts', 1.5, 'bare Express route'],
  ] as const) {
    const { child, port } = await startChild(`baselines/${file}`, pages)
    for (const [name, path] of Object.entries(paths)) {
      const load = (url: string) => ({ url: url + path, seconds, headers: asReader })
      const found = await compare(load(site.url), load(`http://127.0.0.1:${port}`))
      atLeast(`${name}, guest ÷ ${words}`, found, least)
    }
    await stopChild(child)
  }
}

async function measureSignedIn(site: Site, path: string): Promise<void> {
  const headers = { 'Accept-Encoding': 'gzip', Accept: 'text/html', Cookie: site.cookie }
  const pages = { [path]: await record(site.url + path, headers) }
  const { child, port } = await startChild('baselines/express-find-one.ts', {
    uri: await engineUri(site),
    pages,
  })
  const found = await compare(
    { url: site.url + path, seconds, headers },
    { url: `http://127.0.0.1:${port}${path}`, seconds, headers },
  )
  atLeast('topic, signed in ÷ Express + findOne', found, 0.4)
  await stopChild(child)
}

async function measureReplies(site: Site): Promise<void> {
  const address = await makeTopic(site, 'A topic for replies', 0)
  const count = options.quick ? 1000 : 4000
  const stored = { source: words(1), html: words(1).repeat(2), text: words(1), createdAt: new Date() }
  const url = `${site.url}/t/${address.split('/').at(-1)}/posts`
  const load = { url, seconds, connections: 10, script: 'reply.lua', headers: { Cookie: site.cookie } }
  const uri = await engineUri(site)
  const found = await compareRates(
    () => answersPerSecond(load),
    async () => (await timeInserts(uri, count, stored)).perSecond,
  )
  atLeast('reply acknowledged ÷ one journalled insert', found, 0.25)
}

async function measureWeight(site: Site, paths: Record<string, string>): Promise<void> {
  const { bytes, requests } = await countTransfers(site.url + paths.topic)
  atMost("guest's topic page, kilobytes in all", bytes / 1024, 40)
  atMost("guest's topic page, requests", requests, 8)
  const scores = await phoneScores(Object.values(paths).map((path) => site.url + path))
  for (const [name, path] of Object.entries(paths)) {
    const found = scores.get(site.url + path)
    for (const [what, score] of Object.entries(found?.scores ?? {}))
      atLeast(`${name}, Lighthouse ${what}`, { ours: score, baseline: 100, ratio: score / 100 }, 1)
    if (found?.faults.length) process.stdout.write(`  ${name}: ${found.faults.join(', ')}\n`)
  }
}

async function measureAll(): Promise<boolean> {
  if (!(await hasWrk())) throw new Error('The bench needs wrk: apt-get install wrk')
  const site = await startSite(Number(options.posts))
  const topic = await makeTopic(site, 'Twenty posts about a village', 19)
  for (let n = 0; n < 30; n += 1) await makeTopic(site, `Another subject, number ${n}`, 1)
  const paths = { home: '/', board: '/c/general', topic }
  const parts: Record<string, () => Promise<void>> = {
    weight: () => measureWeight(site, paths),
    guests: () => measureGuests(site, paths),
    member: () => measureSignedIn(site, topic),
    replies: () => measureReplies(site),
    reactions: async () => measureReactions(site, await strangersPost(site), seconds),
    live: () => measureLive(site, options.quick ? 20 : 50),
    chat: () => measureChat(site, options.quick ? 200 : 400),
    complaints: () => measureComplaints(site, seconds),
    uploads: async () => measureUploads(site, topic, await makeTopic(site, 'A topic for pictures', 0)),
    pictured: async () =>
      measureGuests(site, { 'topic of 20 pictures and 200 reactions': await makePictured(site) }),
  }
  for (const [name, measure] of Object.entries(parts))
    if (!options.only || options.only.split(',').includes(name)) await measure()
  atMost('memory of the web process afterwards, megabytes', (await residentBytes(site.pid)) / 1024 ** 2, 300)
  if (Number(options.posts) > 0) await measureSize(site)
  await stopAll()
  await rm(site.dataDir, { recursive: true, force: true })
  if (options.values) await writeFile(options.values, JSON.stringify(foundValues()))
  return printReport()
}

try {
  process.exitCode = (await measureAll()) ? 0 : 1
} finally {
  await stopAll()
}
