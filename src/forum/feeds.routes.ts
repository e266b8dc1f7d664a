import { type Request, type Response, Router } from 'express'
import { z } from 'zod'
import { paramsOf, shortNumber } from '../web/input.ts'
import { send } from '../web/respond.ts'
import { boardFeed, type FeedText, siteFeed, topicFeed } from './feeds.view.ts'

export const feedsRoutes = Router()

const boardParam = z.object({ slug: z.string().regex(/^[a-z0-9-]{1,60}$/) })
const topicParam = z.object({ slug: z.string().max(200), id: shortNumber })

function sendFeed(req: Request, res: Response, { text, tags }: FeedText): void {
  send(req, res, { text, type: 'application/atom+xml; charset=utf-8', status: 200, keep: tags })
}

feedsRoutes.get('/feed', async (req: Request, res: Response) => {
  sendFeed(req, res, await siteFeed())
})

feedsRoutes.get('/c/:slug/feed', async (req: Request, res: Response) => {
  const { slug } = paramsOf(req, boardParam)
  sendFeed(req, res, await boardFeed(slug))
})

feedsRoutes.get('/t/:slug/:id/feed', async (req: Request, res: Response) => {
  const { slug, id } = paramsOf(req, topicParam)
  const feed = await topicFeed(id)
  if (feed.slug !== slug) return res.redirect(301, `/t/${feed.slug}/${id}/feed`)
  sendFeed(req, res, feed)
})
