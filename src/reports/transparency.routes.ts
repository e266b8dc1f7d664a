import { type Request, type Response, Router } from 'express'
import { respond } from '../web/respond.ts'
import { showTransparency } from './transparency.view.ts'

export const transparencyRoutes = Router()

transparencyRoutes.get('/transparency', async (req: Request, res: Response) => {
  respond(req, res, {
    view: 'transparency/index',
    title: 'Complaints in numbers',
    description: 'How many complaints there were in each quarter, and what came of them.',
    model: await showTransparency(),
    canonical: '/transparency',
    keep: ['quarters'],
  })
})
