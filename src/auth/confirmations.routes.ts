import { type Request, type Response, Router } from 'express'
import { z } from 'zod'
import { paramsOf } from '../web/input.ts'
import { limit } from '../web/limits.ts'
import { type Page, redirect, respond } from '../web/respond.ts'
import { type Confirmation, confirmEmail, findConfirmation } from './confirmation.ts'

export const confirmationsRoutes = Router()

const link = z.object({ token: z.string().regex(/^[\w-]{20,100}$/) })

function confirmationPage({ account, email, isDone }: Confirmation, token: string): Page {
  return {
    view: 'accounts/confirm',
    title: isDone ? 'Your address is confirmed' : 'Confirm your address',
    model: {
      username: account.username,
      email,
      isDone,
      token,
      awaitsGuardian: account.state === 'awaiting-guardian',
    },
    noindex: true,
  }
}

// A shared machine's history and its neighbours see the address; the answer is kept nowhere.
confirmationsRoutes.get('/confirm/:token', async (req: Request, res: Response) => {
  const { token } = paramsOf(req, link)
  respond(req, res, confirmationPage(await findConfirmation(token), token))
})

confirmationsRoutes.post(
  '/confirm/:token',
  limit('confirm', { points: 30, seconds: 3600, by: 'address' }),
  async (req: Request, res: Response) => {
    const { token } = paramsOf(req, link)
    const { isDone, email } = await confirmEmail(token)
    redirect(req, res, `/confirm/${token}`, { model: { email, isDone } })
  },
)
