import packed from '@sparticuz/chromium'
import axe from 'axe-core'
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  type CDPSession,
  chromium,
  type Page,
} from 'playwright-core'

/** Not the package's own list: that one switches web security off. */
const args = ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--disable-background-networking']

export async function openBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: await packed.executablePath(), args, timeout: 180_000 })
}

export interface Person {
  context: BrowserContext
  page: Page
  /** Errors of scripts, blocked by the content security policy included, and failed requests for files. */
  faults: string[]
}

/** Somebody with a browser profile of their own. */
export async function newPerson(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<Person> {
  const context = await browser.newContext({
    baseURL: url,
    locale: 'en-GB',
    timezoneId: 'Europe/London',
    ...options,
  })
  // A busy machine draws slowly; what never comes is found out all the same.
  context.setDefaultTimeout(90_000)
  const page = await context.newPage()
  const faults: string[] = []
  page.on('pageerror', (error) => faults.push(`script: ${error.message}`))
  page.on('console', (message) => {
    if (message.type() === 'error' && !/status of (4\d\d|503)/.test(message.text()))
      faults.push(message.text())
  })
  page.on('response', (response) => {
    if (response.status() >= 400 && !response.request().isNavigationRequest())
      faults.push(`${response.status()} ${response.url()}`)
  })
  page.on('requestfailed', (request) => {
    const reason = String(request.failure()?.errorText)
    // A page that is left aborts what it was loading; without JavaScript no script is loaded at all.
    if (reason !== 'net::ERR_ABORTED' && !(options.javaScriptEnabled === false && reason === 'csp'))
      faults.push(`${reason} ${request.url()}`)
  })
  return { context, page, faults }
}

/** Writers choose the levels of the headings in their own posts. */
async function isWriters(page: Page, rule: string, target: string): Promise<boolean> {
  if (rule !== 'heading-order') return false
  return page.locator(target).evaluate((heading) => heading.closest('.post-body') !== null)
}

const sessions = new WeakMap<Page, CDPSession>()

/**
 * As a script of the page's own: the browser remembers what it has compiled, where `page.evaluate` would have it compile
 * half a megabyte anew for every page.
 */
async function bringAxe(page: Page): Promise<void> {
  const session = sessions.get(page) ?? (await page.context().newCDPSession(page))
  sessions.set(page, session)
  await session.send('Runtime.evaluate', { expression: `${axe.source};undefined` })
}

const levels = ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice']

/**
 * WCAG 2.2 AA as far as axe can see it.
 * @param rules only these, where a page has passed the others already
 * @returns one line per fault: rule, element, summary
 */
async function faultsNow(page: Page, rules?: string[]): Promise<string[]> {
  // Straight into the page, once: there are no frames to gather, and a page is looked at several times.
  if (!(await page.evaluate(() => 'axe' in window))) await bringAxe(page)
  const found = await page.evaluate(
    (runOnly) =>
      (window as unknown as { axe: typeof axe }).axe.run(document, { runOnly, resultTypes: ['violations'] }),
    rules ? { type: 'rule' as const, values: rules } : { type: 'tag' as const, values: levels },
  )
  const faults: string[] = []
  for (const { id, nodes } of found.violations)
    for (const { target, failureSummary = '' } of nodes)
      if (!(await isWriters(page, id, target.join(' '))))
        faults.push(`${id}: ${target.join(' ')} – ${failureSummary.replaceAll('\n', ' ')}`)
  return faults
}

/** Only what is still so a moment later: a page that is just being laid out anew is measured half-way now and then. */
export async function accessFaults(page: Page, rules?: string[]): Promise<string[]> {
  const first = await faultsNow(page, rules)
  if (first.length === 0) return first
  await page.waitForTimeout(500)
  const second = await faultsNow(page, rules)
  return second.filter((fault) => first.includes(fault))
}
