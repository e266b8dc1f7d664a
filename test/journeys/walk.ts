import assert from 'node:assert/strict'
import type { BrowserContextOptions } from 'playwright-core'
import { minutes, moveClock } from '../../src/clock.ts'
import type { Person } from '../support/browser.ts'
import { cookiesOf, type House, refuseCookies } from './house.ts'
import {
  addressOf,
  deletePost,
  everythingStored,
  joinAndConfirm,
  postAt,
  postTopic,
  wordsOn,
} from './steps.ts'

/** Words that stand nowhere else: what Ada writes has to go, what Hanna writes stays. */
export const first = 'quokkasand'
const edited = 'pangolinmoss'
const resolved = 'axolotlglass'
const stays = 'ocelotchalk'
const adas = [first, edited, resolved]

export interface Way {
  options?: BrowserContextOptions
  /** Quotes post 1, and leaves the quote in the composer. */
  quote(person: Person): Promise<void>
  /** What the quote holds then. */
  quoted: string
}

interface Talk {
  topic: string
  address: string
}

/** The journey through the whole house: from refusing cookies to a post that is gone. */
export async function walk(house: House, way: Way): Promise<void> {
  const [hanna, ada, reader] = await Promise.all([1, 2, 3].map(() => house.welcome(way.options)))
  assert.ok(hanna && ada && reader)
  await hanna.page.goto('/')
  await joinAndConfirm(hanna, 'hanna')
  await postTopic(hanna, 'Old walls', 'What holds a wall together?')
  await readWithoutCookies(ada)
  await joinAndConfirm(ada, 'ada')
  const topic = await postTopic(
    ada,
    'Lime in old walls',
    `A wall of ${first} lime breathes.\n\nIt is **dry**.`,
  )
  const talk = { topic, address: await addressOf(ada, 1) }
  await answer(hanna, talk, way)
  moveClock(minutes(6))
  await editInTwoTabs(ada, talk)
  await seeThatItIsGone({ hanna, ada, reader }, talk)
  for (const person of [hanna, ada, reader]) assert.deepEqual(person.faults, [])
}

async function readWithoutCookies(person: Person): Promise<void> {
  const { page } = person
  await page.goto('/')
  assert.deepEqual(await cookiesOf(person), [])
  await refuseCookies(person)
  assert.deepEqual(await cookiesOf(person), ['choice=no'])
  await page.getByRole('link', { name: 'General' }).first().click()
  await page.getByRole('heading', { name: 'General', level: 1 }).waitFor()
  await page.getByRole('link', { name: 'Old walls' }).click()
  await page.getByText('What holds a wall together?').waitFor()
  assert.deepEqual(await cookiesOf(person), ['choice=no'])
}

async function answer(person: Person, { topic }: Talk, way: Way): Promise<void> {
  const { page } = person
  await page.goto(topic)
  await way.quote(person)
  const box = page.getByLabel('Your words')
  await box.press('Control+End')
  await box.pressSequentially(`Thank you @ada, ${stays}!`)
  await page.getByRole('button', { name: 'Reply' }).click()
  await postAt(person, 2).getByText(stays).waitFor()
  const quote = postAt(person, 2).locator('blockquote')
  assert.ok(String(await quote.textContent()).includes(way.quoted))
  const mention = postAt(person, 2).getByRole('link', { name: '@ada' })
  assert.equal(await mention.getAttribute('href'), '/u/ada')
}

async function editInTwoTabs(person: Person, { topic }: Talk): Promise<void> {
  const { page } = person
  await page.goto(topic)
  await postAt(person, 1).getByRole('link', { name: 'Edit' }).click()
  await page.waitForURL(/\/edit$/)
  const tab = await person.context.newPage()
  await tab.goto(page.url())
  await page.getByLabel('Your words').fill(`A wall of ${edited} lime breathes.`)
  await page.getByRole('button', { name: 'Save' }).click()
  await postAt(person, 1).getByText(edited).waitFor()

  const mine = `A wall of ${resolved} lime breathes.`
  await tab.getByLabel('Your words').fill(mine)
  await tab.getByRole('button', { name: 'Save' }).click()
  const saved = tab.getByLabel('What stands there now')
  assert.equal(await saved.inputValue(), `A wall of ${edited} lime breathes.`)
  assert.equal(await tab.getByLabel('Your words').inputValue(), mine)
  await tab.getByLabel('Your words').fill(`${mine} And ${edited}.`)
  await tab.getByRole('button', { name: 'Save' }).click()
  await tab.getByText(`And ${edited}.`).waitFor()
  await tab.getByRole('link', { name: /^edited/ }).click()
  await tab.getByRole('heading', { name: 'Versions of post 1' }).waitFor()
  assert.ok((await tab.locator('.diff ins').allTextContents()).join().includes(resolved))
  assert.ok((await tab.locator('.diff').textContent())?.includes(edited))
  await tab.close()
}

/** The pages that anybody can read and that showed Ada's words, or could have. */
function publicPlaces({ topic, address }: Talk): string[] {
  const lists = ['/', '/latest', '/c/general', '/u/ada', '/u/hanna', '/search?q=breathes', '/sitemap.xml']
  return [topic, address, `${address}/revisions`, '/feed', '/c/general/feed', `${topic}/feed`, ...lists]
}

async function seeThatItIsGone(
  people: Record<'hanna' | 'ada' | 'reader', Person>,
  talk: Talk,
): Promise<void> {
  const { hanna, ada, reader } = people
  const { topic, address } = talk
  const shown: string[] = []
  for (const path of publicPlaces(talk)) shown.push(...(await wordsOn(reader, path, adas)))
  assert.deepEqual([...new Set(shown)].sort(), [...adas].sort())

  await ada.page.goto(topic)
  await deletePost(ada, 1)
  for (const path of publicPlaces(talk)) assert.deepEqual(await wordsOn(reader, path, adas), [], path)
  for (const path of ['/latest', topic, '/u/ada', '/bookmarks'])
    assert.deepEqual(await wordsOn(hanna, path, adas), [], path)
  assert.equal((await reader.page.goto(address))?.status(), 410)
  await reader.page.goto(topic)
  await postAt(reader, 1).getByText('Removed by its author').waitFor()
  await postAt(reader, 2).getByText('The quoted post was removed.').waitFor()
  await postAt(reader, 2).getByText(stays).waitFor()
  await reader.page.goto('/search')
  await reader.page.getByLabel('Words, or a name').fill(resolved)
  await reader.page.getByRole('main').getByRole('button', { name: 'Search' }).click()
  await reader.page.getByText('Nothing found').waitFor()
  const stored = await everythingStored()
  assert.ok(stored.includes(stays))
  for (const word of adas) assert.ok(!stored.includes(word), word)
}
