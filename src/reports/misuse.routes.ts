import { type Request, type Response, Router } from 'express'
import { z } from 'zod'
import { moderatorsOnly, reviewersOnly, signedIn } from '../auth/gates.ts'
import { onFault } from '../web/forms.ts'
import { input, lookup, paramsOf, prose } from '../web/input.ts'
import { limit } from '../web/limits.ts'
import { type Page, redirect, respond } from '../web/respond.ts'
import { showPolicy, showStep } from './misuse.view.ts'
import { answerStep, objectToStep, proposeStep, reviewStep } from './misuse-ladder.ts'
import { rereadCase } from './rereading.ts'
import { casePage, caseParam } from './review.routes.ts'
import { keyed } from './secret-input.ts'

export const misuseRoutes = Router()

const pace = limit('misuse', { points: 120, seconds: 600, by: 'both' })
const words = prose(3, 5000)

misuseRoutes.get('/report/policy', (req: Request, res: Response) =>
  respond(req, res, {
    view: 'reports/policy',
    title: 'What counts as misuse of reporting',
    description: 'When reports are not taken for a time, who decides it, and what is always taken.',
    model: showPolicy(),
    canonical: '/report/policy',
  }),
)

const proposal = z.object({
  report: lookup(1, 20).pipe(z.string().regex(/^R-[0-9]{4,12}$/, 'Please choose one of the reports.')),
  gravity: words,
  intention: words,
  stepReason: words,
})

misuseRoutes.post(
  '/review/:case/misuse',
  moderatorsOnly,
  pace,
  onFault(casePage),
  async (req: Request, res: Response) => {
    const { case: ref } = paramsOf(req, caseParam)
    const { stepReason, ...given } = input(req, proposal)
    const step = await proposeStep(signedIn(req), ref, { ...given, reason: stepReason })
    redirect(req, res, `/misuse/${step.ref}`, { status: 201, model: { ref: step.ref, step: step.step } })
  },
)

const verdict = z.object({
  verdict: z.enum(['right', 'wrong'], 'Please say whether it was right.'),
  why: words,
})

misuseRoutes.put(
  '/review/:case/rereading',
  reviewersOnly,
  pace,
  onFault(casePage),
  async (req: Request, res: Response) => {
    const { case: ref } = paramsOf(req, caseParam)
    const given = input(req, verdict)
    await rereadCase(signedIn(req), ref, { verdict: given.verdict, reason: given.why })
    redirect(req, res, '/review', { model: { ref, verdict: given.verdict } })
  },
)

const stepParam = z.object({ ref: z.string().regex(/^M-[1-9][0-9]{0,11}$/) })

async function stepPage(req: Request): Promise<Page> {
  const { ref } = paramsOf(req, stepParam)
  const given = req.method === 'GET' || req.method === 'HEAD' ? req.query : req.body
  const { key } = keyed.safeParse(given ?? {}).data ?? {}
  const model = await showStep(req.user, ref, key)
  return { view: 'misuse/show', title: 'A step about reports', model, noindex: true }
}

misuseRoutes.get('/misuse/:ref', pace, async (req: Request, res: Response) => {
  // The link is a secret: it goes into no other site's log.
  if (req.query.key) res.setHeader('Referrer-Policy', 'no-referrer')
  respond(req, res, await stepPage(req))
})

const isYes = z.enum(['yes', 'no'], 'Please say yes or no.').transform((word) => word === 'yes')

misuseRoutes.put(
  '/misuse/:ref/answer',
  reviewersOnly,
  pace,
  onFault(stepPage),
  async (req: Request, res: Response) => {
    const { ref } = paramsOf(req, stepParam)
    const { agrees, reason } = input(req, z.object({ agrees: isYes, reason: words }))
    const { at, until } = await answerStep(signedIn(req), ref, { agrees, reason })
    redirect(req, res, `/misuse/${ref}`, { model: { ref, at, until } })
  },
)

misuseRoutes.post('/misuse/:ref/objection', pace, onFault(stepPage), async (req: Request, res: Response) => {
  const { ref } = paramsOf(req, stepParam)
  const { argument, key } = input(req, keyed.extend({ argument: prose(1, 10_000) }))
  await objectToStep(req.user, ref, { argument, key })
  redirect(req, res, `/misuse/${ref}${key ? `?key=${key}` : ''}`, { status: 201, model: { ref } })
})

misuseRoutes.put(
  '/misuse/:ref/review',
  reviewersOnly,
  pace,
  onFault(stepPage),
  async (req: Request, res: Response) => {
    const { ref } = paramsOf(req, stepParam)
    const { lift, reason } = input(req, z.object({ lift: isYes, reason: words }))
    await reviewStep(signedIn(req), ref, { isLifted: lift, reason })
    redirect(req, res, `/misuse/${ref}`, { model: { ref, isLifted: lift } })
  },
)
