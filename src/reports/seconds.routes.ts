import { type Request, type Response, Router } from 'express'
import { z } from 'zod'
import { usernamePattern } from '../account-rules.ts'
import { reviewersOnly, signedIn } from '../auth/gates.ts'
import { onFault } from '../web/forms.ts'
import { input, paramsOf } from '../web/input.ts'
import { redirect } from '../web/respond.ts'
import { give, takeBack } from './giving.ts'
import { casePage, caseParam, pace } from './review.routes.ts'

export const secondsRoutes = Router()

const person = z.object({
  username: z.string('Please choose somebody.').regex(usernamePattern, 'Please choose somebody.'),
})

secondsRoutes.put(
  '/review/:case/second',
  reviewersOnly,
  pace,
  onFault(casePage),
  async (req: Request, res: Response) => {
    const { case: ref } = paramsOf(req, caseParam)
    const { username } = input(req, person)
    await give(signedIn(req), ref, username)
    redirect(req, res, `/review/${ref}#second`, { model: { ref, username } })
  },
)

secondsRoutes.delete(
  '/review/:case/second',
  reviewersOnly,
  pace,
  onFault(casePage),
  async (req: Request, res: Response) => {
    const { case: ref } = paramsOf(req, caseParam)
    const { username } = input(req, person)
    await takeBack(signedIn(req), ref, username)
    redirect(req, res, `/review/${ref}#second`, { model: { ref } })
  },
)
