import { type Request, type Response, Router } from 'express'
import { z } from 'zod'
import { membersOnly, signedIn } from '../auth/gates.ts'
import { objectId, paramsOf, shortNumber } from '../web/input.ts'
import { limit } from '../web/limits.ts'
import { redirect, respond } from '../web/respond.ts'
import { removeRevision, showRevisions } from './revision.view.ts'

export const revisionsRoutes = Router()

const shownParam = z.object({ id: objectId, n: shortNumber.optional() })
const oneParam = z.object({ id: objectId, n: shortNumber })
/** To compare long texts is work, and anybody may ask for it. */
const reading = limit('revisions', { points: 60, seconds: 60, by: 'both' })

revisionsRoutes.get(
  ['/posts/:id/revisions', '/posts/:id/revisions/:n'],
  reading,
  async (req: Request, res: Response) => {
    const { id, n } = paramsOf(req, shownParam)
    const { model, tags } = await showRevisions(req.user, id, n)
    const title = `Versions of post ${model.number} in ${model.topic.title}`
    respond(req, res, { view: 'posts/revisions', title, noindex: true, keep: tags, model })
  },
)

revisionsRoutes.delete('/posts/:id/revisions/:n', membersOnly, async (req: Request, res: Response) => {
  const { id, n } = paramsOf(req, oneParam)
  const address = await removeRevision(signedIn(req), id, n)
  redirect(req, res, address, { model: { id, revision: n, isDeleted: true } })
})
