import '../auth/express.ts'
import type { Request } from 'express'
import { cookieName, parseCookies, readChoice } from '../consent/cookies.ts'
import type { Visitor } from './reach.ts'

/** Has this browser's owner allowed the chat cookie? A cookie without that counts for nothing (N15). */
export function isChatAllowed(headers: Request['headers']): boolean {
  return readChoice(headers.cookie, headers).purposes.has('chat')
}

export function chatCookieOf(headers: Request['headers']): string | undefined {
  if (!isChatAllowed(headers)) return undefined
  const value = parseCookies(headers.cookie).get(cookieName('chat'))
  return value !== undefined && /^[\w-]{43}$/.test(value) ? value : undefined
}

export function visitorOf(req: Request, key?: string): Visitor {
  return { account: req.user, cookie: chatCookieOf(req.headers), key }
}
