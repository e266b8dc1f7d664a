import { type Request, type Response, Router } from 'express'
import { membersOnly, signedIn } from '../auth/gates.ts'
import { RIGHTS } from '../auth/suspended.ts'
import { idQuery } from '../forum/cursor.ts'
import { queryOf } from '../web/input.ts'
import { respond } from '../web/respond.ts'
import { showOwnRights } from './own-rights.view.ts'

export const ownRightsRoutes = Router()

ownRightsRoutes.get(RIGHTS, membersOnly, async (req: Request, res: Response) => {
  const { before } = queryOf(req, idQuery)
  const model = await showOwnRights(signedIn(req), before)
  respond(req, res, { view: 'rights/show', title: 'Your rights', model, noindex: true })
})
