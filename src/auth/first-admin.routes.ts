import { type Request, type Response, Router } from 'express'
import { z } from 'zod'
import { LEAST_LENGTH } from '../account-rules.ts'
import { onFault } from '../web/forms.ts'
import { input, paramsOf, tick } from '../web/input.ts'
import { limit } from '../web/limits.ts'
import { type Page, redirect, respond } from '../web/respond.ts'
import { email, username } from './fields.ts'
import { becomeFirstAdmin, requireFirstAdminLink } from './first-admin.ts'
import { newPassword } from './password-rule.ts'
import { isStayAllowed, signIn } from './sign-in.ts'

export const firstAdminRoutes = Router()

const link = z.object({ token: z.string().regex(/^[\w-]{20,100}$/) })
const fields = z.object({ username, email, password: newPassword, allowSignInCookie: tick })

async function firstAdminPage(req: Request): Promise<Page> {
  const { token } = paramsOf(req, link)
  await requireFirstAdminLink(token)
  const model = { token, leastLength: LEAST_LENGTH, asksCookie: !isStayAllowed(req) }
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
    const { allowSignInCookie, ...given } = input(req, fields)
    const account = await becomeFirstAdmin(token, given)
    const isSignedIn = allowSignInCookie || isStayAllowed(req)
    if (isSignedIn) await signIn(req, res, account, 'sign-up')
    redirect(req, res, isSignedIn ? '/admin' : '/sign-in?next=/admin', {
      status: 201,
      model: { username: account.username },
    })
  },
)
