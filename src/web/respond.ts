import type { Request, Response } from 'express'
import { config } from '../config.ts'
import { isBannerOpen } from '../consent/choice.ts'
import { language } from '../content/language.ts'
import { preloadLinks } from './assets.ts'
import { hasSessionCookie, keptKey } from './kept-key.ts'
import { type KeptPage, keepPage } from './kept-pages.ts'
import { routeOf } from './request-log.ts'
import { etagOf, sendOnce, sendPage } from './send-page.ts'
import { renderPage } from './views.ts'
import { wantsJson } from './wants.ts'

export interface Page {
  /** Path below views/, e.g. "topics/show". */
  view: string
  title: string
  /** What the template gets, and what a JSON client gets as it is. */
  model: object
  status?: number
  description?: string
  /** Path of the page's one true address. */
  canonical?: string
  /** Everything the page shows, as tags of `changed()`; without them the page is never kept. */
  keep?: string[]
  noindex?: boolean
  /** Path of the Atom feed of what the page lists. */
  feed?: string
  /** schema.org data; becomes a data block, never a script. */
  jsonLd?: object
}

/** Ours are short and plain; anything else (`?a=1`, `?a=2`, `/%63/…`) would let anybody fill the memory with copies. */
function isKeepable(url: string): boolean {
  return /^\/[\w./-]{0,200}(\?before=[\w.-]{1,64})?$/.test(url)
}

/** `<` cannot end the data block early. */
function dataBlock(data: object): string {
  return JSON.stringify(data).replaceAll('<', '\\u003c')
}

function htmlOf(req: Request, res: Response, page: Page): string {
  const canonical = page.canonical === undefined ? undefined : config.siteUrl + page.canonical
  return renderPage(page.view, {
    ...page.model,
    site: { language, name: config.siteName, url: config.siteUrl, organisation: config.organisation },
    page: {
      title: page.title,
      description: page.description,
      canonical,
      noindex: page.noindex ?? (page.status ?? 200) >= 400,
      feed: page.feed,
      jsonLd: page.jsonLd && dataBlock(page.jsonLd),
      // A form that comes back stands at an address which only takes posts: there is no way back to that.
      path: req.method === 'GET' || req.method === 'HEAD' ? req.originalUrl : undefined,
    },
    viewer: res.locals.viewer,
    bell: res.locals.bell,
    banner: isBannerOpen(req.headers),
  })
}

/** Answers with the page, or with its model where JSON is asked for; keeps it for the next guest where that is right. */
export function respond(req: Request, res: Response, page: Page): void {
  const asJson = wantsJson(req.headers)
  const text = asJson ? JSON.stringify(page.model) : htmlOf(req, res, page)
  const type = asJson ? 'application/json; charset=utf-8' : 'text/html; charset=utf-8'
  send(req, res, { text, type, status: page.status ?? 200, keep: page.keep ?? [], links: !asJson })
}

interface Answer {
  text: string
  type: string
  status: number
  keep: string[]
  links?: boolean
}

/** For finished text of other kinds (feeds, sitemap): the same keeping, the same compression. */
export function send(req: Request, res: Response, answer: Answer): void {
  res.setHeader('Content-Type', answer.type)
  if (answer.links) res.setHeader('Link', preloadLinks())
  const body = Buffer.from(answer.text)
  const isGuest = !hasSessionCookie(req.headers) && res.locals.viewer === undefined
  const isKept = isGuest && answer.keep.length > 0 && answer.status === 200 && !res.hasHeader('Set-Cookie')
  if (!isKept) {
    res.status(answer.status)
    sendOnce(req, res, body)
    return
  }
  const page: KeptPage = {
    status: answer.status,
    etag: etagOf(body),
    headers: Object.entries(res.getHeaders()).flatMap(([name, value]) => [name, String(value)]),
    route: routeOf(req),
    identity: body,
    ready: {},
    tags: answer.keep,
  }
  if (isKeepable(req.originalUrl)) keepPage(keptKey(req.headers, req.originalUrl), page, res.locals.mark)
  sendPage(req, res, page)
}

/**
 * After something was made or changed: 303 to it for forms; its model for JSON clients.
 * @param status what JSON clients get: 201 for something new
 */
export function redirect(
  req: Request,
  res: Response,
  address: string,
  made?: { model?: object; status?: number },
): void {
  if (!wantsJson(req.headers)) {
    res.redirect(303, address)
    return
  }
  res.status(made?.status ?? 200).set('Location', address)
  res.json(made?.model ?? { location: address })
}
