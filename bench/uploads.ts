import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import sharp from 'sharp'
import { startChild, stopChild } from './children.ts'
import { atLeast, atMost } from './report.ts'
import type { Site } from './site.ts'
import { fetchRaw } from './transfers.ts'
import { median } from './wrk.ts'

const COUNT = 10

/** Like a photograph: soft shapes, fine grain, four megapixels. */
async function makePhotos(folder: string): Promise<string[]> {
  const paths: string[] = []
  for (let n = 0; n < COUNT; n += 1) {
    const grain = {
      create: {
        width: 600,
        height: 420,
        channels: 3 as const,
        background: '#999',
        noise: { type: 'gaussian' as const, mean: 110 + 8 * n, sigma: 30 },
      },
    }
    const path = join(folder, `${n}.jpg`)
    await writeFile(
      path,
      await sharp(await sharp(grain).png().toBuffer())
        .resize(2400, 1680)
        .jpeg({ quality: 88 })
        .toBuffer(),
    )
    paths.push(path)
  }
  return paths
}

/** One reply with all of them, sent as a browser sends it. @returns seconds */
async function upload(site: Site, topic: string, photos: Buffer[]): Promise<number> {
  const form = new FormData()
  form.set('body', 'Ten pictures of a walk.')
  for (const [n, photo] of photos.entries())
    form.append('images', new Blob([new Uint8Array(photo)]), `${n}.jpg`)
  const began = performance.now()
  const answer = await fetch(`${site.url}/t/${topic.split('/').at(-1)}/posts`, {
    method: 'POST',
    redirect: 'manual',
    headers: { Cookie: site.cookie, Origin: site.url },
    body: form,
  })
  if (answer.status !== 303) throw new Error(`The upload was answered ${answer.status}.`)
  return (performance.now() - began) / 1000
}

/** A reader who opens the page again and again; the times in milliseconds. */
function read(url: string) {
  const times: number[] = []
  let isOver = false
  const reading = (async () => {
    while (!isOver) {
      const began = performance.now()
      await fetchRaw(url)
      times.push(performance.now() - began)
      await wait(4)
    }
  })()
  return async () => {
    isOver = true
    await reading
    times.sort((a, b) => a - b)
    return times[Math.floor(times.length * 0.99)] ?? 0
  }
}

/** Ten pictures by one member, against sharp alone; and how readers fare meanwhile. */
export async function measureUploads(site: Site, page: string, topic: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'parley-photos-'))
  const paths = await makePhotos(folder)
  const photos = await Promise.all(paths.map((path) => readFile(path)))
  const { child } = await startChild('baselines/sharp-alone.ts', paths)
  const alone = async () => {
    child.send('go')
    const [said] = await once(child, 'message')
    return (said as { seconds: number }).seconds
  }
  const times = { ours: [] as number[], alone: [] as number[] }
  await alone()
  await upload(site, topic, photos)
  for (let round = 0; round < 3; round += 1) {
    times.alone.push(await alone())
    times.ours.push(await upload(site, topic, photos))
  }
  const [ours, baseline] = [COUNT / median(times.ours), COUNT / median(times.alone)]
  atLeast('pictures a second, uploaded ÷ sharp alone', { ours, baseline, ratio: ours / baseline }, 0.7)
  const quietly = read(site.url + page)
  await wait(4000)
  const quiet = await quietly()
  const busily = read(site.url + page)
  await upload(site, topic, photos)
  const busy = await busily()
  atMost('topic page during an upload, p99 ÷ its quiet p99', busy / quiet, 2)
  await stopChild(child)
  await rm(folder, { recursive: true, force: true })
}
