import { type Request, type Response, Router } from 'express'
import { z } from 'zod'
import { moderatorsOnly, signedIn } from '../auth/gates.ts'
import { onFault } from '../web/forms.ts'
import { input, paramsOf, prose } from '../web/input.ts'
import { limit } from '../web/limits.ts'
import { redirect } from '../web/respond.ts'
import { addSubjects } from './adding.ts'
import { addresses } from './address-input.ts'
import { casePage, caseParam } from './review.routes.ts'
import { takeOut } from './taking-out.ts'

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

const mark = z.string().min(3).max(400)
const less = z.object({
  thing: z
    .union([mark.transform((one) => [one]), z.array(mark).max(200)], 'Please choose what to take out.')
    .optional()
    .default([]),
  whyOut: prose(1, 2000),
})

/** What nothing is wrong with leaves the case, before it is decided. */
subjectsRoutes.delete(
  '/review/:case/subjects',
  moderatorsOnly,
  pace,
  onFault(casePage),
  async (req: Request, res: Response) => {
    const { case: ref } = paramsOf(req, caseParam)
    const { thing: things, whyOut: reason } = input(req, less)
    const { subjects } = await takeOut(signedIn(req), ref, { things, reason })
    redirect(req, res, `/review/${ref}#subject`, { model: { ref, subjects: subjects.length } })
  },
)
