import { type Request, type Response, Router } from 'express'
import { z } from 'zod'
import { membersOnly, signedIn } from '../auth/gates.ts'
import { paramsOf, queryOf } from '../web/input.ts'
import { type Page, respond } from '../web/respond.ts'
import { numberQuery, placeQuery } from './cursor.ts'
import { listTabs, type ShownList, showLatest, showNew, showTop, showUnread } from './lists.view.ts'

export const listsRoutes = Router()

interface Shown extends Pick<Page, 'title' | 'description' | 'feed' | 'noindex' | 'keep'> {
  view: string
  path: string
  tab: string
}

function listPage(req: Request, { model }: ShownList, { path, tab, ...page }: Shown): Page {
  const isFirst = model.previous === undefined
  return {
    noindex: !isFirst,
    ...page,
    model: { ...model, tabs: listTabs(req.user, tab) },
    ...(isFirst && { canonical: path }),
  }
}

listsRoutes.get('/latest', async (req: Request, res: Response) => {
  const { before } = queryOf(req, placeQuery)
  const list = await showLatest(req.user, before)
  const page = {
    view: 'lists/latest',
    path: '/latest',
    tab: '/latest',
    title: 'Latest topics',
    description: 'Topics in the order of their newest post.',
    feed: '/feed',
    keep: ['lists', 'boards', ...list.tags],
  }
  respond(req, res, listPage(req, list, page))
})

listsRoutes.get('/new', async (req: Request, res: Response) => {
  const { before } = queryOf(req, numberQuery)
  const list = await showNew(req.user, before)
  const page = {
    view: 'lists/new',
    path: '/new',
    tab: '/new',
    title: 'New topics',
    description: 'Topics in the order in which they were begun.',
    feed: '/feed',
    keep: ['lists', 'boards', ...list.tags],
  }
  respond(req, res, listPage(req, list, page))
})

listsRoutes.get('/unread', membersOnly, async (req: Request, res: Response) => {
  const { before } = queryOf(req, placeQuery)
  const list = await showUnread(signedIn(req), before)
  const page = {
    view: 'lists/unread',
    path: '/unread',
    tab: '/unread',
    title: 'Unread topics',
    noindex: true,
  }
  respond(req, res, listPage(req, list, page))
})

const periodParam = z.object({ period: z.enum(['month', 'year']).optional() })

// Never kept: what falls out of the period does so without anybody changing anything.
listsRoutes.get(['/top', '/top/:period'], async (req: Request, res: Response) => {
  const { period = 'week' } = paramsOf(req, periodParam)
  const { before } = queryOf(req, placeQuery)
  const list = await showTop(req.user, period, before)
  const page = {
    view: 'lists/top',
    path: period === 'week' ? '/top' : `/top/${period}`,
    tab: '/top',
    title: 'Top topics',
    description: `Topics with the most replies in the last ${list.model.days} days.`,
  }
  respond(req, res, listPage(req, list, page))
})
