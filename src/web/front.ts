import type { IncomingHttpHeaders, IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http'
import { config } from '../config.ts'
import { log } from '../log.ts'
import { serveAsset } from './assets.ts'
import { hasSessionCookie, keptKey } from './kept-key.ts'
import { findKept } from './kept-pages.ts'
import { openLane } from './lane.ts'
import { readPlainRequest } from './plain-request.ts'
import { logKept, requestId, sinceMs } from './request-log.ts'
import { pageBytes, sendPage } from './send-page.ts'
import { targetOf } from './target.ts'

const state = { isReady: false, canServe: () => true }

/** Until the database answers, and again while stopping, the site says so instead of failing. */
export function setReady(isReady: boolean): void {
  state.isReady = isReady
}

/**
 * Asked by /health alone. While the database is away, kept pages are still read and forms come back with what was typed:
 * the front goes on, but whoever watches over the site hears of it.
 */
export function setServing(canServe: () => boolean): void {
  state.canServe = canServe
}

function sendPlain(res: ServerResponse, status: number, type: string, body: string): void {
  const headers = {
    'Content-Type': type,
    'Cache-Control': 'no-store',
    'Content-Length': Buffer.byteLength(body),
  }
  res.writeHead(status, status === 503 ? { ...headers, 'Retry-After': '5' } : headers)
  res.end(body)
}

function sendHealth(res: ServerResponse): void {
  const [status, word] = !state.isReady
    ? [503, 'starting']
    : state.canServe()
      ? [200, 'ok']
      : [503, 'waiting for the database']
  sendPlain(res, status, 'application/json', JSON.stringify({ status: word }))
}

function isForHttps(headers: IncomingHttpHeaders): boolean {
  return config.isProduction && config.trustProxy > 0 && headers['x-forwarded-proto'] === 'http'
}

/** Behind a proxy that also takes plain http: nothing is said there but where the locked door is (N27). */
function sendToHttps(req: IncomingMessage, res: ServerResponse): boolean {
  if (!isForHttps(req.headers)) return false
  const path = req.url?.startsWith('/') ? req.url : '/'
  res.writeHead(308, { Location: config.siteUrl + path, 'Content-Length': 0 })
  res.end()
  return true
}

/** @returns the route of the page that was sent from memory, if it was. */
function sendKept(req: IncomingMessage, res: ServerResponse): string | undefined {
  if ((req.method !== 'GET' && req.method !== 'HEAD') || hasSessionCookie(req.headers)) return undefined
  const page = findKept(keptKey(req.headers, req.url ?? '/'))
  if (page) sendPage(req, res, page)
  return page?.route
}

/**
 * The same for a connection's first chunks, before the HTTP server reads them: a page in memory for somebody who is not signed in.
 * @returns all that travels, or undefined for the HTTP server
 */
function answerAtOnce(chunk: Buffer): Buffer | undefined {
  const began = performance.now()
  const question = state.isReady ? readPlainRequest(chunk) : undefined
  if (!question) return undefined
  const { target, headers } = question
  if (hasSessionCookie(headers) || isForHttps(headers) || targetOf(target) !== target) return undefined
  const page = findKept(keptKey(headers, target))
  const bytes = page && pageBytes(headers, page)
  if (bytes) logKept(page.route, sinceMs(began))
  return bytes
}

/** @returns closes the connections that the HTTP server does not know of, for the stop */
export function openFrontLane(server: Server): () => void {
  return openLane(server, answerAtOnce)
}

/** @returns what to call it in the log, or undefined where it is left to the app. */
function answerEarly(req: IncomingMessage, res: ServerResponse): string | undefined {
  const target = targetOf(req.url ?? '')
  if (target === undefined) {
    sendPlain(res, 400, 'text/plain; charset=utf-8', 'This is not an address.\n')
    return 'none'
  }
  req.url = target
  if (target === '/health') {
    sendHealth(res)
    return '/health'
  }
  if (sendToHttps(req, res)) return 'https'
  if (target.startsWith('/assets/') && serveAsset(req, res)) return '/assets/:file'
  if (state.isReady) return sendKept(req, res)
  sendPlain(res, 503, 'text/plain; charset=utf-8', 'Just starting. Please try again in a few seconds.\n')
  return 'none'
}

/** What stands before Express: health, files, and kept pages straight from memory. */
export function createFront(app: RequestListener): RequestListener {
  return (req, res) => {
    const began = performance.now()
    const route = answerEarly(req, res)
    if (route === undefined) app(req, res)
    else log.info({ id: requestId(), method: req.method, route, status: res.statusCode, ms: sinceMs(began) })
  }
}
