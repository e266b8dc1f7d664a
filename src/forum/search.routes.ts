import { type Request, type Response, Router } from 'express'
import { onFault } from '../web/forms.ts'
import { lookup, queryOf } from '../web/input.ts'
import { limit } from '../web/limits.ts'
import { type Page, respond } from '../web/respond.ts'
import { idQuery } from './cursor.ts'
import { searchForm, showSearch } from './search.view.ts'

export const searchRoutes = Router()

const LONGEST = 200

const searchQuery = idQuery.extend({
  q: lookup(0, LONGEST).optional(),
  board: lookup(0, 60).optional(),
})

const page = { view: 'search/index', title: 'Search', noindex: true } as const

/** After a fault: what can be shown again of what was typed. */
async function formPage(req: Request): Promise<Page> {
  const shown = searchQuery.partial().safeParse({ q: req.query.q, board: req.query.board })
  return { ...page, model: await searchForm(req.user, shown.success ? shown.data : {}) }
}

searchRoutes.get(
  '/search',
  onFault(formPage),
  limit('search', { points: 40, seconds: 60, by: 'both' }),
  async (req: Request, res: Response) => {
    const wanted = queryOf(req, searchQuery)
    respond(req, res, { ...page, model: await showSearch(req.user, wanted) })
  },
)
