import { type Request, type Response, Router } from 'express'
import { z } from 'zod'
import { LEAST_LENGTH } from '../account-rules.ts'
import { now } from '../clock.ts'
import { Forbidden } from '../errors.ts'
import { onFault } from '../web/forms.ts'
import { input, line, prose } from '../web/input.ts'
import { limit } from '../web/limits.ts'
import { type Page, redirect, respond } from '../web/respond.ts'
import { type Account, saveProfile } from './account.ts'
import { askForEmailChange } from './email-change.ts'
import { email } from './fields.ts'
import { membersOnly, signedIn } from './gates.ts'
import { whyNotChange } from './hiding.ts'
import { ownSessionId } from './middleware.ts'
import { changePassword } from './password-change.ts'
import { givenPassword, newPassword } from './password-rule.ts'
import { isConfirmed } from './policy.ts'
import { deleteHiddenProfile, hasHiddenProfile, ownHiddenProfile } from './profile-hiding.ts'
import { showSettings } from './settings.view.ts'

export const settingsRoutes = Router()

const MOST_NAME = 60
const MOST_BIO = 500

const saved = (req: Request) => req.query.saved === 'yes'

/** What was typed, if the form comes back with a fault; also when it is nothing. */
function typedOr(typed: unknown, kept: string): string {
  return typeof typed === 'string' ? typed : kept
}

export function profilePage(req: Request): Page {
  const { username, ...kept } = signedIn(req)
  const [name, bio] = [typedOr(req.body?.name, kept.name), typedOr(req.body?.bio, kept.bio)]
  const model = {
    ...{ username, name, bio, mostName: MOST_NAME, mostBio: MOST_BIO, isSaved: saved(req) },
    ...(hasHiddenProfile(kept) && { isHidden: true, hidden: ownHiddenProfile(kept) ?? null }),
  }
  return { view: 'settings/profile', title: 'Your profile', model, noindex: true }
}

settingsRoutes.get('/my/account', (_req: Request, res: Response) => res.redirect(303, '/my/settings'))

settingsRoutes.get('/my/settings', membersOnly, async (req: Request, res: Response) => {
  const model = await showSettings(signedIn(req), req.headers)
  respond(req, res, { view: 'settings/index', title: 'Settings', model, noindex: true })
})

settingsRoutes.get('/my/profile', membersOnly, (req: Request, res: Response) =>
  respond(req, res, profilePage(req)),
)

/** What is not sent stays as it is. */
const profile = z.object({ name: line(0, MOST_NAME).optional(), bio: prose(0, MOST_BIO).optional() })

settingsRoutes.put(
  '/my/profile',
  membersOnly,
  limit('profile', { points: 30, seconds: 3600, by: 'account' }),
  onFault(profilePage),
  async (req: Request, res: Response) => {
    const account = signedIn(req)
    const { name = account.name, bio = account.bio } = input(req, profile)
    // Without a name of their own, people go by the user name.
    const kept = { name: name || account.username, bio }
    await keepProfile(account, kept)
    redirect(req, res, '/my/profile?saved=yes', { model: { username: account.username, ...kept } })
  },
)

/** What is hidden can only be emptied: that deletes it. */
async function keepProfile(account: Account, kept: { name: string; bio: string }): Promise<void> {
  const id = String(account._id)
  const isEmpty = ({ name, bio }: typeof kept) => name === account.username && bio === ''
  if (hasHiddenProfile(account) && isEmpty(kept)) return deleteHiddenProfile(id)
  const emptied = isEmpty(kept) && !isEmpty(account) ? { emptiedAt: now() } : {}
  if (!(await saveProfile(id, { ...kept, ...emptied }))) throw new Forbidden(whyNotChange)
}

function emailPage(req: Request): Page {
  const account = signedIn(req)
  const model = { email: account.email, isConfirmed: isConfirmed(account), isSaved: saved(req) }
  return { view: 'settings/email', title: 'Your e-mail address', model, noindex: true }
}

settingsRoutes.get('/my/email', membersOnly, (req: Request, res: Response) =>
  respond(req, res, emailPage(req)),
)

settingsRoutes.put(
  '/my/email',
  membersOnly,
  limit('email', { points: 10, seconds: 3600, by: 'account' }),
  onFault(emailPage),
  async (req: Request, res: Response) => {
    const wanted = input(req, z.object({ email, password: givenPassword }))
    await askForEmailChange(signedIn(req), wanted.email, wanted.password)
    redirect(req, res, '/my/email?saved=yes', { model: { sent: true } })
  },
)

function passwordPage(req: Request): Page {
  const { username } = signedIn(req)
  const model = {
    username,
    leastLength: LEAST_LENGTH,
    isSaved: saved(req),
  }
  return { view: 'settings/password', title: 'Your password', model, noindex: true }
}

settingsRoutes.get('/my/password', membersOnly, (req: Request, res: Response) =>
  respond(req, res, passwordPage(req)),
)

settingsRoutes.put(
  '/my/password',
  membersOnly,
  limit('password', { points: 10, seconds: 3600, by: 'account' }),
  onFault(passwordPage),
  async (req: Request, res: Response) => {
    const wanted = input(req, z.object({ oldPassword: givenPassword, password: newPassword }))
    await changePassword(signedIn(req), { ...wanted, sessionId: ownSessionId(req) })
    redirect(req, res, '/my/password?saved=yes', { model: { changed: true } })
  },
)
