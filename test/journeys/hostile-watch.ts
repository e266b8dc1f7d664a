import type { Page } from 'playwright-core'
import type { Person } from '../support/browser.ts'

export interface Watch {
  /** What hostile text managed to do, or tried. */
  seen: string[]
  /** Opens a page, touches everything in it, and waits until nothing more can happen. */
  read(path: string): Promise<void>
  /** Touches what is on the page now. */
  touch(): Promise<void>
}

/** Runs in the page before anything else: what the vectors call, and what the policy had to stop, goes to the console. */
function listen(): void {
  const tell = (words: string) => console.error(`hostile: ${words}`)
  for (const name of ['alert', 'confirm', 'prompt', 'print', 'msgbox'])
    Object.defineProperty(window, name, { value: () => tell(`${name} was called`) })
  addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sample }) =>
    tell(`${violatedDirective} stopped ${blockedURI} ${sample}`),
  )
}

/** Runs in the page: every pointer and focus event on every element, and a look at what no text may bring along. */
function touchEverything(): string[] {
  const found: string[] = []
  const events = [
    'pointerover',
    'mouseover',
    'mouseenter',
    'mousemove',
    'focus',
    'focusin',
    'toggle',
    'copy',
    'cut',
  ]
  const never =
    'iframe, object, embed, base, meta[http-equiv], script:not([src]):not([type="application/ld+json"]), portal, frame, applet'
  for (const element of document.querySelectorAll(never)) found.push(element.outerHTML.slice(0, 200))
  for (const element of document.querySelectorAll('main, main *, head *')) {
    for (const { name } of element.attributes)
      if (/^(on|style$|srcdoc$|formaction$)/.test(name) && !element.closest('form.composer'))
        found.push(element.outerHTML.slice(0, 200))
    for (const event of events) element.dispatchEvent(new Event(event, { bubbles: false }))
  }
  for (const link of document.querySelectorAll<HTMLAnchorElement>('main a[href]'))
    if (!['http:', 'https:', 'mailto:'].includes(link.protocol))
      found.push(`link to ${link.href.slice(0, 200)}`)
  for (const inner of document.querySelectorAll(
    '.post-body :is(img, video, audio, source, form, input, button, link, style, svg, math, [id], [name])',
  ))
    found.push(`in a post: ${inner.outerHTML.slice(0, 200)}`)
  return found
}

/** @param options.withoutPolicy takes the content security policy away, so that the sanitiser stands alone */
export async function watch(
  person: Person,
  options: { url: string; withoutPolicy: boolean },
): Promise<Watch> {
  const { page, context } = person
  const seen: string[] = []
  await context.addInitScript(listen)
  await guardTheWay(page, seen, options)
  page.on('console', (message) => {
    if (/^hostile:|Content.Security.Policy/i.test(message.text())) seen.push(message.text())
  })
  page.on('dialog', async (dialog) => {
    seen.push(`dialog: ${dialog.message()}`)
    await dialog.dismiss()
  })
  context.on('page', (other) => seen.push(`window: ${other.url()}`))
  page.on('frameattached', (frame) => seen.push(`frame: ${frame.url()}`))
  const touch = async () => {
    const here = page.url()
    seen.push(...(await page.evaluate(touchEverything)))
    await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 30)))
    if (page.url() !== here) seen.push(`went to ${page.url()}`)
  }
  const read = async (path: string) => {
    await page.goto(path)
    if (new URL(page.url()).origin !== options.url) seen.push(`went to ${page.url()}`)
    await touch()
  }
  return { seen, read, touch }
}

async function guardTheWay(
  page: Page,
  seen: string[],
  { url, withoutPolicy }: { url: string; withoutPolicy: boolean },
): Promise<void> {
  await page.route('**/*', async (route) => {
    const request = route.request()
    if (new URL(request.url()).origin !== url) {
      seen.push(`request: ${request.url().slice(0, 200)}`)
      return route.abort()
    }
    if (!withoutPolicy || !request.isNavigationRequest()) return route.continue()
    const response = await route.fetch({ maxRedirects: 0 })
    const { 'content-security-policy': policy, ...headers } = response.headers()
    if (!policy) seen.push(`no policy on ${request.url()}`)
    await route.fulfill({ response, headers })
  })
}
