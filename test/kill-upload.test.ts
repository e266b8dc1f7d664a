import assert from 'node:assert/strict'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { admin, readJson, sendForm, signInByHand } from './support/by-hand.ts'
import { makeJpeg } from './support/pictures.ts'
import { type Program, runProgram, untilGone, untilHealthy } from './support/program.ts'

let running: Program | undefined
after(() => running?.child.kill('SIGKILL'))

async function start(dataDir?: string): Promise<Program> {
  running = await runProgram({ ...admin, ...(dataDir && { DATA_DIR: dataDir }) })
  await untilHealthy(running)
  return running
}

/** Ids of the images that have files. */
function stored(dataDir: string): string[] {
  const root = join(dataDir, 'images')
  if (!existsSync(root)) return []
  return readdirSync(root).flatMap((part) => readdirSync(join(root, part)))
}

interface Page {
  posts: { images: { id: string; src: string }[] }[]
  next?: string | null
}

async function shown(program: Program, topic: string): Promise<{ id: string; src: string }[]> {
  const images: { id: string; src: string }[] = []
  for (let next: string | null | undefined = topic; next; ) {
    const page = (await readJson(program, next)) as unknown as Page
    images.push(...page.posts.flatMap((post) => post.images ?? []))
    next = page.next
  }
  return images
}

test('the process is killed during uploads: no file is left without its picture, no picture without its files', async () => {
  const first = await start()
  const cookie = await signInByHand(first)
  const begun = await sendForm(first, '/c/general/topics', { title: 'Killed', body: 'first' }, cookie)
  const [, id = ''] = /\/(\d+)(?:#|$)/.exec(begun.headers.get('location') ?? '') ?? []
  const jpeg = await makeJpeg(1600, 1200)
  let acknowledged = 0
  const send = async () => {
    const form = new FormData()
    form.set('body', 'with pictures')
    for (const name of ['a.jpg', 'b.jpg']) form.append('images', new Blob([new Uint8Array(jpeg)]), name)
    const headers = { Cookie: cookie, 'Sec-Fetch-Site': 'same-origin' }
    const answer = await fetch(`${first.url}/t/${id}/posts`, {
      method: 'POST',
      body: form,
      headers,
      redirect: 'manual',
    })
    if (answer.status === 303) acknowledged += 1
  }
  const writers = Array.from({ length: 4 }, async () => {
    for (;;) await send()
  }).map((writer) => writer.catch(() => undefined))
  while (acknowledged < 3) await wait(50)
  first.child.kill('SIGKILL')
  await untilGone(first)
  await Promise.all(writers)

  const second = await start(first.dataDir)
  assert.deepEqual(readdirSync(join(second.dataDir, 'incoming')), [])
  const images = await shown(second, `/t/${id}`)
  assert.ok(
    images.length >= acknowledged * 2,
    `${images.length} pictures of ${acknowledged} acknowledged replies`,
  )
  for (const { src } of images) assert.equal((await fetch(second.url + src)).status, 200)
  const draft = await fetch(`${second.url}/t/killed/${id}`, {
    headers: { Cookie: await signInByHand(second) },
  })
  const drafted = [...(await draft.text()).matchAll(/data-thumb="([0-9a-f]{24})"/g)].map(
    ([, image]) => image ?? '',
  )
  const known = new Set([...images.map((image) => image.id), ...drafted])
  while (stored(second.dataDir).some((image) => !known.has(image))) await wait(50)
  second.child.kill('SIGTERM')
  assert.equal(await untilGone(second), 0)
})
