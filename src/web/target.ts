/** What browsers send; almost all of it. */
const ordinary = /^\/(?!\/)[^#]*$/

/**
 * Path and query of a request target. Proxies may send a whole URL (RFC 9112), and attackers send anything: `*`, a
 * fragment, `//another.host`. All of them name one page, so that nobody fills the memory with copies of it.
 * @returns undefined for what names no page
 */
export function targetOf(url: string): string | undefined {
  if (ordinary.test(url)) return url
  const [whole = ''] = url.replace(/^https?:\/\/[^/?#]*/i, '').split('#', 1)
  if (whole === '' || whole.startsWith('?')) return url === '' ? undefined : `/${whole}`
  return whole.startsWith('/') ? whole.replace(/^\/{2,}/, '/') : undefined
}
