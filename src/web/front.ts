import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { config } from '../config.ts'
import { log } from '../log.ts'
import { serveAsset } from './assets.ts'
import { hasSessionCookie, keptKey } from './kept-key.ts'
import { findKept } from './kept-pages.ts'
import { requestId, sinceMs } from './request-log.ts'
import { sendPage } from './send-page.ts'
import { targetOf } from './target.ts'

const state = { isReady: false }

/** Until the database answers, and again while stopping, the site says so instead of failing. */
export function setReady(isReady: boolean): void {
  state.isReady = isReady
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

function serveHealth(res: ServerResponse): void {
  const [status, word] = state.isReady ? [200, 'ok'] : [503, 'starting']
  sendPlain(res, status, 'application/json', JSON.stringify({ status: word }))
}

function serveKept(req: IncomingMessage, res: ServerResponse): boolean {
  if ((req.method !== 'GET' && req.method !== 'HEAD') || hasSessionCookie(req.headers)) return false
  const page = findKept(keptKey(req.headers, req.url ?? '/'))
  if (!page) return false
  const began = performance.now()
  const status = sendPage(req, res, page)
  log.info({ id: requestId(), route: page.route, status, ms: sinceMs(began), kept: true })
  return true
}

/** Behind a proxy that also takes plain http: nothing is said there but where the locked door is (N27). */
function sendToHttps(req: IncomingMessage, res: ServerResponse): boolean {
  if (!config.isProduction || config.trustProxy === 0 || req.headers['x-forwarded-proto'] !== 'http')
    return false
  const path = req.url?.startsWith('/') ? req.url : '/'
  res.writeHead(308, { Location: config.siteUrl + path, 'Content-Length': 0 })
  res.end()
  return true
}

/** What stands before Express: health, files, and kept pages straight from memory. */
export function createFront(app: RequestListener): RequestListener {
  return (req, res) => {
    const target = targetOf(req.url ?? '')
    if (target === undefined)
      return sendPlain(res, 400, 'text/plain; charset=utf-8', 'This is not an address.\n')
    req.url = target
    if (req.url === '/health') return serveHealth(res)
    if (sendToHttps(req, res)) return
    if (req.url?.startsWith('/assets/') && serveAsset(req, res)) return
    if (!state.isReady)
      return sendPlain(
        res,
        503,
        'text/plain; charset=utf-8',
        'Just starting. Please try again in a few seconds.\n',
      )
    if (serveKept(req, res)) return
    app(req, res)
  }
}
