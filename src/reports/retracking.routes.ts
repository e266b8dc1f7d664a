import { type Request, type Response, Router } from 'express'
import { z } from 'zod'
import { moderatorsOnly, signedIn } from '../auth/gates.ts'
import { onFault } from '../web/forms.ts'
import { input, prose } from '../web/input.ts'
import { redirect } from '../web/respond.ts'
import { kindNames } from './kinds.ts'
import { retrack } from './retracking.ts'
import { casePage, pace, refOf } from './review.routes.ts'

export const retrackingRoutes = Router()

const other = z.object({
  kind: z.enum(kindNames, 'Please choose what it is.'),
  reason: prose(1, 2000),
  from: z.enum(kindNames, 'Please open the page again.').optional(),
})

retrackingRoutes.put(
  '/review/:case/kind',
  moderatorsOnly,
  pace,
  onFault(casePage),
  async (req: Request, res: Response) => {
    const { ref, state, due } = await retrack(signedIn(req), refOf(req), input(req, other))
    redirect(req, res, `/review/${ref}`, { model: { ref, kind: state.kind, due } })
  },
)
