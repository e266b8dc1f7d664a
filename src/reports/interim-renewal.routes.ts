import { type Request, type Response, Router } from 'express'
import { z } from 'zod'
import { reviewersOnly, signedIn } from '../auth/gates.ts'
import { onFault } from '../web/forms.ts'
import { input, prose } from '../web/input.ts'
import { redirect } from '../web/respond.ts'
import { renewInterim } from './interim-renewal.ts'
import { casePage, pace, refOf } from './review.routes.ts'

export const interimRenewalRoutes = Router()

interimRenewalRoutes.put(
  '/review/:case/interim/renewal',
  reviewersOnly,
  pace,
  onFault(casePage),
  async (req: Request, res: Response) => {
    const { renewal } = input(req, z.object({ renewal: prose(1, 2000) }))
    await renewInterim(signedIn(req), refOf(req), renewal)
    redirect(req, res, `/review/${refOf(req)}#subject`, { model: { ref: refOf(req) } })
  },
)
