import { config } from '../config.ts'
import { maxAgeOf, type Purpose, purposeNames } from './purposes.ts'

export type CookieUse = Purpose | 'choice'

/** The value of `choice` after a refusal: the refusal and nothing else (N15). */
export const refusal = 'no'

/** The request's headers that matter here. By two of them a browser says "no" for its owner, who is not asked again (N15). */
export interface BrowserHeaders {
  cookie?: string | undefined
  'sec-gpc'?: string | string[] | undefined
  dnt?: string | string[] | undefined
}

export interface Choice {
  answered: boolean
  purposes: Set<Purpose>
  /** Random; ties a "yes" to its rows in the ledger. A refusal has none. */
  receipt: string | null
}

/** On https the prefix keeps other hosts of the same domain from planting a cookie of this name. */
export function cookieName(use: CookieUse, isProduction = config.isProduction): string {
  return isProduction ? `__Host-${use}` : use
}

/** RFC 6265: blanks and tabs only. `trim()` takes more, and then a name like "\u00a0__Host-stay", which any subdomain can plant, is ours. */
function withoutBlanks(text: string): string {
  return text.replace(/^[ \t]+|[ \t]+$/g, '')
}

/** The first value of each name. Values are left as sent: ours need no decoding. */
export function parseCookies(header: string | undefined): Map<string, string> {
  const cookies = new Map<string, string>()
  for (const pair of (header ?? '').split(';')) {
    const split = pair.indexOf('=')
    if (split < 1) continue
    const name = withoutBlanks(pair.slice(0, split))
    if (!cookies.has(name)) cookies.set(name, withoutBlanks(pair.slice(split + 1)))
  }
  return cookies
}

/** A `Set-Cookie` value. No script of ours reads a cookie, so each is HttpOnly. `maxAge` in seconds. */
export function serialiseCookie(
  use: CookieUse,
  value: string,
  maxAge = maxAgeOf(use),
  isProduction = config.isProduction,
): string {
  if (!/^[\w.~-]*$/.test(value)) throw new Error(`Not a safe cookie value for "${use}".`)
  const parts = [`${cookieName(use, isProduction)}=${value}`, `Max-Age=${maxAge}`, 'Path=/', 'HttpOnly']
  return [...parts, 'SameSite=Lax', ...(isProduction ? ['Secure'] : [])].join('; ')
}

export function expireCookie(use: CookieUse, isProduction = config.isProduction): string {
  return serialiseCookie(use, '', 0, isProduction)
}

export function hasSignal(headers: BrowserHeaders): boolean {
  return headers['sec-gpc'] === '1' || headers.dnt === '1'
}

const unanswered: Choice = Object.freeze({ answered: false, purposes: new Set<Purpose>(), receipt: null })

/**
 * What this browser allows. Pass `req.headers` as the second argument so that a privacy signal counts as "no".
 * A "yes" given while the signal was on is meant for this site and holds; one from before the signal does not.
 */
export function readChoice(cookieHeader: string | undefined, headers: BrowserHeaders = {}): Choice {
  // Guests on their first visit, and every robot: this is asked for each page from memory.
  if (!cookieHeader && !hasSignal(headers)) return unanswered
  const value = parseCookies(cookieHeader).get(cookieName('choice')) ?? ''
  const given = readAcceptance(value)
  const isSignalled = hasSignal(headers)
  if (given && (given.despiteSignal || !isSignalled))
    return { answered: true, purposes: given.purposes, receipt: given.receipt }
  return { answered: isSignalled || value === refusal || given !== null, purposes: new Set(), receipt: null }
}

/** "stay.seen~1.0~receipt", and "~signal" behind it where the person said yes in spite of their browser's signal. */
const acceptance = /^([a-z]{1,10}(?:\.[a-z]{1,10}){0,9})~\d{1,3}\.\d{1,3}~([\w-]{22})(~signal)?$/

function readAcceptance(value: string) {
  const [, names, receipt, signal] = acceptance.exec(value) ?? []
  if (!names || !receipt) return null
  const named = names.split('.')
  const purposes = new Set(purposeNames.filter((purpose) => named.includes(purpose)))
  return purposes.size > 0 ? { purposes, receipt, despiteSignal: signal !== undefined } : null
}

export function acceptanceValue(
  purposes: ReadonlySet<Purpose>,
  about: { receipt: string; noticeVersion: string; despiteSignal: boolean },
): string {
  const names = purposeNames.filter((purpose) => purposes.has(purpose)).join('.')
  return `${names}~${about.noticeVersion}~${about.receipt}${about.despiteSignal ? '~signal' : ''}`
}
