import { createHash } from 'node:crypto'
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { grew, type KeptPage, type ReadyAnswer } from './kept-pages.ts'
import { type Encoding, wantedEncoding } from './wants.ts'
import { makeHead, wireNow } from './wire.ts'

interface Effort {
  br: number
  gzip: number
}

/** For a page that is kept and sent many times, and for one that is sent once. */
const thorough: Effort = { br: 6, gzip: 6 }
const light: Effort = { br: 1, gzip: 1 }

function compress(body: Buffer, encoding: Encoding, effort: Effort): Buffer {
  if (encoding === 'br')
    return brotliCompressSync(body, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: effort.br,
        [constants.BROTLI_PARAM_SIZE_HINT]: body.length,
        // Pages fit into 64 KB; a larger window is only more memory to fetch and clear for each of them.
        [constants.BROTLI_PARAM_LGWIN]: 16,
      },
    })
  if (encoding === 'gzip')
    return gzipSync(body, { level: effort.gzip, chunkSize: 16_384, memLevel: 7, windowBits: 14 })
  return body
}

export function etagOf(body: Buffer): string {
  return `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`
}

/** Each encoding is made once, when the first reader asks for it. */
function readyIn(page: KeptPage, encoding: Encoding): ReadyAnswer {
  page.ready[encoding] ??= makeReady(page, encoding)
  return page.ready[encoding]
}

function makeReady(page: KeptPage, encoding: Encoding): ReadyAnswer {
  const body = compress(page.identity, encoding, thorough)
  const etag = encoding === 'identity' ? page.etag : `${page.etag.slice(0, -1)}-${encoding}"`
  const headers = [...page.headers, 'ETag', etag, 'Content-Length', String(body.length)]
  if (encoding !== 'identity') headers.push('Content-Encoding', encoding)
  // Twice: by itself, and with its head in front.
  grew(page, 2 * body.length)
  return { etag, headers, head: makeHead(headers), body }
}

/** All that travels for a page that was found, head and body; undefined for a page that says something else. */
export function pageBytes(headers: IncomingHttpHeaders, page: KeptPage): Buffer | undefined {
  if (page.status !== 200) return undefined
  const ready = readyIn(page, wantedEncoding(headers))
  ready.wire = wireNow(ready.wire, ready.head, ready.body)
  return ready.wire.bytes
}

/**
 * Answers with a finished page. `If-None-Match` alone decides about 304, whatever the request's `Cache-Control` says:
 * the page is dropped the moment something in it changes, so its ETag is always the truth.
 */
export function sendPage(req: IncomingMessage, res: ServerResponse, page: KeptPage): void {
  const { etag, headers, body } = readyIn(page, wantedEncoding(req.headers))
  if (page.status === 200 && req.headers['if-none-match']?.includes(etag)) {
    res.writeHead(304, [...page.headers, 'ETag', etag])
    res.end()
    return
  }
  res.writeHead(page.status, headers)
  res.end(req.method === 'HEAD' ? undefined : body)
}

/** Below this the saving is smaller than a packet. */
const WORTH_COMPRESSING = 1024

/** Answers with a page that is for one person only. Status and headers are set already. */
export function sendOnce(req: IncomingMessage, res: ServerResponse, body: Buffer): void {
  const encoding = body.length < WORTH_COMPRESSING ? 'identity' : wantedEncoding(req.headers)
  const bytes = compress(body, encoding, light)
  if (encoding !== 'identity') res.setHeader('Content-Encoding', encoding)
  res.setHeader('Content-Length', bytes.length)
  res.end(req.method === 'HEAD' ? undefined : bytes)
}
