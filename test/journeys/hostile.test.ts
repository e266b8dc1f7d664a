import '../support/env.ts'

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Account } from '../../src/auth/account.ts'
import { days, now } from '../../src/clock.ts'
import { type Vector, vectors } from '../content/vectors.ts'
import { makeAccount } from '../support/accounts.ts'
import { makePost, makeTopic } from '../support/forum.ts'
import { before } from '../support/hooks.ts'
import { type Watch, watch } from './hostile-watch.ts'
import { enter, openHouse } from './house.ts'

const house = openHouse()
const A_PAGE = 20
/** Pages with one vector a post. */
const topics: string[] = []
/** Pages whose title could leave the JSON-LD script; the others are seen in lists. */
const titled: string[] = []
const profiles: string[] = []
let reader: Account

/** As the forms hand a line on: one line, no controls. */
const asLine = ({ source }: Vector, most: number) =>
  source
    .replace(/(?![\t\n\r])\p{Cc}/gu, '')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, most)
    .toWellFormed()

/** The vectors one after the other, as many together as fit. */
function joined(most: number): string[] {
  const lines: string[] = []
  for (const vector of vectors) {
    const line = asLine(vector, most)
    const last = lines.at(-1)
    if (last !== undefined && last.length + line.length < most) lines[lines.length - 1] = `${last} ${line}`
    else lines.push(line)
  }
  return lines
}

function batches<T>(things: readonly T[], size: number): T[][] {
  const starts = Array.from({ length: Math.ceil(things.length / size) }, (_, place) => place * size)
  return starts.map((start) => things.slice(start, start + size))
}

before(async () => {
  const names = vectors.map((vector) => asLine(vector, 60)).filter((_, place) => place % 12 === 0)
  const bios = joined(500)
  const old = { createdAt: new Date(now().getTime() - days(30)), postCount: 5 }
  reader = await makeAccount({ username: 'reader', ...old })
  const authors: Account[] = []
  for (const [place, bio] of bios.entries())
    authors.push(
      await makeAccount({
        username: `author-${place}`,
        name: names[place % names.length] ?? '',
        bio,
        ...old,
      }),
    )
  profiles.push(...authors.map(({ username }) => `/u/${username}`))
  const someone = (place: number) => authors[place % authors.length] ?? reader
  for (const batch of batches(vectors, A_PAGE)) {
    const [one, ...rest] = batch
    assert.ok(one)
    const topic = await makeTopic({
      author: someone(0),
      title: `Vectors: ${asLine(one, 100)}`,
      body: one.source,
    })
    for (const [place, { source }] of rest.entries())
      await makePost({ topic: topic.id, author: someone(place), body: source })
    topics.push(topic.path)
  }
  const { board } = await makeTopic()
  for (const [place, title] of joined(150).entries()) {
    const { path } = await makeTopic({ board, author: someone(place), title, body: title })
    if (/<\/script|<!--/i.test(title)) titled.push(path)
  }
})

async function visitor(
  withoutPolicy: boolean,
): Promise<Watch & { page: Awaited<ReturnType<typeof house.welcome>>['page'] }> {
  const person = await house.welcome()
  const watching = await watch(person, { url: house.url, withoutPolicy })
  return { ...watching, page: person.page }
}

test('the watch sees what an unclean page would do', async () => {
  const person = await house.welcome()
  const { seen, read } = await watch(person, { url: house.url, withoutPolicy: true })
  const body = `<main class="post-body"><img src=x onerror=alert(1)><img src="https://evil.example/x.png"><a href="javascript:alert(1)">x</a><b onmouseover=alert(2)>y</b></main>`
  await person.page.route('**/unclean', (route) => route.fulfill({ contentType: 'text/html', body }))
  await read('/unclean')
  const all = seen.join('\n')
  for (const sign of [/alert was called/, /request: https:\/\/evil/, /link to javascript/, /onmouseover/])
    assert.match(all, sign)
})

for (const withoutPolicy of [false, true]) {
  const how = withoutPolicy ? 'the sanitiser alone holds' : 'with the real policy'

  test(`${vectors.length} hostile texts in posts and names do nothing: ${how}`, async () => {
    const { seen, read, page } = await visitor(withoutPolicy)
    for (const path of topics) {
      await read(path)
      assert.ok((await page.locator('.post-body').count()) > 0, path)
      assert.deepEqual(seen, [], path)
    }
  })

  test(`hostile titles, names and words about oneself do nothing: ${how}`, async () => {
    const { seen, read, page } = await visitor(withoutPolicy)
    // A feed in a browser is drawn by the browser's own viewer, whose style our policy stops.
    const paths = ['/', ...(withoutPolicy ? ['/feed', ...titled] : []), ...profiles]
    for (const path of paths) await read(path)
    const older = page.getByRole('link', { name: 'Older' })
    for (let path: string | null = '/latest'; path; ) {
      await read(path)
      path = (await older.isVisible()) ? await older.getAttribute('href') : null
    }
    assert.deepEqual(seen, [])
  })
}

test('hostile words in searches do nothing, the sanitiser alone', async () => {
  const { seen, read, page } = await visitor(true)
  for (const words of joined(200)) {
    await read(`/search?q=${encodeURIComponent(words)}`)
    assert.equal(await page.getByLabel('Words, or a name').count(), 1)
    assert.deepEqual(seen, [], words)
  }
})

test('hostile texts in the preview and in the quoting composer do nothing', async () => {
  const { seen, touch, page } = await visitor(true)
  await enter({ page, context: page.context(), faults: [] }, reader)
  await page.goto(topics[0] ?? '/')
  const preview = page.getByRole('button', { name: 'Preview' })
  for (const batch of batches(vectors, A_PAGE)) {
    await page.getByLabel('Your words').fill(batch.map(({ source }) => source).join('\n\n'))
    await preview.click()
    await page.locator('[data-preview]:not(:empty)').waitFor()
    await touch()
    assert.deepEqual(seen, [], String(batch[0]?.name))
    await preview.click()
  }
})
