import '../support/env.ts'

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import type { Account } from '../../src/auth/account.ts'
import { makeAccount } from '../support/accounts.ts'
import { accessFaults, type Person } from '../support/browser.ts'
import { before } from '../support/hooks.ts'
import { makePicturedTopic } from '../support/pictured-topic.ts'
import { enter, openHouse, settle } from './house.ts'

const house = openHouse()
const people = {} as Record<'grace' | 'tomek' | 'ada', Account>
let number = 0

before(async () => {
  const old = { createdAt: new Date('2025-03-01') }
  people.grace = await makeAccount({ username: 'grace', name: 'Grace Okafor', ...old })
  people.tomek = await makeAccount({ username: 'tomek', name: 'Tomek Nowak', ...old })
  people.ada = await makeAccount({ username: 'ada', name: 'Ada Berg', ...old })
})

function pictured() {
  number += 1
  return makePicturedTopic({
    author: people.grace,
    alt: `The garden wall, row ${number}`,
    title: `The wall, part ${number}`,
  })
}

async function come(
  who: Account | undefined,
  options: Parameters<typeof house.welcome>[0] = {},
): Promise<Person> {
  const person = await house.welcome(options)
  if (who) await enter(person, who)
  return person
}

async function openForm(page: Page): Promise<void> {
  await page.getByText('Add a tag', { exact: true }).click()
}

async function drag(
  page: Page,
  from: readonly [number, number],
  to: readonly [number, number],
): Promise<void> {
  await page.locator('.tagged').scrollIntoViewIfNeeded()
  const box = await page.locator('.tagged').boundingBox()
  assert.ok(box)
  await page.mouse.move(box.x + box.width * from[0], box.y + box.height * from[1])
  await page.mouse.down()
  await page.mouse.move(box.x + box.width * 0.4, box.y + box.height * 0.4)
  await page.mouse.move(box.x + box.width * to[0], box.y + box.height * to[1])
  await page.mouse.up()
}

const opacityOf = (page: Page, at = 0) =>
  page
    .locator('.box')
    .nth(at)
    .evaluate((box) => Number(getComputedStyle(box).opacity))

async function untilOpacity(page: Page, wanted: number): Promise<void> {
  for (let tries = 0; tries < 600 && (await opacityOf(page)) !== wanted; tries += 1)
    await page.waitForTimeout(50)
  assert.equal(await opacityOf(page), wanted)
}

test('N8: a place is tagged by dragging; a person is asked, accepts, and later removes it', async () => {
  const { address } = await pictured()
  const tomek = await come(people.tomek)
  await tomek.page.goto(address)
  await drag(tomek.page, [0.1, 0.55], [0.6, 0.9])
  assert.equal(await tomek.page.evaluate(() => document.activeElement?.getAttribute('name')), 'label')
  assert.ok(await tomek.page.getByText('Anyone on the internet can see this tag.').isVisible())
  await tomek.page.keyboard.type('Red brick')
  await tomek.page.getByRole('button', { name: 'Add the tag' }).click()
  await tomek.page.getByRole('link', { name: 'Red brick', exact: true }).waitFor()
  const rect = tomek.page.locator('.box rect')
  for (const [name, wanted] of [
    ['x', 10],
    ['y', 55],
    ['width', 50],
    ['height', 35],
  ] as const)
    assert.ok(Math.abs(Number.parseFloat((await rect.getAttribute(name)) ?? '') - wanted) < 1, name)

  await tomek.page.mouse.move(0, 0)
  await untilOpacity(tomek.page, 0)
  await tomek.page.getByRole('link', { name: 'Red brick', exact: true }).focus()
  await untilOpacity(tomek.page, 1)
  await openForm(tomek.page)
  await tomek.page.getByLabel('Or who is it?').fill('ada')
  assert.ok(await tomek.page.getByText(/only you and they see the tag until they say yes/).isVisible())
  await tomek.page.getByRole('button', { name: 'Add the tag' }).click()
  await tomek.page.getByText('waiting for Ada Berg’s answer').waitFor()

  const guest = await come(undefined)
  await guest.page.goto(address)
  assert.equal(await guest.page.getByText('Ada Berg').count(), 0)
  const ada = await come(people.ada)
  await ada.page.goto('/')
  await ada.page.getByRole('link', { name: '1 picture tag waits for your answer' }).click()
  await ada.page.getByText('Tomek Nowak asks').waitFor()
  await ada.page.getByRole('button', { name: /^Accept/ }).click()
  await ada.page.getByText('Nothing waits for you.').waitFor()
  await guest.page.reload()
  assert.ok(await guest.page.getByRole('link', { name: 'Member Ada Berg' }).isVisible())
  await ada.page.goto(address)
  await ada.page.getByRole('button', { name: 'Remove the tag Ada Berg' }).click()
  await ada.page.getByRole('link', { name: 'Member Ada Berg' }).waitFor({ state: 'detached' })
  await guest.page.reload()
  assert.equal(await guest.page.getByText('Ada Berg').count(), 0)
  for (const { context, faults } of [tomek, ada, guest]) {
    assert.deepEqual(faults, [])
    await context.close()
  }
})

