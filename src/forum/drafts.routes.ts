import { type Request, type Response, Router } from 'express'
import { z } from 'zod'
import { membersOnly, signedIn } from '../auth/gates.ts'
import { dropDraft } from '../drafts/draft.ts'
import { input, paramsOf, prose } from '../web/input.ts'
import { limit } from '../web/limits.ts'
import { redirect } from '../web/respond.ts'
import { keepDraft } from './draft-keeping.ts'
import { draftPlace } from './draft-place.ts'

export const draftsRoutes = Router()

export const draftKey = z
  .string()
  .regex(
    /^(talk|new:[a-z0-9-]{1,60}|reply:[1-9][0-9]{0,8}|(edit|direct):[0-9a-f]{24}|chat:(?=.{1,60}$)[a-z0-9]+(-[a-z0-9]+)*)$/,
  )
const keyParam = z.object({ key: draftKey })
/** More than a post may have: what is too long is told when it is sent, and is not lost before. */
const draftInput = z.object({
  title: prose(0, 1000).optional().default(''),
  labels: prose(0, 2000).optional().default(''),
  body: prose(0, 200_000).optional().default(''),
})
const pace = limit('drafts', { points: 300, seconds: 300, by: 'account' })

draftsRoutes.put('/my/drafts/:key', membersOnly, pace, async (req: Request, res: Response) => {
  const { key } = paramsOf(req, keyParam)
  await keepDraft(signedIn(req), key, input(req, draftInput))
  redirect(req, res, await draftPlace(key), { model: { key } })
})

draftsRoutes.delete('/my/drafts/:key', membersOnly, pace, async (req: Request, res: Response) => {
  const { key } = paramsOf(req, keyParam)
  await dropDraft(signedIn(req)._id, key)
  redirect(req, res, await draftPlace(key), { model: { key } })
})
