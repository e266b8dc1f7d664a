import type { IncomingHttpHeaders } from 'node:http'

/** One URL, two representations: JSON only for those who ask for it and not for a page. */
export function wantsJson(headers: IncomingHttpHeaders): boolean {
  const accept = headers.accept
  return accept?.includes('json') === true && !accept.includes('text/html')
}

export type Encoding = 'br' | 'gzip' | 'identity'

const refused = (list: string, name: string) =>
  list.includes('q=0') && new RegExp(`\\b${name}\\s*;\\s*q=0(\\.0*)?\\s*(,|$)`).test(list)

/** Brotli where the client takes it, else gzip, else the plain bytes. */
export function wantedEncoding(headers: IncomingHttpHeaders): Encoding {
  const list = headers['accept-encoding']
  if (typeof list !== 'string') return 'identity'
  if (list.includes('br') && !refused(list, 'br')) return 'br'
  if (list.includes('gzip') && !refused(list, 'gzip')) return 'gzip'
  return 'identity'
}
