import { type Request, type Response, Router } from 'express'
import { z } from 'zod'
import { LEAST_LENGTH } from '../account-rules.ts'
import { noticeInForce } from '../consent/notice-version.ts'
import { onFault } from '../web/forms.ts'
import { input, paramsOf, tick, ticked } from '../web/input.ts'
import { limit } from '../web/limits.ts'
import { type Page, redirect, respond } from '../web/respond.ts'
import { email, username } from './fields.ts'
import { becomeFirstAdmin, requireFirstAdminLink } from './first-admin.ts'
import { newPassword } from './password-rule.ts'
import { isStayAllowed, signIn } from './sign-in.ts'

export const firstAdminRoutes = Router()

const link = z.object({ token: z.string().regex(/^[\w-]{20,100}$/) })
const fields = z.object({
  username,
  email,
  password: newPassword,
  isAdult: ticked(
    'Please say that you are 18 or older. Whoever runs a forum answers for it, so a child cannot.',
  ),
  acceptNotice: ticked(
    'Please read the notice and say that you accept it. Without it we may not keep your data.',
  ),
  allowSignInCookie: tick,
})

async function firstAdminPage(req: Request): Promise<Page> {
  const { token } = paramsOf(req, link)
  await requireFirstAdminLink(token)
  const { version, from: date } = noticeInForce()
  const notice = { version, date }
  const model = { token, leastLength: LEAST_LENGTH, asksCookie: !isStayAllowed(req), notice }
  return { view: 'accounts/first-admin', title: 'Become the first admin', model, noindex: true }
}

firstAdminRoutes.get('/first-admin/:token', async (req: Request, res: Response) =>
  respond(req, res, await firstAdminPage(req)),
)

firstAdminRoutes.post(
  '/first-admin/:token',
  limit('first-admin', { points: 20, seconds: 3600, by: 'address' }),
  onFault(firstAdminPage),
  async (req: Request, res: Response) => {
    const { token } = paramsOf(req, link)
    const { allowSignInCookie, username, email, password } = input(req, fields)
    const account = await becomeFirstAdmin(token, { username, email, password })
    const isSignedIn = allowSignInCookie || isStayAllowed(req)
    if (isSignedIn) await signIn(req, res, account, 'sign-up')
    redirect(req, res, isSignedIn ? '/admin' : '/sign-in?next=/admin', {
      status: 201,
      model: { username: account.username },
    })
  },
)
