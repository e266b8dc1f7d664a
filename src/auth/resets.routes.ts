import { type Request, type Response, Router } from 'express'
import { z } from 'zod'
import { LEAST_LENGTH } from '../account-rules.ts'
import { config } from '../config.ts'
import { onFault } from '../web/forms.ts'
import { input, paramsOf } from '../web/input.ts'
import { limit } from '../web/limits.ts'
import { type Page, redirect, respond } from '../web/respond.ts'
import { inEqualTime } from './equal-time.ts'
import { email } from './fields.ts'
import { askForReset, findReset, resetPassword } from './password-change.ts'
import { newPassword } from './password-rule.ts'

export const resetsRoutes = Router()

const link = z.object({ token: z.string().regex(/^[\w-]{20,100}$/) })
const linkLasts = config.retention.mail_token.words

const askPage = (): Page => ({
  view: 'accounts/reset',
  title: 'Choose a new password',
  model: {},
  noindex: true,
})

resetsRoutes.get('/reset', (req: Request, res: Response) => respond(req, res, askPage()))

resetsRoutes.post(
  '/reset',
  limit('reset', { points: 10, seconds: 3600, by: 'address' }),
  onFault(askPage),
  async (req: Request, res: Response) => {
    const given = input(req, z.object({ email }))
    await inEqualTime(() => askForReset(given.email))
    redirect(req, res, '/reset/sent', { model: { sent: true } })
  },
)

resetsRoutes.get('/reset/sent', (req: Request, res: Response) =>
  respond(req, res, {
    view: 'accounts/reset-sent',
    title: 'Look into your mail',
    model: { linkLasts },
    noindex: true,
  }),
)

async function resetPage(req: Request): Promise<Page> {
  const { token } = paramsOf(req, link)
  const { username } = await findReset(token)
  const model = { token, username, leastLength: LEAST_LENGTH }
  return { view: 'accounts/new-password', title: 'Choose a new password', model, noindex: true }
}

resetsRoutes.get('/reset/:token', async (req: Request, res: Response) =>
  respond(req, res, await resetPage(req)),
)

resetsRoutes.post(
  '/reset/:token',
  limit('reset-link', { points: 20, seconds: 3600, by: 'address' }),
  onFault(resetPage),
  async (req: Request, res: Response) => {
    const { token } = paramsOf(req, link)
    const { password } = input(req, z.object({ password: newPassword }))
    await resetPassword(token, password)
    redirect(req, res, '/sign-in?reset=done', { model: { changed: true } })
  },
)
