import { type Request, type Response, Router } from 'express'
import { z } from 'zod'
import { paramsOf, queryOf } from '../web/input.ts'
import { respond } from '../web/respond.ts'
import { showBoard } from './board-page.view.ts'
import { placeQuery } from './cursor.ts'

export const boardPageRoutes = Router()

export const boardParam = z.object({ slug: z.string().regex(/^[a-z0-9-]{1,60}$/) })

boardPageRoutes.get('/c/:slug', async (req: Request, res: Response) => {
  const { slug } = paramsOf(req, boardParam)
  const { before } = queryOf(req, placeQuery)
  const { board, model, tags } = await showBoard(req.user, slug, before)
  respond(req, res, {
    view: 'boards/show',
    title: board.name,
    description: board.description || `Topics in ${board.name}.`,
    model,
    keep: ['boards', `board:${board.slug}`, ...tags],
    noindex: before !== undefined || board.audience !== 'public',
    ...(before === undefined && { canonical: `/c/${board.slug}` }),
    ...(board.audience === 'public' && { feed: `/c/${board.slug}/feed` }),
  })
})
