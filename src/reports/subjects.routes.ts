import { type Request, type Response, Router } from 'express'
import { z } from 'zod'
import { moderatorsOnly, signedIn } from '../auth/gates.ts'
import { onFault } from '../web/forms.ts'
import { input, paramsOf } from '../web/input.ts'
import { limit } from '../web/limits.ts'
import { redirect } from '../web/respond.ts'
import { addSubjects } from './adding.ts'
import { addresses } from './address-input.ts'
import { casePage, caseParam } from './review.routes.ts'

export const subjectsRoutes = Router()

const pace = limit('case-subjects', { points: 300, seconds: 300, by: 'account' })
const more = z.object({ about: addresses.optional().default([]) })

/** Further things into a case, before it is decided. */
subjectsRoutes.post(
  '/review/:case/subjects',
  moderatorsOnly,
  pace,
  onFault(casePage),
  async (req: Request, res: Response) => {
    const { case: ref } = paramsOf(req, caseParam)
    const { about } = input(req, more)
    const { subjects } = await addSubjects(signedIn(req), ref, about)
    redirect(req, res, `/review/${ref}#subject`, { status: 201, model: { ref, subjects: subjects.length } })
  },
)
