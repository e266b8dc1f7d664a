import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import packed from '@sparticuz/chromium'
import lighthouse from 'lighthouse'
import { chromium } from 'playwright-core'
import { adopt, stopChild } from './children.ts'

const plain = ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--disable-background-networking']

export interface Transfers {
  bytes: number
  requests: number
}

/** All that a guest's browser fetches for one page, as it travels, images aside. */
export async function countTransfers(url: string): Promise<Transfers> {
  const browser = await chromium.launch({ executablePath: await packed.executablePath(), args: plain })
  const page = await browser.newPage()
  const sizes: Promise<number>[] = []
  page.on('requestfinished', (request) => {
    sizes.push(request.sizes().then((size) => size.responseBodySize + size.responseHeadersSize))
  })
  await page.goto(url, { waitUntil: 'networkidle' })
  const bytes = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0)
  await browser.close()
  return { bytes, requests: sizes.length }
}

export type Scores = Record<'performance' | 'accessibility' | 'best-practices' | 'seo', number>

const RUNS = 5

/** Lighthouse's own advice: one run is chance, so the middle one of several is taken. */
async function middleRun(url: string, port: number) {
  const look = async () => (await lighthouse(url, { port, logLevel: 'silent', output: 'json' }))?.lhr
  const runs: Awaited<ReturnType<typeof look>>[] = []
  for (let n = 0; n < RUNS; n += 1) runs.push(await look())
  const speed = (run: (typeof runs)[number]) => run?.categories.performance?.score ?? 0
  return runs.sort((a, b) => speed(a) - speed(b))[Math.floor(RUNS / 2)]
}

/** Lighthouse's four scores of 100, as on a phone. */
export async function phoneScores(
  urls: string[],
): Promise<Map<string, { scores: Scores; faults: string[] }>> {
  const profile = await mkdtemp(join(tmpdir(), 'parley-lighthouse-'))
  const port = 9333
  const args = [
    ...plain,
    '--headless=new',
    `--remote-debugging-port=${port}`,
    `--user-data-dir=${profile}`,
    'about:blank',
  ]
  const child = adopt(spawn(await packed.executablePath(), args, { stdio: 'ignore' }))
  const results = new Map()
  await wait(2000)
  for (const url of urls) {
    const run = await middleRun(url, port)
    const categories = Object.values(run?.categories ?? {})
    const faults = Object.values(run?.audits ?? {})
      .filter((audit) => audit.score !== null && audit.score < 0.9)
      .map((audit) => `${audit.id} (${audit.score})`)
    results.set(url, {
      scores: Object.fromEntries(categories.map(({ id, score }) => [id, Math.round((score ?? 0) * 100)])),
      faults,
    })
  }
  await stopChild(child)
  await rm(profile, { recursive: true, force: true })
  return results
}
