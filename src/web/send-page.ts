import { createHash } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { grew, type KeptPage } from './kept-pages.ts'
import { type Encoding, wantedEncoding } from './wants.ts'

export function compress(body: Buffer, encoding: Encoding): Buffer {
  if (encoding === 'br')
    return brotliCompressSync(body, {
      params: { [constants.BROTLI_PARAM_QUALITY]: 6, [constants.BROTLI_PARAM_SIZE_HINT]: body.length },
    })
  if (encoding === 'gzip') return gzipSync(body, { level: 6 })
  return body
}

export function etagOf(body: Buffer): string {
  return `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`
}

/** Each encoding is made once, when the first reader asks for it. */
function bodyOf(page: KeptPage, encoding: Encoding): Buffer {
  const ready = page.bodies[encoding]
  if (ready) return ready
  const made = compress(page.bodies.identity ?? Buffer.alloc(0), encoding)
  page.bodies[encoding] = made
  grew(made.length)
  return made
}

/**
 * Answers with a finished page. `If-None-Match` alone decides about 304, whatever the request's `Cache-Control` says:
 * the page is dropped the moment something in it changes, so its ETag is always the truth.
 */
export function sendPage(req: IncomingMessage, res: ServerResponse, page: KeptPage): number {
  const encoding = wantedEncoding(req.headers)
  const etag = encoding === 'identity' ? page.etag : `${page.etag.slice(0, -1)}-${encoding}"`
  const known = req.headers['if-none-match']
  if (page.status === 200 && known !== undefined && (known === etag || known.includes(etag))) {
    res.writeHead(304, [...page.headers, 'ETag', etag])
    res.end()
    return 304
  }
  const body = bodyOf(page, encoding)
  const headers = [...page.headers, 'ETag', etag, 'Content-Length', String(body.length)]
  if (encoding !== 'identity') headers.push('Content-Encoding', encoding)
  res.writeHead(page.status, headers)
  res.end(req.method === 'HEAD' ? undefined : body)
  return page.status
}
