import { type Request, type Response, Router } from 'express'
import { z } from 'zod'
import { adminsOnly, signedIn } from '../auth/gates.ts'
import { audiences } from '../content/audience.ts'
import { onFault } from '../web/forms.ts'
import { input, line, paramsOf, prose } from '../web/input.ts'
import { archived, order, slug } from '../web/place-input.ts'
import { type Page, redirect, respond } from '../web/respond.ts'
import { addBoard } from './board.ts'
import { reviseBoard, showBoards } from './board-admin.view.ts'
import { boardView } from './boards.view.ts'

export const boardsRoutes = Router()

const audience = z.enum(audiences, 'Please choose who can read this board.')
const newBoard = z.object({
  name: line(1, 60),
  slug,
  description: prose(0, 300).optional().default(''),
  audience,
  order: order.transform((value) => value ?? 100),
})
const changedBoard = z.object({
  name: line(1, 60).optional(),
  description: prose(0, 300).optional(),
  audience: audience.optional(),
  order,
  archived,
})
const boardParam = z.object({ slug })

async function boardsPage(_req: Request): Promise<Page> {
  return { view: 'admin/boards', title: 'Boards', noindex: true, model: await showBoards() }
}

boardsRoutes.get('/admin/boards', adminsOnly, async (req: Request, res: Response) => {
  respond(req, res, await boardsPage(req))
})

boardsRoutes.post('/admin/boards', adminsOnly, onFault(boardsPage), async (req: Request, res: Response) => {
  const board = await addBoard(input(req, newBoard), signedIn(req)._id)
  redirect(req, res, '/admin/boards', { status: 201, model: boardView(board) })
})

boardsRoutes.put(
  '/admin/boards/:slug',
  adminsOnly,
  onFault(boardsPage),
  async (req: Request, res: Response) => {
    const { slug } = paramsOf(req, boardParam)
    const { archived, ...fields } = input(req, changedBoard)
    const model = await reviseBoard(signedIn(req), slug, { ...fields, isArchived: archived })
    redirect(req, res, '/admin/boards', { model })
  },
)
