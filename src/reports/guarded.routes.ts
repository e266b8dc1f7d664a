import { type Request, type Response, Router } from 'express'
import { reviewersOnly, signedIn } from '../auth/gates.ts'
import { redirect } from '../web/respond.ts'
import { openPictures } from './guarded.ts'
import { pace, refOf } from './review.routes.ts'

export const guardedRoutes = Router()

guardedRoutes.post('/review/:case/pictures', reviewersOnly, pace, async (req: Request, res: Response) => {
  await openPictures(signedIn(req), refOf(req))
  redirect(req, res, `/review/${refOf(req)}`, { model: { ref: refOf(req) } })
})
