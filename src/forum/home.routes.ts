import { type Request, type Response, Router } from 'express'
import { config } from '../config.ts'
import { respond } from '../web/respond.ts'
import { showHome } from './home.view.ts'

export const homeRoutes = Router()

homeRoutes.get('/', async (req: Request, res: Response) => {
  const { model, tags } = await showHome(req.user)
  respond(req, res, {
    view: 'home/show',
    title: '',
    description: `${config.siteName}: a place to talk. Everything public can be read without an account and without cookies.`,
    canonical: '/',
    feed: '/feed',
    model,
    keep: ['home', 'boards', ...tags],
  })
})
