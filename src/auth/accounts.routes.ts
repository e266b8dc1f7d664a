import { type NextFunction, type Request, type Response, Router } from 'express'
import { z } from 'zod'
import { LEAST_LENGTH } from '../account-rules.ts'
import { config } from '../config.ts'
import { noticeInForce } from '../consent/notice-version.ts'
import { onFault } from '../web/forms.ts'
import { input, tick, ticked } from '../web/input.ts'
import { limit } from '../web/limits.ts'
import { type Page, redirect, respond } from '../web/respond.ts'
import type { Account } from './account.ts'
import { emailKey } from './account-keys.ts'
import { resendConfirmation } from './confirmation.ts'
import { ageOptions, email, username } from './fields.ts'
import { membersOnly, signedIn } from './gates.ts'
import { newPassword } from './password-rule.ts'
import { isConfirmed } from './policy.ts'
import { isStayAllowed, signIn } from './sign-in.ts'
import { signUp } from './sign-up.ts'
import { pathWithin } from './way-on.ts'

export const accountsRoutes = Router()

/** Names that people would take for the forum's own voice. Whoever runs the forum may have one, as its first admin. */
const official =
  /^(admin|administrator|mod|moderator|staff|support|system|security|parley|root|webmaster|postmaster)s?$/

const application = z
  .object({
    username: username.refine(
      (name) => !official.test(name.toLowerCase().replace(/[_-]|\d+$/g, '')),
      'This name sounds like the people who run the forum. Please choose another one.',
    ),
    email,
    password: newPassword,
    age: z.enum(
      ['13-17', '18+'],
      'Please say how old you are. We ask because the law protects those under 18.',
    ),
    guardianEmail: z.preprocess((value) => (value === '' ? undefined : value), email.optional()),
    acceptNotice: ticked(
      'Please read the notice and say that you accept it. Without it we may not keep your data.',
    ),
    allowSignInCookie: tick,
    next: z.unknown().optional(),
  })
  .superRefine(({ age, email: own, guardianEmail }, context) => {
    const fault = (message: string) => context.addIssue({ code: 'custom', path: ['guardianEmail'], message })
    if (age === '13-17' && !guardianEmail)
      fault('Please give the address of a parent or guardian: they have to agree before you can post.')
    if (age === '13-17' && guardianEmail && emailKey(guardianEmail) === emailKey(own))
      fault('This is your own address. Please give the one of a parent or guardian.')
  })

function signUpPage(req: Request): Page {
  const next = pathWithin(req.body?.next ?? req.query.next)
  return {
    view: 'accounts/new',
    title: 'Join',
    description: `Join ${config.siteName}.`,
    canonical: '/sign-up',
    model: {
      ageOptions,
      next,
      wayOn: next && String(new URLSearchParams({ next })),
      leastLength: LEAST_LENGTH,
      consentAge: config.digitalConsentAge,
      asksCookie: !isStayAllowed(req),
      notice: { version: noticeInForce().version, date: noticeInForce().from },
      keptFor: config.retention.unverified_signup.words,
      waitsFor: config.retention.awaiting_guardian.words,
    },
  }
}

/** First of all gates: of a child nothing is kept, not even that somebody tried (N26). */
function turnAwayChildren(req: Request, res: Response, next: NextFunction): void {
  if (req.body?.age === 'under-13') {
    const model = { title: 'Not yet', status: 403, consentAge: config.digitalConsentAge }
    respond(req, res, { view: 'accounts/too-young', title: 'Not yet', status: 403, model })
  } else next()
}

accountsRoutes.get('/sign-up', (req: Request, res: Response) => {
  if (req.user) return res.redirect(303, '/welcome')
  respond(req, res, signUpPage(req))
})

accountsRoutes.post(
  '/accounts',
  turnAwayChildren,
  limit('sign-up', { points: 30, seconds: 3600, by: 'address' }),
  onFault(signUpPage),
  async (req: Request, res: Response) => {
    const { age, guardianEmail, allowSignInCookie, next, ...fields } = input(req, application)
    const isMinor = age === '13-17'
    const account = await signUp({
      ...fields,
      ageBand: age,
      guardianEmail: (isMinor && guardianEmail) || null,
    })
    if (allowSignInCookie || isStayAllowed(req)) await signIn(req, res, account, 'sign-up')
    const wayOn = pathWithin(next)
    const address = wayOn ? `/welcome?${new URLSearchParams({ next: wayOn })}` : '/welcome'
    redirect(req, res, address, { status: 201, model: welcomeModel(account) })
  },
)

function welcomeModel(account: Account | undefined) {
  return {
    account: account && { username: account.username, name: account.name, email: account.email },
    isConfirmed: account !== undefined && isConfirmed(account),
    awaitsGuardian: account?.state === 'awaiting-guardian',
    keptFor: config.retention.unverified_signup.words,
    waitsFor: config.retention.awaiting_guardian.words,
    linkLasts: config.retention.mail_token.words,
  }
}

function welcomePage(req: Request): Page {
  const model = {
    ...welcomeModel(req.user),
    isSentAgain: req.query.sent === 'yes',
    next: pathWithin(req.query.next),
  }
  return { view: 'accounts/welcome', title: 'Welcome', model, noindex: true }
}

accountsRoutes.get('/welcome', (req: Request, res: Response) => respond(req, res, welcomePage(req)))

accountsRoutes.post(
  '/my/confirmation',
  membersOnly,
  limit('confirmation', { points: 5, seconds: 3600, by: 'account' }),
  onFault(welcomePage),
  async (req: Request, res: Response) => {
    await resendConfirmation(signedIn(req))
    redirect(req, res, '/welcome?sent=yes', { model: { sent: true } })
  },
)
