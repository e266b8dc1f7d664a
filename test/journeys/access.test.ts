import '../support/env.ts'

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import type { Account } from '../../src/auth/account.ts'
import { passwordOfAll } from '../support/accounts.ts'
import { accessFaults } from '../support/browser.ts'
import { before } from '../support/hooks.ts'
import { type Furnished, furnish } from './furnished.ts'
import { enter, openHouse } from './house.ts'

const house = openHouse()
let furnished: Furnished
before(async () => {
  furnished = await furnish()
})

interface Reading {
  account?: Account
  pages: Record<string, string>
}

const readers = ['guest', 'member', 'admin', 'reviewer', 'suspended', 'warned'] as const

const readings = (): Record<(typeof readers)[number], Reading> => ({
  guest: { pages: furnished.forGuests },
  member: { account: furnished.member, pages: furnished.forMembers },
  admin: { account: furnished.admin, pages: furnished.forAdmins },
  reviewer: { account: furnished.reviewer, pages: furnished.forReviewers },
  suspended: { account: furnished.suspended, pages: furnished.forSuspended },
  warned: { account: furnished.warned, pages: furnished.forWarned },
})

/** What depends on theme and width together: after two of the four screens the rest of the rules is known to hold. */
const looks = ['color-contrast', 'link-in-text-block', 'target-size', 'scrollable-region-focusable']
const screens = [
  { colorScheme: 'light', width: 1280, rules: undefined },
  { colorScheme: 'dark', width: 390, rules: undefined },
  { colorScheme: 'light', width: 390, rules: looks },
  { colorScheme: 'dark', width: 1280, rules: looks },
] as const

async function isWiderThanScreen(page: Page): Promise<boolean> {
  return page.evaluate(() => document.documentElement.scrollWidth > innerWidth)
}

/** Loaded on the smallest of screens. */
async function faultsOfSmallest(page: Page, path: string): Promise<string[]> {
  await page.setViewportSize({ width: 320, height: 640 })
  await page.goto(path)
  return (await isWiderThanScreen(page)) ? ['scrolls sideways on 320 px'] : []
}

/** The same visit, looked at on every screen. */
async function faultsOn(page: Page): Promise<string[]> {
  const faults: string[] = []
  for (const { colorScheme, width, rules } of screens) {
    await page.emulateMedia({ colorScheme })
    await page.setViewportSize({ width, height: 800 })
    const found = await accessFaults(page, rules)
    faults.push(...found.map((fault) => `${colorScheme} ${width} ${fault}`))
    if (await isWiderThanScreen(page)) faults.push(`${colorScheme} ${width} scrolls sideways`)
  }
  if ((await page.evaluate(() => document.querySelectorAll('h1').length)) !== 1) faults.push('has not one h1')
  return faults
}

test('what is not accessible is found out', async () => {
  const { page, context } = await house.welcome()
  await page.setContent('<p style="color:#ccc;background:#fff">Pale</p><img src="data:,"><input>')
  const faults = await faultsOn(page)
  for (const rule of ['light 390 color-contrast', 'dark 390 image-alt', 'light 1280 label', 'has not one h1'])
    assert.ok(
      faults.some((fault) => fault.startsWith(rule)),
      rule,
    )
  await context.close()
})

for (const who of readers)
  test(`every page is accessible and whole for the ${who}, light and dark, on a phone and a desk, and fits 320 px`, async () => {
    const { account, pages } = readings()[who]
    const person = await house.welcome()
    if (account) await enter(person, account)
    for (const [name, path] of Object.entries(pages)) {
      const smallest = await faultsOfSmallest(person.page, path)
      assert.deepEqual([...smallest, ...(await faultsOn(person.page))], [], name)
    }
    assert.deepEqual(person.faults, [])
    await person.context.close()
  })

/** All rules on a phone in the dark, and what depends on colours in the light. */
async function assertAccessible(page: Page, what: string): Promise<void> {
  await page.emulateMedia({ colorScheme: 'dark' })
  const dark = await accessFaults(page)
  await page.emulateMedia({ colorScheme: 'light' })
  const light = await accessFaults(page, looks)
  assert.deepEqual([...dark, ...light], [], what)
  assert.equal(await isWiderThanScreen(page), false, what)
}

test('pages that come after a mistake or an answer are accessible too', async () => {
  const { page } = await house.welcome({ viewport: { width: 390, height: 800 } })
  await page.goto('/sign-in')
  await page.getByLabel('User name or e-mail address').fill('nobody')
  await page.getByLabel('Password', { exact: true }).fill('not the right one')
  await page.getByLabel('Signing in needs a sign-in cookie. Allow it?').check()
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('alert').waitFor()
  await assertAccessible(page, 'sign-in with a wrong password')
  await page.goto('/sign-up')
  await page.getByLabel('User name', { exact: true }).fill('a b')
  await page.getByLabel('E-mail address', { exact: true }).fill('a@example.org')
  await page.getByLabel('Password', { exact: true }).fill('password12')
  await page.getByLabel('18 or older').check()
  await page.getByLabel(/I have read and accept/).check()
  await page.getByRole('button', { name: 'Join' }).click()
  await page.getByRole('alert').waitFor()
  await assertAccessible(page, 'sign-up with mistakes')
  await page.getByLabel('Under 13').check()
  await page.getByLabel('User name', { exact: true }).fill('small')
  await page.getByLabel('Password', { exact: true }).fill(passwordOfAll)
  await page.getByLabel(/I have read and accept/).check()
  await page.getByRole('button', { name: 'Join' }).click()
  await page.getByRole('heading', { name: 'Not yet' }).waitFor()
  await assertAccessible(page, 'too young')
})

