import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { plainText } from '../../src/content/plain-text.ts'
import { accessFaults, newPerson, openBrowser, type Person } from '../support/browser.ts'
import { before } from '../support/hooks.ts'
import { openSampleSite, readersHtml, type SamplePage, storedHtml } from '../support/sample-site.ts'

const sources = [
  'We have a **wall** of lime & flint, thank you @tomek.\n\nIt is _old_.',
  '[quote 12/1@1:0-14]\n\nLime breathes.\n\n```js\nconst a = 1 < 2\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n||hidden||',
]
const post = (source: string, place: number) => ({
  id: `p${place}`,
  number: place,
  topicId: 12,
  author: { username: 'tomek', name: 'Tomek Nowak' },
  html: readersHtml(source),
  createdAt: new Date(Date.now() - place * 3_600_000),
  revision: 2,
  permalink: `/t/wall/12/${place}`,
  quoteHref: `/t/wall/12?quote=${place}`,
  canQuote: true,
})
const composer = { action: '/t/12/posts', draftKey: 'reply:12', submitLabel: 'Reply', value: '' }
const posts = sources.map((source, place) => ['post', post(source, place + 1)] as [string, object])
const row = {
  title: 'What are you reading?',
  href: '#',
  board: { name: 'Books', href: '#' },
  lastBy: null,
  lastAt: new Date(),
  replies: 2,
  unread: 3,
  isPinned: true,
}

const pages: Record<string, SamplePage> = {
  '/topic': { parts: [...posts, ['composer', composer]] },
  '/guest': { parts: [...posts, ['pager', { next: '/guest' }]], isGuest: true },
  '/new': {
    parts: [
      ['composer', { ...composer, titleField: true, draftKey: 'new:books', hasDraft: true, value: 'kept' }],
    ],
  },
  '/form': {
    parts: [
      ['fault', {}],
      [
        'field',
        {
          name: 'username',
          label: 'User name',
          value: 'ro sa',
          error: 'No spaces, please.',
          hint: '3 to 24 letters',
        },
      ],
      [
        'radios',
        {
          name: 'age',
          label: 'How old are you?',
          options: [{ value: '18+', label: '18 or older' }],
          value: '18+',
        },
      ],
      ['checkbox', { name: 'yes', label: 'I agree', required: true }],
      ['row', row],
      ['empty', { title: 'Nothing here yet', text: 'Write something.', action: '/new', label: 'Start' }],
      [
        'tabs',
        {
          label: 'Lists',
          items: [
            { href: '/', label: 'Latest', isCurrent: true },
            { href: '/new', label: 'New', count: 3 },
          ],
        },
      ],
    ],
    model: { fault: { title: 'Please check what you typed' }, errors: { username: 'No spaces, please.' } },
    isGuest: true,
  },
}

let browser: Browser
let site: Awaited<ReturnType<typeof openSampleSite>>
const people: Person[] = []

before(async () => {
  site = await openSampleSite(pages)
  browser = await openBrowser()
})
after(async () => {
  for (const person of people) await person.context.close()
  await browser?.close()
  await site.close()
})

async function visit(path: string, options: Parameters<typeof newPerson>[2] = {}): Promise<Person> {
  const person = await newPerson(browser, site.url, options)
  people.push(person)
  await person.page.goto(path)
  return person
}

/** Selects from the first `from` to the end of the next `to`, by the texts themselves. */
async function select(page: Page, number: number, from: string, to: string): Promise<void> {
  await page.evaluate(
    ([id, first, last]) => {
      const find = (text: string) => {
        const walker = document.createTreeWalker(
          document.querySelector(`#post-${id} .post-body`) as Node,
          NodeFilter.SHOW_TEXT,
        )
        for (let node = walker.nextNode(); node; node = walker.nextNode()) {
          const at = (node.nodeValue ?? '').indexOf(text)
          if (at !== -1) return { node, at }
        }
        throw new Error(`no "${text}"`)
      }
      const start = find(first as string)
      const end = find(last as string)
      getSelection()?.setBaseAndExtent(start.node, start.at, end.node, end.at + (last as string).length)
    },
    [number, from, to] as const,
  )
}

