import { type Request, type Response, Router } from 'express'
import { numberQuery } from '../forum/cursor.ts'
import { queryOf } from '../web/input.ts'
import { respond, send } from '../web/respond.ts'
import { logFeed, showLog } from './log.view.ts'

export const logRoutes = Router()

logRoutes.get('/log', async (req: Request, res: Response) => {
  const { before } = queryOf(req, numberQuery)
  respond(req, res, {
    view: 'log/show',
    title: 'Decisions',
    description: 'What was decided about complaints, line by line, for good, and without personal data.',
    model: await showLog(before),
    feed: '/log/feed',
    keep: ['log'],
    noindex: before !== undefined,
    ...(before === undefined && { canonical: '/log' }),
  })
})

logRoutes.get('/log/feed', async (req: Request, res: Response) => {
  const text = await logFeed()
  send(req, res, { text, type: 'application/atom+xml; charset=utf-8', status: 200, keep: ['log'] })
})
