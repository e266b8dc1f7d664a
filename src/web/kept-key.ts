import type { IncomingHttpHeaders } from 'node:http'
import { isBannerOpen } from '../consent/choice.ts'
import { cookieName } from '../consent/cookies.ts'
import { wantsJson } from './wants.ts'

const sessionCookie = `${cookieName('stay')}=`

export function hasSessionCookie(headers: IncomingHttpHeaders): boolean {
  return headers.cookie?.includes(sessionCookie) === true
}

/** Address, representation, and whether the cookie question is open: all that a guest's page depends on. */
export function keptKey(headers: IncomingHttpHeaders, url: string): string {
  return `${wantsJson(headers) ? 'j' : 'h'}${isBannerOpen(headers) ? 'b' : '-'}${url}`
}
