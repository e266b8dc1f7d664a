import { type Request, type Response, Router } from 'express'
import { z } from 'zod'
import { paramsOf } from '../web/input.ts'
import { send } from '../web/respond.ts'
import { sitemapPlaces } from '../web/sitemap-places.ts'
import { boardSitemap, robotsText, sitemapIndex, topicSitemap } from './sitemap.ts'

export const sitemapRoutes = Router()

const partParam = z.object({
  part: z
    .string()
    .regex(/^topics-[1-9][0-9]{0,5}$/)
    .transform((part) => Number(part.slice('topics-'.length))),
})

function sendXml(req: Request, res: Response, text: string, tags: readonly string[] = []): void {
  send(req, res, {
    text,
    type: 'application/xml; charset=utf-8',
    status: 200,
    keep: ['lists', 'boards', ...tags],
  })
}

sitemapRoutes.get('/sitemap.xml', async (req: Request, res: Response) =>
  sendXml(req, res, await sitemapIndex()),
)

sitemapRoutes.get('/sitemap/boards.xml', async (req: Request, res: Response) => {
  const { paths, tags } = await sitemapPlaces()
  sendXml(req, res, await boardSitemap(paths), tags)
})

sitemapRoutes.get('/sitemap/:part.xml', async (req: Request, res: Response) => {
  const { part } = paramsOf(req, partParam)
  sendXml(req, res, await topicSitemap(part))
})

sitemapRoutes.get('/robots.txt', (req: Request, res: Response) =>
  send(req, res, { text: robotsText(), type: 'text/plain; charset=utf-8', status: 200, keep: ['settings'] }),
)