test('the same without JavaScript', async () => {
  const { address } = await pictured()
  const options = { javaScriptEnabled: false }
  const tomek = await come(people.tomek, options)
  await tomek.page.goto(address)
  await openForm(tomek.page)
  assert.equal(await tomek.page.getByRole('button', { name: 'Draw a box' }).isVisible(), false)
  await tomek.page.getByText('Place in numbers').click()
  await tomek.page.getByLabel('What is it?').fill('Ivy')
  for (const [name, value] of [
    ['From the left', '70'],
    ['From the top', '10'],
    ['Width', '40'],
    ['Height', '20'],
  ] as const)
    await tomek.page.getByLabel(name).fill(value)
  await tomek.page.getByRole('button', { name: 'Add the tag' }).click()
  await tomek.page.getByText('The box has to lie inside the picture.').first().waitFor()
  assert.equal(await tomek.page.getByLabel('What is it?').inputValue(), 'Ivy')
  await tomek.page.getByLabel('Width').fill('25')
  await tomek.page.getByRole('button', { name: 'Add the tag' }).click()
  await tomek.page.getByRole('link', { name: 'Ivy', exact: true }).waitFor()
  await tomek.page.mouse.move(0, 0)
  await untilOpacity(tomek.page, 0)
  await tomek.page.getByLabel('Show where the tags are').check()
  await untilOpacity(tomek.page, 1)
  await tomek.page.getByLabel('Show where the tags are').uncheck()
  await untilOpacity(tomek.page, 0)
  await tomek.page.getByRole('link', { name: 'Show where Ivy is' }).click()
  await tomek.page.mouse.move(0, 0)
  await untilOpacity(tomek.page, 1)
  await openForm(tomek.page)
  await tomek.page.getByLabel('Or who is it?').fill('ada')
  await tomek.page.getByRole('button', { name: 'Add the tag' }).click()
  await tomek.page.getByText('waiting for Ada Berg’s answer').waitFor()
  const ada = await come(people.ada, options)
  await ada.page.goto(address)
  await ada.page.getByRole('button', { name: 'Accept' }).click()
  await ada.page.getByRole('link', { name: 'Member Ada Berg' }).waitFor()
  await ada.page.goto('/my/tags')
  await ada.page.getByRole('button', { name: /^Remove/ }).click()
  await ada.page.getByText('No picture here carries your name.').waitFor()
  await tomek.page.getByRole('link', { name: 'Ivy', exact: true }).click()
  await tomek.page.getByRole('heading', { name: 'Ivy', level: 1 }).waitFor()
  for (const { context, faults } of [tomek, ada]) {
    assert.deepEqual(faults, [])
    await context.close()
  }
})

