import { type Request, type Response, Router } from 'express'
import { z } from 'zod'
import { adminsOnly, signedIn } from '../auth/gates.ts'
import { audiences } from '../content/audience.ts'
import { onFault } from '../web/forms.ts'
import { input, line, paramsOf, prose } from '../web/input.ts'
import { type Page, redirect, respond } from '../web/respond.ts'
import { addBoard } from './board.ts'
import { reviseBoard, showBoards } from './board-admin.view.ts'
import { boardView } from './boards.view.ts'

export const boardsRoutes = Router()

const order = z
  .union(
    [
      z.number().int().min(0).max(9999),
      z
        .string()
        .regex(/^\d{1,4}$/)
        .transform(Number),
    ],
    'Please give a whole number up to 9999.',
  )
  .optional()
const slug = z
  .string('Please fill this in.')
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'Please use small letters, numbers and single hyphens.')
  .max(60, 'Please keep this to 60 characters.')
const audience = z.enum(audiences, 'Please choose who can read this board.')
const newBoard = z.object({
  name: line(1, 60),
  slug,
  description: prose(0, 300).optional().default(''),
  audience,
  order: order.transform((value) => value ?? 100),
})
/** A form sends "no", and after it "yes" where the box is ticked; whoever sends nothing changes nothing. */
const archived = z
  .preprocess(
    (value) => (Array.isArray(value) ? value.at(-1) : value),
    z.union([z.literal('yes'), z.literal('no'), z.boolean()], 'Please say yes or no.').optional(),
  )
  .transform((value) => (value === undefined ? undefined : value === 'yes' || value === true))
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
