import { after } from 'node:test'
import type { Browser, BrowserContextOptions } from 'playwright-core'
import type { Account } from '../../src/auth/account.ts'
import { flushRoomReadings } from '../../src/chat/reading.ts'
import { resetClock } from '../../src/clock.ts'
import { prepareBoards } from '../../src/forum/board.ts'
import { flushReadings } from '../../src/forum/reading.ts'
import { flushTails } from '../../src/forum/topic-tails.ts'
import { laterDone } from '../../src/live/later.ts'
import { prepareRules } from '../../src/reports/rule.ts'
import { passwordOfAll } from '../support/accounts.ts'
import { newPerson, openBrowser, type Person } from '../support/browser.ts'
import { before } from '../support/hooks.ts'
import { connectSite, type TestSite } from '../support/site.ts'

export interface House {
  url: string
  /** Somebody with a browser of their own, standing at the door: nothing is open yet. */
  welcome(options?: BrowserContextOptions): Promise<Person>
}

/** The whole forum with its first board, and one browser, for the tests of a file. */
export function openHouse(): House {
  const house = {} as House
  let site: TestSite
  let browser: Browser
  before(async () => {
    site = await connectSite()
    await prepareBoards()
    await prepareRules()
    browser = await openBrowser()
    house.url = site.url
    house.welcome = (options) => newPerson(browser, house.url, options)
  })
  after(async () => {
    resetClock()
    await browser?.close()
    await settle()
    await site?.close()
  })
  return house
}

export async function cookiesOf({ context }: Person): Promise<string[]> {
  return (await context.cookies()).map(({ name, value }) => `${name}=${value}`).sort()
}

export async function refuseCookies({ page }: Person): Promise<void> {
  await page.getByRole('button', { name: 'No', exact: true }).click()
  await page.getByRole('form', { name: 'Cookies' }).waitFor({ state: 'detached' })
}

/** Signs in at the form, with the one cookie that this needs. */
export async function enter({ page }: Person, account: Pick<Account, 'username'>): Promise<void> {
  await page.goto('/sign-in')
  await page.getByLabel('User name or e-mail address').fill(account.username)
  await page.getByLabel('Password', { exact: true }).fill(passwordOfAll)
  const asked = page.getByLabel('Signing in needs a sign-in cookie. Allow it?')
  if (await asked.isVisible()) await asked.check()
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByLabel(/^Your menu/).waitFor()
}

/** What waits in memory is written. */
export async function settle(): Promise<void> {
  await laterDone()
  await flushTails()
  await flushReadings()
  await flushRoomReadings()
}
