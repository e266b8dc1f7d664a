import { type Request, type Response, Router } from 'express'
import { z } from 'zod'
import { membersOnly, signedIn } from '../auth/gates.ts'
import { input, objectId, paramsOf, queryOf } from '../web/input.ts'
import { limit } from '../web/limits.ts'
import { redirect, respond } from '../web/respond.ts'
import { keepBookmark, letBookmarkGo, showBookmarks } from './bookmarks.view.ts'
import { idQuery } from './cursor.ts'

export const bookmarksRoutes = Router()

const postParam = z.object({ id: objectId })
/** The list of bookmarks sends people back to itself. */
const wayBack = z.object({ back: z.literal('/bookmarks').optional() })
const pace = limit('bookmarks', { points: 200, seconds: 600, by: 'account' })

bookmarksRoutes.get(['/bookmarks', '/my/bookmarks'], membersOnly, async (req: Request, res: Response) => {
  const { before } = queryOf(req, idQuery)
  const model = await showBookmarks(signedIn(req), before)
  respond(req, res, { view: 'bookmarks/index', title: 'Bookmarks', noindex: true, model })
})

bookmarksRoutes.put('/posts/:id/bookmark', membersOnly, pace, async (req: Request, res: Response) => {
  const { id } = paramsOf(req, postParam)
  const address = await keepBookmark(signedIn(req), id)
  redirect(req, res, address, { model: { post: id, isBookmarked: true } })
})

bookmarksRoutes.delete('/posts/:id/bookmark', membersOnly, pace, async (req: Request, res: Response) => {
  const { id } = paramsOf(req, postParam)
  const { back } = input(req, wayBack)
  const address = await letBookmarkGo(signedIn(req), id)
  redirect(req, res, back ?? address, { model: { post: id, isBookmarked: false } })
})
