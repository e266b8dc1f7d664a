import type { NextFunction, Request, Response } from 'express'
import { config } from '../config.ts'
import { Forbidden } from '../errors.ts'
import { hasSessionCookie } from './kept-key.ts'

const safe = new Set(['GET', 'HEAD', 'OPTIONS'])
const siteHost = new URL(config.siteUrl).host

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined
}

/** @param host what the request says it was sent to */
export function isOurHost(origin: string, host: string | undefined): boolean {
  const from = hostOf(origin)
  return from !== undefined && (from === host || from === siteHost)
}

function isOurOwn(req: Request): boolean {
  const site = req.get('Sec-Fetch-Site')
  if (site !== undefined) return site === 'same-origin' || site === 'none'
  const origin = req.get('Origin')
  if (origin !== undefined) return isOurHost(origin, req.get('Host'))
  // Neither header: no browser. A program may write, but never with somebody's session.
  return !hasSessionCookie(req.headers)
}

/**
 * Refuses writes that another site made the browser send. It needs no token, so pages stay the same for everybody and
 * forms work without a cookie (design 1.5).
 */
export function refuseForeignWrites(req: Request, _res: Response, next: NextFunction): void {
  if (safe.has(req.method) || isOurOwn(req)) next()
  else
    next(new Forbidden('This form was sent from another site. Please open the page here and send it again.'))
}

/** `POST /…?_method=PUT` means PUT: forms know only GET and POST. Looked at before any body is read. */
export function readMethod(req: Request, _res: Response, next: NextFunction): void {
  const wanted = req.query._method
  if (req.method === 'POST' && (wanted === 'PUT' || wanted === 'DELETE')) req.method = wanted
  next()
}
