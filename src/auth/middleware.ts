import './express.ts'
import type { NextFunction, Request, RequestHandler, Response } from 'express'
import session from 'express-session'
import { now } from '../clock.ts'
import { cookieName, expireCookie, parseCookies } from '../consent/cookies.ts'
import type { Account } from './account-record.ts'
import { recognise, rememberCookie } from './known-cookies.ts'
import { passport } from './passport.ts'
import { hashSecret } from './secret-hash.ts'
import { endSession, isRenewalDue, timeLeft } from './session.ts'
import { CachedStore, finishCookie } from './session-store.ts'
import { viewerOf } from './viewer.ts'

const stay = cookieName('stay')

function cookieOf(req: Request): string | undefined {
  return parseCookies(req.headers.cookie).get(stay)
}

function isReading(req: Request): boolean {
  return req.method === 'GET' || req.method === 'HEAD'
}

/** Reading never begins a session, so for guests nothing is made ready; and who is known goes the short way. */
function readQuickly(req: Request, res: Response, next: NextFunction): void {
  const cookie = isReading(req) ? cookieOf(req) : ''
  res.locals.isSettled = cookie === undefined || (cookie !== '' && recognise(req, cookie))
  next()
}

function unlessSettled(handler: RequestHandler): RequestHandler {
  return (req, res, next) => (res.locals.isSettled ? next() : handler(req, res, next))
}

/** A cookie that leads nowhere is taken back: it would keep its owner from the kept pages of guests. */
function judgeCookie(req: Request, res: Response, next: NextFunction): void {
  const cookie = isReading(req) ? cookieOf(req) : undefined
  if (cookie && req.user) rememberCookie(cookie, req.sessionID)
  else if (cookie !== undefined) res.append('Set-Cookie', expireCookie('stay'))
  next()
}

function renewSession(req: Request, _res: Response, next: NextFunction): void {
  const { startedAt, seenAt } = req.session ?? {}
  if (req.user && startedAt && seenAt && isRenewalDue({ seenAt })) {
    // Changing the session makes express-session store it and send the cookie with its new time.
    req.session.seenAt = now()
    req.session.cookie.maxAge = timeLeft({ startedAt, seenAt: req.session.seenAt })
  }
  next()
}

function setViewer(req: Request, res: Response, next: NextFunction): void {
  res.locals.viewer = req.user && viewerOf(req.user)
  next()
}

/** Mount before the routers: session, Passport, `req.user`, `res.locals.viewer`. */
export function sessionMiddleware(secret: string): RequestHandler[] {
  const store = new CachedStore()
  const sessions = session({
    name: stay,
    secret,
    store,
    resave: false,
    saveUninitialized: false,
    cookie: {
      path: '/',
      httpOnly: true,
      sameSite: 'lax',
      maxAge: timeLeft({ startedAt: now(), seenAt: now() }),
    },
  })
  const generate = store.generate
  store.generate = (req) => {
    generate(req)
    finishCookie(req.session.cookie)
  }
  const longWay = [sessions, passport.session(), judgeCookie, renewSession]
  return [readQuickly, ...longWay.map(unlessSettled), setViewer]
}

/** Signs in under a new session id, so that one planted before is worth nothing. Stored when it returns. */
export function startSession(req: Request, res: Response, account: Account): Promise<void> {
  return new Promise((resolve, reject) => {
    req.logIn(account, (error: unknown) => {
      if (error) return reject(error)
      res.locals.viewer = viewerOf(account)
      resolve()
    })
  })
}

/** The id of the session this request came with, as `listSessions` names it. */
export function ownSessionId(req: Request): string {
  return hashSecret(req.sessionID)
}

/** Signs out here: the session ends in the store, in memory and in the browser. */
export async function signOut(req: Request, res: Response): Promise<void> {
  if (req.user) await endSession(String(req.user._id), ownSessionId(req))
  forgetSession(req, res)
}

/** For a session that has been ended already: takes its cookie back. */
export function forgetSession(req: Request, res: Response): void {
  Reflect.deleteProperty(req, 'session')
  req.user = undefined
  res.locals.viewer = undefined
  res.append('Set-Cookie', expireCookie('stay'))
}