async function until(isTrue: () => boolean): Promise<void> {
  for (let tries = 0; tries < 600 && !isTrue(); tries++)
    await new Promise((resolve) => setTimeout(resolve, 100))
  assert.ok(isTrue(), String(isTrue))
}

test('selected words become a quote that counts as the server counts', async () => {
  const { page, faults } = await visit('/topic')
  const box = page.locator('form[data-composer] > textarea')
  for (const [number, from, to] of [
    [1, 'wall', 'old'],
    [2, 'const', ' < '],
    [2, 'Lime breathes.', 'hidden'],
  ] as const) {
    await box.fill('')
    await select(page, number, from, to)
    await page.locator('.quote-button').click()
    const found = /^\[quote 12\/(\d)@2:(\d+)-(\d+)\]\n\n$/.exec(await box.inputValue())
    assert.ok(found, await box.inputValue())
    const text = plainText(storedHtml(sources[number - 1] ?? '')).slice(Number(found[2]), Number(found[3]))
    assert.equal(found[1], String(number))
    assert.ok(text.endsWith(to), text)
    if (from !== 'Lime breathes.') assert.ok(text.startsWith(from), text)
  }
  assert.deepEqual(faults, [])
})

test('the quote button under a post quotes the whole post', async () => {
  const { page } = await visit('/topic')
  await page.locator('#post-1 [data-act="quote"]').click()
  const box = page.locator('form[data-composer] > textarea')
  assert.equal(await box.inputValue(), '[quote 12/1@2]\n\n')
  await page.locator('#post-2 [data-act="quote"]').click()
  assert.equal(await page.locator('[name="replyTo"]').inputValue(), '1', 'the first one is answered')
  assert.equal(await box.evaluate((element) => element === document.activeElement), true)
})

test('a draft is saved while typing, again when the page is left, and never after sending', async () => {
  const { page } = await visit('/topic')
  const isSaved = (words: string) =>
    site.seen.some(
      ({ method, url, body }) =>
        method === 'PUT' && url === '/my/drafts/reply%3A12' && JSON.parse(body).body === words,
    )
  const box = page.locator('form[data-composer] > textarea')
  await box.fill('First words')
  await page.getByText('Draft saved').waitFor()
  assert.equal(isSaved('First words'), true)
  assert.equal(await page.locator('[data-discard]').isVisible(), true)
  await box.fill('Last words')
  await page.goto('/guest')
  await until(() => isSaved('Last words'))
  await page.goto('/topic')
  await box.fill('Sent words')
  await box.press('Control+Enter')
  await page.getByRole('heading', { name: 'Sent' }).waitFor()
  await page.waitForTimeout(1300)
  assert.equal(isSaved('Sent words'), false)
  const sent = site.seen.filter(({ method, url }) => method === 'POST' && url === '/t/12/posts')
  assert.equal(new URLSearchParams(sent.at(-1)?.body).get('body'), 'Sent words')
})

test('Enter in the title sends the topic and does not discard the draft', async () => {
  const { page } = await visit('/new')
  await page.getByLabel('Title').fill('A title long enough')
  await page.getByLabel('Title').press('Enter')
  await page.getByRole('heading', { name: 'Sent' }).waitFor()
  assert.equal(site.seen.at(-1)?.url, '/t/12/posts')
})

test('the draft can be discarded with and without scripts', async () => {
  for (const javaScriptEnabled of [true, false]) {
    const { page } = await visit('/new', { javaScriptEnabled })
    await page.getByRole('button', { name: 'Discard' }).click()
    await page.getByRole('heading', { name: 'Sent' }).waitFor()
    assert.equal(site.seen.at(-1)?.url, '/my/drafts/new:books?_method=DELETE')
  }
})

test('the toolbar marks words, takes the mark back, and can be undone', async () => {
  const { page } = await visit('/topic')
  const box = page.locator('form[data-composer] > textarea')
  await box.fill('plain')
  await box.press('Control+a')
  await page.getByRole('button', { name: 'Bold' }).click()
  assert.equal(await box.inputValue(), '**plain**')
  await page.getByRole('button', { name: 'Bold' }).click()
  assert.equal(await box.inputValue(), 'plain')
  await box.press('Control+z')
  assert.equal(await box.inputValue(), '**plain**')
})

