import '../support/env.ts'

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { makeAccount } from '../support/accounts.ts'
import { accessFaults } from '../support/browser.ts'
import { makeTopic } from '../support/forum.ts'
import { before } from '../support/hooks.ts'
import { enter, openHouse } from './house.ts'

const house = openHouse()
let path: string
before(async () => {
  for (const [username, name] of [
    ['rosa', 'Rosa Lindgren'],
    ['rosemary', 'Rosemary Quite-Long Featherstonehaugh'],
    ['tomek', 'Tomek Nowak'],
  ])
    await makeAccount({ username: String(username), name: String(name) })
  path = (await makeTopic()).path
})

async function sitDown(viewport = { width: 390, height: 800 }) {
  const person = await house.welcome({ viewport })
  await enter(person, await makeAccount())
  await person.page.goto(path)
  const box = person.page.getByLabel('Your words')
  const list = person.page.getByRole('listbox', { name: 'People' })
  return { ...person, box, list }
}

test('names are completed with the keyboard alone, and undone like anything typed', async () => {
  const { page, box, list, faults } = await sitDown()
  await box.pressSequentially('Thank you @ro')
  await list.waitFor()
  assert.deepEqual(await list.getByRole('option').allTextContents(), [
    'Rosa Lindgren @rosa',
    'Rosemary Quite-Long Featherstonehaugh @rosemary',
  ])
  assert.deepEqual(await accessFaults(page), [])
  await page.emulateMedia({ colorScheme: 'dark' })
  assert.deepEqual(await accessFaults(page), [])
  await box.press('ArrowDown')
  const active = await box.getAttribute('aria-activedescendant')
  assert.match(String(await page.locator(`[id="${active}"]`).textContent()), /@rosemary/)
  await box.press('ArrowDown')
  await box.press('ArrowUp')
  await box.press('Enter')
  assert.equal(await box.inputValue(), 'Thank you @rosemary ')
  assert.equal(await list.isVisible(), false)
  await box.pressSequentially('and @tom')
  await list.waitFor()
  await box.press('Tab')
  assert.equal(await box.inputValue(), 'Thank you @rosemary and @tomek ')
  assert.ok(await box.evaluate((element) => element === document.activeElement))
  await box.press('Control+z')
  assert.equal(await box.inputValue(), 'Thank you @rosemary and @tom')
  assert.deepEqual(faults, [])
})

test('Escape closes the list, Tab then goes on, and Enter makes a new line', async () => {
  const { page, box, list } = await sitDown()
  await box.pressSequentially('@ro')
  await list.waitFor()
  await box.press('Escape')
  assert.equal(await list.isVisible(), false)
  await box.press('Enter')
  assert.equal(await box.inputValue(), '@ro\n')
  await box.press('Tab')
  assert.ok(await box.evaluate((element) => element !== document.activeElement))
  await box.fill('')
  const answered = page.waitForResponse(/\/people\?q=rosa/)
  await box.pressSequentially('@rosa')
  await answered
  await box.press('Enter')
  assert.equal(await box.inputValue(), '@rosa\n', 'a whole name needs no help')
})

test('a click takes a name, and the list stands under its line inside the page', async () => {
  const { page, box, list, faults } = await sitDown({ width: 320, height: 640 })
  await box.pressSequentially('A first line.\nAnd a second one that ends far to the right @ro')
  await list.waitFor()
  const [around, lines] = await Promise.all([list.boundingBox(), box.boundingBox()])
  assert.ok(around && lines)
  assert.ok(around.x >= 0 && around.x + around.width <= 320, JSON.stringify(around))
  assert.ok(around.y > lines.y + 48 && around.y < lines.y + 140, JSON.stringify([around, lines]))
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth > innerWidth), false)
  await list.getByText('@rosa').click()
  assert.match(await box.inputValue(), /right @rosa $/)
  assert.deepEqual(faults, [])
})
