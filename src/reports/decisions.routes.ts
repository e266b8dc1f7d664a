import { type Request, type Response, Router } from 'express'
import { z } from 'zod'
import { findKeyHolder } from '../auth/decision-key.ts'
import { now } from '../clock.ts'
import { onFault } from '../web/forms.ts'
import { input, paramsOf, prose, queryOf } from '../web/input.ts'
import { limit } from '../web/limits.ts'
import { type Page, redirect, respond } from '../web/respond.ts'
import { appeal } from './appeal.ts'
import { openDecision } from './decision.view.ts'
import { secret } from './secret-input.ts'

export const decisionsRoutes = Router()

const refParam = z.object({ ref: z.string().regex(/^D-[1-9][0-9]{0,11}$/) })
const linkQuery = z.object({
  report: z
    .string()
    .regex(/^R-[0-9]{4,12}$/)
    .optional()
    .catch(undefined),
  key: secret,
})

type Asked = z.infer<typeof linkQuery>

function linkOf({ report, key }: Asked) {
  return report && key ? { ref: report, key } : undefined
}

/** A key without a report is the link that somebody was mailed whose account is closed. */
async function holderOf(ref: string, { report, key }: Asked) {
  return key && !report ? findKeyHolder(ref, key) : undefined
}

async function decisionPage(req: Request): Promise<Page> {
  const { ref } = paramsOf(req, refParam)
  const given = req.method === 'GET' || req.method === 'HEAD' ? req.query : req.body
  const asked = linkQuery.safeParse(given).data ?? {}
  const holder = await holderOf(ref, asked)
  const opened = await openDecision(holder ?? req.user, ref, linkOf(asked))
  const model = { ...opened, ...(holder && { ownKey: asked.key }) }
  return { view: 'decisions/show', title: `Decision ${ref}`, model, noindex: true }
}

const objection = linkQuery.extend({
  argument: prose(1, 10_000),
  side: z.enum(['author', 'reporter'], 'Please choose one of the two.').optional(),
})

decisionsRoutes.get('/decisions/:ref', async (req: Request, res: Response) => {
  const { key } = queryOf(req, linkQuery)
  // The link of a report is a secret: it goes into no other site's log.
  if (key) res.setHeader('Referrer-Policy', 'no-referrer')
  respond(req, res, await decisionPage(req))
})

decisionsRoutes.post(
  '/decisions/:ref/appeals',
  limit('appeals', { points: 20, seconds: 3600, by: 'both' }),
  onFault(decisionPage),
  async (req: Request, res: Response) => {
    const { ref } = paramsOf(req, refParam)
    const { argument, side, ...link } = input(req, objection)
    const person = (await holderOf(ref, link)) ?? req.user
    await appeal(person, ref, { argument, link: linkOf(link), side, at: now() })
    const { report, key } = link
    const back = key ? `?${new URLSearchParams({ ...(report && { report }), key })}` : ''
    redirect(req, res, `/decisions/${ref}${back}`, { status: 201, model: { ref, appealed: true } })
  },
)
