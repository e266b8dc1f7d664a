const nowhere = 'http://nowhere.invalid'

/** Where to go after signing in: a path of this site, or undefined. A link must not lead from our form to another host. */
export function pathWithin(wanted: unknown): string | undefined {
  if (typeof wanted !== 'string' || !/^\/(?![/\\])/.test(wanted) || wanted.length > 2000) return undefined
  if (!URL.canParse(wanted, nowhere)) return undefined
  const { origin, pathname, search, hash } = new URL(wanted, nowhere)
  return origin === nowhere && !pathname.startsWith('//') ? pathname + search + hash : undefined
}
