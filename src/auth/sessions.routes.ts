import { type Request, type Response, Router } from 'express'
import { z } from 'zod'
import { Invalid, NotFound } from '../errors.ts'
import { onFault } from '../web/forms.ts'
import { input, lookup, paramsOf, tick } from '../web/input.ts'
import { addressKey, clearPenalty, limit, penalise, tooMany } from '../web/limits.ts'
import { type Page, redirect, respond } from '../web/respond.ts'
import type { Account } from './account-record.ts'
import { explainClosing } from './closed.ts'
import { membersOnly, signedIn } from './gates.ts'
import { forgetSession, ownSessionId, signOut } from './middleware.ts'
import { authenticate } from './passport.ts'
import { givenPassword } from './password-rule.ts'
import { endSession, endSessions, listSessions } from './session.ts'
import { isStayAllowed, signIn } from './sign-in.ts'
import { wayOn } from './suspended.ts'
import { viewerOf } from './viewer.ts'
import { pathWithin } from './way-on.ts'

export const sessionsRoutes = Router()

const credentials = z.object({
  login: lookup(1, 320),
  password: givenPassword,
  allowSignInCookie: tick,
  next: z.unknown().optional(),
})

function signInPage(req: Request): Page {
  return {
    view: 'sessions/new',
    title: 'Sign in',
    model: {
      next: pathWithin(req.body?.next ?? req.query.next),
      asksCookie: !isStayAllowed(req),
      isReset: req.query.reset === 'done',
    },
    noindex: true,
  }
}

/** Ten failures slow the pair of address and name down; everybody else can still sign in to the account. */
async function checkCredentials(req: Request, login: string): Promise<Account> {
  const pair = `${addressKey(req)} ${login.toLowerCase()}`
  const wait = await penalise('password-guess', pair)
  if (wait > 0) throw tooMany(wait)
  const account = await authenticate(req)
  if (!account) throw new Invalid({ '': 'The name and the password do not go together. Please check both.' })
  await clearPenalty('password-guess', pair)
  return account
}

sessionsRoutes.get('/sign-in', (req: Request, res: Response) => {
  if (req.user) return res.redirect(303, wayOn(req.user, req.query.next))
  respond(req, res, signInPage(req))
})

sessionsRoutes.post(
  '/session',
  limit('sign-in', { points: 120, seconds: 900, by: 'address' }),
  onFault(signInPage),
  async (req: Request, res: Response) => {
    const { login, allowSignInCookie, next } = input(req, credentials)
    if (!allowSignInCookie && !isStayAllowed(req))
      throw new Invalid({ allowSignInCookie: 'Signing in needs a sign-in cookie. Allow it?' })
    const account = await checkCredentials(req, login)
    const closed = await explainClosing(account)
    if (closed)
      return respond(req, res, { view: 'sessions/closed', title: closed.title, status: 403, model: closed })
    await signIn(req, res, account, 'sign-in')
    redirect(req, res, wayOn(account, next), { status: 201, model: { viewer: viewerOf(account) } })
  },
)

sessionsRoutes.delete('/session', async (req: Request, res: Response) => {
  await signOut(req, res)
  redirect(req, res, '/', { model: { signedOut: true } })
})

async function sessionsPage(req: Request): Promise<Page> {
  const own = ownSessionId(req)
  const sessions = await listSessions(String(signedIn(req)._id))
  const model = {
    sessions: sessions.map((session) => ({ ...session, isOwn: session.id === own })),
  }
  return { view: 'sessions/index', title: 'Where you are signed in', model, noindex: true }
}

sessionsRoutes.get('/my/sessions', membersOnly, async (req: Request, res: Response) =>
  respond(req, res, await sessionsPage(req)),
)

sessionsRoutes.delete('/my/sessions', membersOnly, async (req: Request, res: Response) => {
  await endSessions(String(signedIn(req)._id))
  forgetSession(req, res)
  redirect(req, res, '/sign-in', { model: { signedOut: true } })
})

const sessionId = z.object({ id: z.string().regex(/^[\w-]{43}$/) })

sessionsRoutes.delete('/my/sessions/:id', membersOnly, async (req: Request, res: Response) => {
  const { id } = paramsOf(req, sessionId)
  const isOwn = id === ownSessionId(req)
  if (!(await endSession(String(signedIn(req)._id), id))) throw new NotFound()
  if (isOwn) forgetSession(req, res)
  redirect(req, res, isOwn ? '/sign-in' : '/my/sessions', { model: { ended: id } })
})
