import { type Request, type Response, Router } from 'express'
import { z } from 'zod'
import { moderatorsOnly, signedIn } from '../auth/gates.ts'
import { onFault } from '../web/forms.ts'
import { input, prose } from '../web/input.ts'
import { redirect } from '../web/respond.ts'
import { writeLessons } from './lessons.ts'
import { casePage, pace, refOf } from './review.routes.ts'

export const lessonsRoutes = Router()

const written = z.object({
  lessons: prose(1, 2000),
  seen: z.coerce.number('Please open the page again.').int().min(0).optional(),
})

lessonsRoutes.put(
  '/review/:case/lessons',
  moderatorsOnly,
  pace,
  onFault(casePage),
  async (req: Request, res: Response) => {
    const { lessons, seen } = input(req, written)
    await writeLessons(signedIn(req), refOf(req), { lessons, seen })
    redirect(req, res, `/review/${refOf(req)}#lessons`, { model: { ref: refOf(req), lessons } })
  },
)
