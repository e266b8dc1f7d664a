const nowhere = 'http://nowhere.invalid'

/**
 * A path of this site to return to, or undefined. `//evil.example`, `/\evil.example` and `/.//evil.example` all look
 * like paths, but lead a browser to another host.
 */
export function pathWithin(wanted: unknown): string | undefined {
  if (typeof wanted !== 'string' || !wanted.startsWith('/') || wanted.length > 2000) return undefined
  if (/[\\\p{Cc}]/u.test(wanted) || !URL.canParse(wanted, nowhere)) return undefined
  const url = new URL(wanted, nowhere)
  if (url.origin !== nowhere || url.pathname.startsWith('//')) return undefined
  return url.pathname + url.search + url.hash
}

/** The page a person came from, if it was one of ours. */
export function pathOfReferrer(referrer: string | undefined, host: string | undefined): string | undefined {
  if (!referrer || !URL.canParse(referrer)) return undefined
  const url = new URL(referrer)
  return url.host === host ? pathWithin(url.pathname + url.search) : undefined
}
