import { type Request, type Response, Router } from 'express'
import { membersOnly, signedIn } from '../auth/gates.ts'
import { input, paramsOf, queryOf } from '../web/input.ts'
import { limit } from '../web/limits.ts'
import { redirect, respond } from '../web/respond.ts'
import { boardParam } from './board-page.routes.ts'
import { numberQuery } from './cursor.ts'
import { showLevels } from './levels.view.ts'
import { chooseBoardLevel } from './levels-of.ts'
import { levelInput } from './reading.routes.ts'

export const levelsRoutes = Router()

levelsRoutes.get('/my/levels', membersOnly, async (req: Request, res: Response) => {
  const { before } = queryOf(req, numberQuery)
  const model = await showLevels(signedIn(req), before)
  respond(req, res, { view: 'settings/levels', title: 'What you watch and mute', model, noindex: true })
})

levelsRoutes.put(
  '/c/:slug/level',
  membersOnly,
  limit('level', { points: 120, seconds: 600, by: 'account' }),
  async (req: Request, res: Response) => {
    const { slug } = paramsOf(req, boardParam)
    const { level, back } = input(req, levelInput)
    await chooseBoardLevel(signedIn(req), slug, level)
    redirect(req, res, back ?? `/c/${slug}`, { model: { board: slug, level } })
  },
)