test('the preview shows what the server makes of the words, and goes back', async () => {
  const { page, faults } = await visit('/topic')
  const box = page.locator('form[data-composer] > textarea')
  await box.fill('some **bold** words')
  await page.getByRole('button', { name: 'Preview' }).click()
  assert.equal(await page.locator('[data-preview] strong').textContent(), 'bold')
  assert.equal(await box.isVisible(), false)
  await page.getByRole('button', { name: 'Preview' }).click()
  assert.equal(await box.isVisible(), true)
  assert.deepEqual(faults, [])
})

test('keys move between posts and open the reply, never while typing, and can be switched off', async () => {
  const { page } = await visit('/topic')
  const chosen = () => page.locator('[data-chosen]').getAttribute('id')
  await page.keyboard.press('j')
  assert.equal(await chosen(), 'post-1')
  await page.keyboard.press('j')
  assert.equal(await chosen(), 'post-2')
  await page.keyboard.press('k')
  assert.equal(await chosen(), 'post-1')
  await page.keyboard.press('r')
  await page.keyboard.type('jjk?')
  assert.equal(await page.locator('form[data-composer] > textarea').inputValue(), 'jjk?')
  assert.equal(await chosen(), 'post-1')
  await page.locator('h1').click()
  await page.keyboard.press('?')
  await page.getByRole('dialog', { name: 'Keyboard' }).waitFor()
  assert.deepEqual(await accessFaults(page), [])
  await page.getByRole('button', { name: 'Switch off on this page' }).click()
  await page.keyboard.press('j')
  assert.equal(await chosen(), 'post-1')
})

test('a form that is on its way is not sent a second time', async () => {
  const { page } = await visit('/new')
  const count = () => site.seen.filter(({ url }) => url === '/t/12/posts').length
  const before = count()
  await page.getByLabel('Title').fill('A title')
  await page.evaluate(() => {
    const form = document.querySelector<HTMLFormElement>('form[data-composer]')
    form?.requestSubmit()
    form?.requestSubmit()
  })
  await page.getByRole('heading', { name: 'Sent' }).waitFor()
  assert.equal(count(), before + 1)
})

test('times become relative to the clock of the reader', async () => {
  const { page } = await visit('/guest')
  assert.equal(await page.locator('#post-1 time').textContent(), '1 hr ago')
  await page.locator('#post-1 time').hover()
  await page.locator('#post-1 time:not([title$="London"])').waitFor()
  assert.match((await page.locator('#post-1 time').getAttribute('title')) ?? '', /20\d\d at \d\d:\d\d/)
})

test('a guest loads one script and stays under 40 KB and 8 requests', async () => {
  const person = await newPerson(browser, site.url)
  people.push(person)
  const loaded: string[] = []
  person.page.on('request', (request) => loaded.push(new URL(request.url()).pathname))
  await person.page.goto('/guest', { waitUntil: 'networkidle' })
  assert.equal(loaded.filter((path) => path.endsWith('.js')).length, 1)
  assert.ok(loaded.length <= 8, loaded.join(' '))
  const sizes = await Promise.all(
    loaded
      .filter((path) => path.startsWith('/assets/'))
      .map(async (path) =>
        (await fetch(site.url + path, { headers: { 'Accept-Encoding': 'br' } })).headers.get(
          'content-length',
        ),
      ),
  )
  const sum = sizes.reduce((total, size) => total + Number(size), 0)
  assert.ok(sum > 3000 && sum < 20_000, `${sum} bytes of files`)
})

test('no page is a trap for people with other senses or hands, in both themes', async () => {
  for (const [colorScheme, width] of [
    ['light', 1280],
    ['dark', 390],
  ] as const) {
    const { page } = await visit('/topic', { colorScheme, viewport: { width, height: 800 } })
    for (const path of Object.keys(pages)) {
      await page.goto(path)
      assert.deepEqual(await accessFaults(page), [], `${path} ${colorScheme} ${width}`)
    }
  }
})

test('no page is wider than the smallest screens', async () => {
  const { page } = await visit('/topic', { viewport: { width: 320, height: 640 } })
  for (const path of Object.keys(pages)) {
    await page.goto(path)
    assert.ok((await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)) <= 0, path)
  }
})
