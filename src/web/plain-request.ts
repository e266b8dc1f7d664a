import type { IncomingHttpHeaders } from 'node:http'

export interface PlainRequest {
  target: string
  headers: IncomingHttpHeaders
}

/**
 * Header names that may come with a plain question. Everything else can change what the answer is, or where the question
 * ends, so it is left to the HTTP server: lengths, encodings of the body, upgrades, ranges, conditions, and what we do not know.
 */
const plainNames = new Set([
  'host',
  'user-agent',
  'accept',
  'accept-encoding',
  'accept-language',
  'connection',
  'cookie',
  'cache-control',
  'pragma',
  'referer',
  'priority',
  'dnt',
  'purpose',
  'upgrade-insecure-requests',
  'sec-gpc',
  'sec-fetch-site',
  'sec-fetch-mode',
  'sec-fetch-user',
  'sec-fetch-dest',
  'sec-purpose',
  'sec-ch-ua',
  'sec-ch-ua-mobile',
  'sec-ch-ua-platform',
  'via',
  'forwarded',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-port',
  'x-forwarded-proto',
  'x-real-ip',
])

/** Nothing but visible ASCII; one space after the colon, as every browser and proxy sends it. */
const wholeHead = /^GET (\/[!-~]*) HTTP\/1\.1\r\n((?:[A-Za-z-]+: [ -~]*\r\n)+)\r\n$/

/**
 * Recognises, and never interprets: a GET without a body that is here to its last byte, and nothing after it. Whatever looks
 * different in any way is undefined, because two readers of HTTP that disagree are how requests are smuggled.
 */
export function readPlainRequest(chunk: Buffer): PlainRequest | undefined {
  const [, target, lines] = wholeHead.exec(chunk.toString('latin1')) ?? []
  if (target === undefined || lines === undefined) return undefined
  const headers: Record<string, string> = {}
  for (let from = 0; from < lines.length; ) {
    const colon = lines.indexOf(':', from)
    const end = lines.indexOf('\r\n', colon)
    const name = lines.slice(from, colon).toLowerCase()
    if (!plainNames.has(name) || name in headers) return undefined
    headers[name] = lines.slice(colon + 2, end).trim()
    from = end + 2
  }
  const isLasting = headers.connection === undefined || headers.connection.toLowerCase() === 'keep-alive'
  return headers.host && isLasting ? { target, headers } : undefined
}
