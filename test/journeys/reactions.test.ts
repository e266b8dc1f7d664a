import '../support/env.ts'

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { makeAccount } from '../support/accounts.ts'
import { accessFaults, type Person } from '../support/browser.ts'
import { makeTopic } from '../support/forum.ts'
import { enter, openHouse } from './house.ts'
import { postAt } from './steps.ts'

const house = openHouse()

const button = (person: Person, name: string) => postAt(person, 1).getByRole('button', { name })

async function pressed(person: Person): Promise<string[]> {
  const words = await postAt(person, 1).locator('.react [aria-pressed="true"]').allTextContents()
  return words.map((text) => text.trim().replace(/\s+/g, ' '))
}

async function arrive(options = {}) {
  const { path } = await makeTopic({ title: 'A wall' })
  const person = await house.welcome({ viewport: { width: 390, height: 800 }, ...options })
  await enter(person, await makeAccount())
  await person.page.goto(path)
  return { person, path }
}

async function whatGuestsSee(path: string): Promise<string> {
  const { page, context } = await house.welcome()
  await page.goto(path)
  const words = await page.locator('a.reactions').allTextContents()
  await context.close()
  return words.join().replace(/\s+/g, ' ')
}

test('N8, T8.3: agree, then thanks, then taken back, without leaving the page', async () => {
  const { person, path } = await arrive()
  const { page, faults } = person
  const says = (words: string) => page.getByRole('status').getByText(words).waitFor()
  await button(person, 'Agree').first().focus()
  await page.keyboard.press('Enter')
  await says('You agree.')
  assert.deepEqual(await pressed(person), ['Agree 1'])
  assert.match(await whatGuestsSee(path), /1 agree/)
  assert.equal(await page.evaluate(() => (document.activeElement as HTMLButtonElement).value), 'agree')
  await button(person, 'Thanks').click()
  await says('You said thanks.')
  assert.deepEqual(await pressed(person), ['Thanks 1'])
  assert.deepEqual(await accessFaults(page), [])
  await button(person, 'Thanks').click()
  await says('Taken back.')
  assert.deepEqual(await pressed(person), [])
  assert.equal(await whatGuestsSee(path), '')
  assert.ok(page.url().endsWith(path), 'the page was never left')
  assert.deepEqual(faults, [])
})

test('N8, T8.1: the same without JavaScript, and the audience stands beside the buttons', async () => {
  const { person, path } = await arrive({ javaScriptEnabled: false })
  const { page, faults } = person
  assert.ok(await page.getByText('Anyone on the internet can see how you reacted.').isVisible())
  await button(person, 'Agree').first().click()
  await page.waitForURL(/#post-1$/)
  assert.deepEqual(await pressed(person), ['Agree 1'])
  await button(person, 'Thanks').click()
  await postAt(person, 1).locator('button[value="thanks"][aria-pressed="true"]').waitFor()
  assert.deepEqual(await pressed(person), ['Thanks 1'])
  await page.getByRole('link', { name: 'Who reacted to post 1' }).click()
  await page.getByText('Says thanks').waitFor()
  assert.ok(await page.getByText('Anyone on the internet can see how you reacted.').isVisible())
  await page.goto(path)
  await button(person, 'Thanks').click()
  await postAt(person, 1).locator('button[value="thanks"][aria-pressed="false"]').waitFor()
  assert.deepEqual(await pressed(person), [])
  assert.equal(await whatGuestsSee(path), '')
  assert.deepEqual(faults, [])
})

test('who reacted how is readable and whole on a phone, light and dark', async () => {
  const { person } = await arrive({ viewport: { width: 320, height: 640 }, colorScheme: 'dark' })
  const { page } = person
  await button(person, 'Disagree').click()
  await page.getByRole('link', { name: 'Who reacted to post 1' }).click()
  await page.getByText('Disagrees').waitFor()
  assert.deepEqual(await accessFaults(page), [])
  await page.emulateMedia({ colorScheme: 'light' })
  assert.deepEqual(await accessFaults(page), [])
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth > innerWidth), false)
})
