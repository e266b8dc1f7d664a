import { pathWithin } from '../auth/way-on.ts'

/** The page a person came from, if it was one of ours. */
export function pathOfReferrer(referrer: string | undefined, host: string | undefined): string | undefined {
  if (!referrer || !URL.canParse(referrer)) return undefined
  const url = new URL(referrer)
  return url.host === host ? pathWithin(url.pathname + url.search) : undefined
}