test('the menu, the preview and the page with two texts are accessible too', async () => {
  const person = await house.welcome({ viewport: { width: 390, height: 800 } })
  const { page } = person
  await enter(person, furnished.member)
  await page.getByLabel(/^Your menu/).click()
  await assertAccessible(page, 'menu')
  await page.goto(furnished.topic)
  await page.getByLabel('Your words').fill('Some **bold** words, ||and a secret||.')
  await page.getByRole('button', { name: 'Preview' }).click()
  await page.locator('[data-preview] strong').waitFor()
  await assertAccessible(page, 'preview')
  await page.goto(furnished.forMembers.edit ?? '')
  const tab = await person.context.newPage()
  await tab.goto(page.url())
  await tab.getByLabel('Your words').fill('Three pictures, rather.')
  await tab.getByRole('button', { name: 'Save' }).click()
  await tab.getByText('Three pictures, rather.').waitFor()
  await tab.close()
  await page.getByLabel('Your words').fill('Or four.')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('What stands there now').waitFor()
  await assertAccessible(page, 'two texts')
  await page.goto(furnished.forMembers.revisions ?? '')
  await page.locator('details.panel > summary').first().click()
  await assertAccessible(page, 'deleting a version')
})

async function focusedWords(page: Page): Promise<string> {
  return page.evaluate(() => {
    const { activeElement: element } = document
    const label = element instanceof HTMLInputElement ? element.labels?.[0]?.textContent : undefined
    return (element?.getAttribute('aria-label') ?? label ?? element?.textContent ?? '')
      .trim()
      .replace(/\s+/g, ' ')
  })
}

/** Presses Tab until something of that name has the focus. */
async function tabTo(page: Page, name: RegExp, most = 80): Promise<void> {
  for (let stop = 0; stop < most; stop += 1) {
    await page.keyboard.press('Tab')
    if (name.test(await focusedWords(page))) return
  }
  assert.fail(`Tab does not lead to ${name} on ${page.url()}`)
}

test('with the keyboard alone: skip the header, sign in, reply', async () => {
  const { page, faults } = await house.welcome()
  await page.goto(furnished.topic)
  await page.keyboard.press('Tab')
  assert.equal(await focusedWords(page), 'Skip to the content')
  assert.ok(await page.getByRole('link', { name: 'Skip to the content' }).isVisible())
  await page.keyboard.press('Enter')
  assert.equal(await page.evaluate(() => document.activeElement?.id), 'main')
  await tabTo(page, /^sign in$/)
  await page.keyboard.press('Enter')
  await page.waitForURL(/sign-in/)
  await tabTo(page, /^User name or e-mail/)
  await page.keyboard.type('tomek')
  await page.keyboard.press('Tab')
  await page.keyboard.type(passwordOfAll)
  await tabTo(page, /Allow it\?$/)
  await page.keyboard.press('Space')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { level: 1, name: /^Lime or cement/ }).waitFor()
  await page.getByLabel(/^Your menu/).waitFor()
  await page.locator('body').press('r')
  await page.keyboard.type('Typed without a mouse.')
  await tabTo(page, /^Reply$/)
  await page.keyboard.press('Enter')
  await page.getByText('Typed without a mouse.').waitFor()
  assert.deepEqual(faults, [])
})

test('N15, T15.5: on the front page the three answers are alike, and come before everything else', async () => {
  for (const width of [390, 1280]) {
    const { page, context } = await house.welcome({ viewport: { width, height: 800 } })
    await page.goto('/')
    const answers = page.getByRole('form', { name: 'Cookies' }).locator('.button')
    assert.deepEqual(await answers.allTextContents(), ['Yes to all', 'No', 'Choose'])
    const sizes = await answers.evaluateAll((buttons) =>
      buttons.map((button) => {
        const { width, height } = button.getBoundingClientRect()
        const { color, backgroundColor, borderColor, font } = getComputedStyle(button)
        return [Math.round(width), Math.round(height), color, backgroundColor, borderColor, font].join()
      }),
    )
    assert.equal(new Set(sizes).size, 1, sizes.join('\n'))
    await context.close()
  }
})

test('nothing on a topic page moves while it loads', async () => {
  for (const account of [undefined, furnished.member])
    for (const width of [390, 1280]) {
      const person = await house.welcome({ viewport: { width, height: 800 } })
      if (account) await enter(person, account)
      await person.page.goto(furnished.topic, { waitUntil: 'networkidle' })
      const shift = await shiftOf(person.page)
      // A browser that has no time draws half a table first, and counts some ten-thousandths for the rest of it.
      assert.ok(shift < 0.001, `${account?.username ?? 'guest'} ${width}: ${shift}`)
      await person.context.close()
    }
})

/** Cumulative layout shift so far. */
async function shiftOf(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        let sum = 0
        const add = (entries: PerformanceEntryList) => {
          for (const entry of entries) sum += (entry as PerformanceEntry & { value: number }).value
        }
        const observer = new PerformanceObserver((list) => add(list.getEntries()))
        observer.observe({ type: 'layout-shift', buffered: true })
        setTimeout(() => {
          add(observer.takeRecords())
          resolve(sum)
        }, 200)
      }),
  )
}
