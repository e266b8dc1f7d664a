import '../support/env.ts'
import assert from 'node:assert/strict'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { noticeInForce } from '../../src/consent/notice-version.ts'
import { privacySite } from '../privacy/site.ts'
import { accessFaults, newPerson, openBrowser } from '../support/browser.ts'
import { closeTestDatabase, openTestDatabase } from '../support/database.ts'
import { before } from '../support/hooks.ts'

const { version: noticeVersion } = noticeInForce()

let server: Server
let browser: Browser
let url: string

before(async () => {
  await openTestDatabase()
  server = await privacySite()
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  browser = await openBrowser()
})
after(async () => {
  await browser?.close()
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
  await closeTestDatabase()
})

async function cookiesOf(page: Page): Promise<string[]> {
  return (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`)
}

test('N15, T15.5: the three buttons have the same size and looks, and come first after the skip link', async () => {
  for (const width of [390, 1280]) {
    const { page, faults } = await newPerson(browser, url, { viewport: { width, height: 800 } })
    await page.goto('/privacy')
    const looks = await page.locator('.banner .button').evaluateAll((buttons) =>
      buttons.map((button) => {
        const { width, height } = button.getBoundingClientRect()
        const { color, backgroundColor, borderColor, fontSize, fontWeight } = getComputedStyle(button)
        return [
          Math.round(width),
          Math.round(height),
          color,
          backgroundColor,
          borderColor,
          fontSize,
          fontWeight,
        ].join()
      }),
    )
    assert.equal(looks.length, 3)
    assert.equal(new Set(looks).size, 1, looks.join('\n'))
    const order: (string | undefined)[] = []
    for (let stop = 0; stop < 4; stop += 1) {
      await page.keyboard.press('Tab')
      order.push(await page.evaluate(() => document.activeElement?.textContent?.trim()))
    }
    assert.deepEqual(order.slice(1), ['Yes to all', 'No', 'Choose'])
    assert.deepEqual(faults, [])
  }
})

test('N15: the page can be used behind the question', async () => {
  const { page } = await newPerson(browser, url)
  await page.goto('/privacy')
  await page.click('.notice-contents summary')
  await page.click('.notice-contents a[href="#n15"]')
  await page.waitForURL(/#n15$/)
  assert.deepEqual(await cookiesOf(page), [])
})

test('N15: answering keeps what was being typed, and moves nobody to another page', async () => {
  const { page, faults } = await newPerson(browser, url)
  await page.goto('/privacy')
  await page.fill('#site-search', 'half a thought')
  await page.getByRole('button', { name: 'No', exact: true }).click()
  await page.waitForSelector('.banner', { state: 'detached' })
  assert.equal(await page.inputValue('#site-search'), 'half a thought')
  assert.deepEqual(await cookiesOf(page), ['choice=no'])
  assert.equal(await page.locator('[role="status"]').count(), 1)
  assert.deepEqual(faults, [])
})

test('N15: without JavaScript a visitor says no, is brought back, and is not asked again', async () => {
  const { page } = await newPerson(browser, url, { javaScriptEnabled: false })
  await page.goto('/privacy/rights')
  await page.getByRole('button', { name: 'No', exact: true }).click()
  await page.locator('.banner').waitFor({ state: 'detached' })
  assert.equal(new URL(page.url()).pathname, '/privacy/rights')
  assert.deepEqual(await cookiesOf(page), ['choice=no'])
  assert.equal(await page.locator('.banner').count(), 0)
})

test('N15: without JavaScript one purpose can be chosen, and taken back with a single click', async () => {
  const { page } = await newPerson(browser, url, { javaScriptEnabled: false })
  await page.goto('/privacy/rights')
  await page.getByRole('link', { name: 'Choose', exact: true }).click()
  await page.getByRole('switch', { name: 'Keep me signed in' }).check()
  await page.click('text=Save my choices')
  await page.waitForURL(/\/privacy\/rights$/)
  assert.match((await cookiesOf(page)).join(), /^choice=stay~/)
  const answered = page.waitForResponse((answer) => answer.request().method() === 'POST')
  await page.click('footer >> text=Refuse all cookies')
  await answered
  await page.waitForLoadState()
  assert.deepEqual(await cookiesOf(page), ['choice=no'])
})

test('N31: the printed notice shows version and date, and nothing to press', async () => {
  const { page } = await newPerson(browser, url)
  await page.goto('/privacy')
  await page.emulateMedia({ media: 'print' })
  assert.ok(await page.getByText(`Version ${noticeVersion} of`).first().isVisible())
  for (const control of await page.locator('button, input, summary, nav a, form').all())
    assert.equal(await control.isVisible(), false)
})

// The long notice has the same few colours as the short pages, so one theme is enough for it.
const accessible = {
  light: ['/privacy', '/privacy/choices', '/privacy/rights', '/privacy/on/2020-01-01'],
  dark: ['/privacy/choices', '/privacy/rights'],
}

test('the privacy pages are accessible, light and dark', async () => {
  for (const colorScheme of ['light', 'dark'] as const) {
    const { page } = await newPerson(browser, url, { colorScheme, viewport: { width: 390, height: 800 } })
    for (const path of accessible[colorScheme]) {
      await page.goto(path)
      assert.deepEqual(await accessFaults(page), [], `${path} ${colorScheme}`)
    }
  }
})
