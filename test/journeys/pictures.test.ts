import '../support/env.ts'

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Account } from '../../src/auth/account.ts'
import { imageStore } from '../../src/media/store.ts'
import { makeAccount } from '../support/accounts.ts'
import { accessFaults, type Person } from '../support/browser.ts'
import { before } from '../support/hooks.ts'
import { inFile, makeJpeg } from '../support/pictures.ts'
import { enter, openHouse, settle } from './house.ts'
import { addressOf, postAt } from './steps.ts'

const house = openHouse()
let author: Account
let paths: string[]
before(async () => {
  author = await makeAccount({ username: 'rosa', createdAt: new Date('2026-01-01'), postCount: 5 })
  const files = await Promise.all([makeJpeg(1200, 900), makeJpeg(600, 800)])
  paths = files.map((bytes) => inFile(bytes).path)
})

const chosen = async () =>
  Promise.all(
    ['hills.jpg', 'gate.jpg'].map(async (name, at) => ({
      name,
      mimeType: 'image/jpeg',
      buffer: await makeJpeg(at === 0 ? 1200 : 600, at === 0 ? 900 : 800),
    })),
  )

async function begin({ page }: Person, title: string): Promise<void> {
  await page.goto('/c/general/new')
  await page.getByLabel('Title').fill(title)
  await page.getByLabel('Your words').fill('Two pictures of my walk.')
}

async function altsOf({ page }: Person): Promise<(string | null)[]> {
  return page
    .locator('.post-images img')
    .evaluateAll((images) => images.map((image) => image.getAttribute('alt')))
}

/** Every picture that somebody sees has really arrived. */
async function areSeen({ page }: Person): Promise<boolean> {
  const images = page.locator('.post-images img')
  for (const image of await images.all()) await image.scrollIntoViewIfNeeded()
  await page.waitForLoadState('networkidle')
  return images.evaluateAll((all) => all.every((image) => (image as HTMLImageElement).naturalWidth > 0))
}

/** The author deletes the post: its pictures are gone for everybody, and on the disk. */
async function takeBack(person: Person, reader: Person): Promise<void> {
  const images = await person.page
    .locator('.post-images a')
    .evaluateAll((links) => links.map((link) => (link as HTMLAnchorElement).pathname))
  assert.equal(images.length, 2)
  const topic = new URL(person.page.url()).pathname
  const post = await addressOf(person, 1)
  await reader.page.goto(topic)
  assert.ok(await areSeen(reader))
  await postAt(person, 1).getByRole('link', { name: 'Delete' }).click()
  await person.page.getByRole('button', { name: 'Delete my post' }).click()
  await person.page.waitForURL((url) => !url.pathname.startsWith('/posts/'))
  for (const path of [post, topic, ...images, ...images.map((image) => `${image}/320`)])
    assert.equal((await reader.context.request.get(path)).status(), 410, path)
  await settle()
  for await (const { image } of imageStore.list()) assert.fail(`${image} still has files`)
}

test('N8: pictures are chosen, described, ordered and removed while writing; the nudge is kind; they go with the post', async () => {
  const person = await house.welcome()
  const reader = await house.welcome()
  const { page } = person
  await enter(person, author)
  await begin(person, 'A walk with scripts')
  await page.locator('#f-images').setInputFiles(await chosen())
  await page.locator('[data-thumb]').nth(1).waitFor()
  const words = page.getByLabel('What does it show?')
  await words.nth(0).fill('Green hills')
  await page.getByRole('button', { name: 'Later' }).first().click()
  assert.equal(await words.nth(1).inputValue(), 'Green hills')
  assert.deepEqual(await accessFaults(page), [])

  // Whoever comes back later finds the pictures with the draft, and may remove one.
  await page.getByText('Draft saved').waitFor()
  await page.reload()
  await page.locator('[data-thumb]').nth(1).waitFor()
  await page.getByRole('button', { name: 'Remove this picture' }).first().click()
  await page.locator('[data-thumb]').nth(1).waitFor({ state: 'detached' })
  assert.equal(await page.locator('[data-thumb]').count(), 1)
  await page.locator('#f-images').setInputFiles((await chosen()).slice(1))
  await page.locator('[data-thumb]').nth(1).waitFor()

  await page.getByRole('button', { name: 'Start the topic' }).click()
  await page.getByText('Would you say what the picture shows?').waitFor()
  await page.keyboard.type('An old gate')
  await page.getByLabel('What does it show?').nth(1).fill('Green hills')
  await page.getByRole('button', { name: 'Start the topic' }).click()
  await page.getByRole('heading', { name: 'A walk with scripts', level: 1 }).waitFor()
  assert.deepEqual((await altsOf(person)).sort(), ['An old gate', 'Green hills'])
  assert.ok(await areSeen(person))
  assert.deepEqual(person.faults, [])
  await takeBack(person, reader)
})

test('a picture is dropped and pasted into the words; what is no picture is told kindly', async () => {
  const person = await house.welcome()
  const { page } = person
  await enter(person, author)
  await begin(person, 'Dropped')
  const [picture] = await chosen()
  const bytes = picture?.buffer.toString('base64') ?? ''
  await page.evaluate(
    ({ bytes, kinds }) => {
      const file = (name: string, type: string) =>
        new File([Uint8Array.from(atob(bytes), (letter) => letter.charCodeAt(0))], name, { type })
      const form = document.querySelector('form[data-composer]')
      for (const [event, name, type] of kinds) {
        const data = new DataTransfer()
        data.items.add(file(String(name), String(type)))
        form?.dispatchEvent(
          event === 'drop'
            ? new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true })
            : new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }),
        )
      }
    },
    {
      bytes,
      kinds: [
        ['drop', 'a.jpg', 'image/jpeg'],
        ['paste', 'b.jpg', 'image/jpeg'],
      ],
    },
  )
  await page.locator('[data-thumb]').nth(1).waitFor()
  await page
    .locator('#f-images')
    .setInputFiles({ name: 'words.txt', mimeType: 'text/plain', buffer: Buffer.from('x') })
  await page.getByText('“words.txt” is not a picture that can be shown here.').waitFor()
  await page.getByRole('button', { name: 'Discard' }).click()
  await page.waitForURL((url) => url.pathname.includes('general'))
})

test('N8: the same without JavaScript: files, words and places in one form', async () => {
  const person = await house.welcome({ javaScriptEnabled: false })
  const reader = await house.welcome({ javaScriptEnabled: false })
  const { page } = person
  await enter(person, author)
  await begin(person, 'x')
  await page.locator('#f-images').setInputFiles(paths)
  await page.getByLabel('What do the new pictures show?').fill('Green hills\nAn old gate')
  await page.getByRole('button', { name: 'Start the topic' }).click()
  // The title was too short: the pictures are still there.
  await page.locator('[data-thumb]').nth(1).waitFor()
  assert.equal(await page.locator('[data-thumb]').count(), 2)
  await page.getByLabel('Title').fill('A walk without scripts')
  await page.getByLabel('Place').nth(0).fill('2')
  await page.getByLabel('Place').nth(1).fill('1')
  await page.getByRole('button', { name: 'Start the topic' }).click()
  await page.getByRole('heading', { name: 'A walk without scripts', level: 1 }).waitFor()
  assert.deepEqual(await altsOf(person), ['An old gate', 'Green hills'])
  await page.locator('.post-images a').first().click()
  await page.getByRole('heading', { name: 'An old gate', level: 1 }).waitFor()
  await page.goBack()
  await takeBack(person, reader)
})