test('a box is set with the keyboard alone, and given up with Escape', async () => {
  const { address } = await pictured()
  const { page, context, faults } = await come(people.tomek)
  await page.goto(address)
  await openForm(page)
  const left = page.locator('[name="left"]')
  await page.getByRole('button', { name: 'Draw a box' }).press('Enter')
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Escape')
  assert.equal(await left.inputValue(), '')
  assert.equal(await page.evaluate(() => document.activeElement?.textContent), 'Draw a box')
  await page.keyboard.press('Enter')
  for (const key of ['ArrowLeft', 'ArrowDown', 'Shift+ArrowRight', 'Shift+ArrowUp'])
    await page.keyboard.press(key)
  await page.getByText('The box is 33% from the left, 37% from the top, 32% wide, 28% high.').waitFor()
  await page.keyboard.press('Enter')
  await page.keyboard.type('Moss')
  await page.keyboard.press('Enter')
  await page.getByRole('link', { name: 'Moss', exact: true }).waitFor()
  assert.equal(await page.locator('.box rect').getAttribute('x'), '33%')
  assert.deepEqual(faults, [])
  await context.close()
})

test('on a phone a finger scrolls, and draws when asked to', async () => {
  const { address } = await pictured()
  const { page, context, faults } = await come(people.tomek, {
    hasTouch: true,
    isMobile: true,
    viewport: { width: 390, height: 800 },
  })
  await page.goto(address)
  const touch = async () => {
    const box = await page.locator('.tagged').boundingBox()
    assert.ok(box)
    const at = (x: number, y: number) => [{ x: box.x + box.width * x, y: box.y + box.height * y }]
    const cdp = await context.newCDPSession(page)
    await cdp.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: at(0.2, 0.3) })
    await cdp.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: at(0.4, 0.5) })
    await cdp.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: at(0.5, 0.6) })
    await cdp.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] })
    await cdp.detach()
  }
  await touch()
  assert.equal(await page.locator('[name="across"]').inputValue(), '')
  await openForm(page)
  await page.getByRole('button', { name: 'Draw a box' }).tap()
  await touch()
  const across = page.locator('[name="across"]')
  while ((await across.inputValue()) === '') await page.waitForTimeout(50)
  assert.ok(Math.abs(Number(await across.inputValue()) - 30) < 2)
  assert.deepEqual(faults, [])
  await context.close()
})

const screens = [
  ['light', 1280],
  ['dark', 390],
  ['light', 320],
] as const

test('the pages of tags are accessible and no wider than the screen', async () => {
  const { address, path, board } = await pictured()
  const tomek = await come(people.tomek)
  const given: Record<string, string>[] = [
    { label: 'A label that is as long as they may be', left: '2', top: '1', across: '30', down: '20' },
    { label: 'Ivy' },
    { member: 'ada', left: '60', top: '50', across: '20', down: '20' },
    { member: 'tomek' },
  ]
  const headers = { 'Sec-Fetch-Site': 'same-origin' }
  for (const form of given) {
    const answer = await tomek.context.request.post(`${house.url}${address}/tags`, { form, headers })
    assert.equal(answer.status(), 200)
  }
  await settle()
  const ada = await come(people.ada)
  const grace = await come(people.grace)
  const guest = await come(undefined)
  const visits: [Person, string][] = [
    [guest, address],
    [guest, '/tag/ivy'],
    [guest, '/tag/nothing-has-this'],
    [tomek, address],
    [tomek, '/my/tags'],
    [ada, address],
    [ada, '/my/tags'],
    [ada, '/'],
    [grace, address],
    [grace, `/c/${board.slug}/new`],
    [grace, path],
  ]
  for (const [{ page }, where] of visits) {
    await page.goto(where)
    for (const summary of await page.locator('details.tag-panel > summary, [data-numbers] > summary').all())
      await summary.click()
    for (const [colorScheme, width] of screens) {
      await page.emulateMedia({ colorScheme })
      await page.setViewportSize({ width, height: 800 })
      assert.deepEqual(await accessFaults(page), [], `${where} ${colorScheme} ${width}`)
      assert.equal(
        await page.evaluate(() => document.documentElement.scrollWidth > innerWidth),
        false,
        `${where} ${width}`,
      )
    }
  }
  for (const person of [tomek, ada, grace, guest]) {
    assert.deepEqual(person.faults, [])
    await person.context.close()
  }
})
