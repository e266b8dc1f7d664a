import { type Request, type Response, Router } from 'express'
import { z } from 'zod'
import { adminsOnly, signedIn } from '../auth/gates.ts'
import { numberQuery } from '../forum/cursor.ts'
import { queryOf } from '../web/input.ts'
import { limit } from '../web/limits.ts'
import { respond } from '../web/respond.ts'
import { showAudit } from './audit.view.ts'

export const auditRoutes = Router()

const wanted = numberQuery.extend({
  case: z
    .union([
      z.literal('').transform(() => undefined),
      z
        .string()
        .trim()
        .toUpperCase()
        .regex(/^C-[1-9][0-9]{0,11}$/, 'A case is called like C-17.'),
    ])
    .optional(),
})

/** Each look walks the whole chain, so that what stands on the page was checked just now. */
const pace = limit('audit', { points: 60, seconds: 60, by: 'account' })

auditRoutes.get('/admin/audit', adminsOnly, pace, async (req: Request, res: Response) => {
  const { before, case: ref } = queryOf(req, wanted)
  const model = await showAudit(signedIn(req), { before, case: ref })
  respond(req, res, { view: 'admin/audit', title: 'What the staff did', model, noindex: true })
})
