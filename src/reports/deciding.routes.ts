import { type Request, type Response, Router } from 'express'
import { z } from 'zod'
import { reviewersOnly, signedIn } from '../auth/gates.ts'
import { onFault } from '../web/forms.ts'
import { input, line, lookup, prose } from '../web/input.ts'
import { redirect, respond } from '../web/respond.ts'
import { measures, outcomes } from './case-state.ts'
import { decisionPath } from './outcome-letters.ts'
import { withPhrases } from './phrase-choice.ts'
import { judge } from './proposing.ts'
import { casePage, pace, refOf } from './review.routes.ts'
import { showStatements } from './statements.view.ts'

export const decidingRoutes = Router()

const several = z.union(
  [z.enum(measures).transform((one) => [one]), z.array(z.enum(measures)).max(6)],
  'Please choose a measure, or none.',
)
const day = z
  .union(
    [
      z.literal('').transform(() => null),
      z.iso.date().transform((text) => new Date(`${text}T23:59:59Z`)),
      z.iso.datetime().transform((text) => new Date(text)),
    ],
    'Please give a date.',
  )
  .optional()
  .transform((at) => at ?? null)
const words = prose(1, 5000)
const number = z
  .union([z.literal('').transform(() => undefined), z.coerce.number().int().min(1).max(1_000_000)])
  .optional()

const judgement = z.preprocess(
  withPhrases,
  z
    .object({
      outcome: z.enum(outcomes, 'Please choose an outcome.'),
      measures: several,
      ground: z.enum(['law', 'rule'], 'Please say what it rests on: a law or a rule.'),
      groundRef: line(1, 300),
      facts: words,
      complainantSide: words,
      authorSide: words,
      yields: z.enum(['complainant', 'author'], 'Please say whose right gives way.'),
      leastRestrictive: words,
      reason: words,
      until: day,
      revision: number,
      seen: lookup(0, 40)
        .optional()
        .transform((mark) => mark || undefined),
      rules: number,
    })
    .refine(({ revision, seen }) => revision !== undefined || seen !== undefined, {
      path: ['revision'],
      error:
        'This does not say which version you saw. Please open the page of the case again and decide there.',
    }),
)

/** Shows what everybody would read. It changes nothing, but what it holds is too private for an address. */
decidingRoutes.post(
  '/review/:case/decision-previews',
  reviewersOnly,
  pace,
  onFault(casePage),
  async (req: Request, res: Response) => {
    if (req.body?.again === 'yes') {
      const page = await casePage(req)
      return respond(req, res, { ...page, model: { ...page.model, typed: req.body } })
    }
    const model = await showStatements(signedIn(req), refOf(req), input(req, judgement))
    const title = `Case ${model.ref}: what they will read`
    respond(req, res, { view: 'review/statements', title, model, noindex: true })
  },
)

decidingRoutes.post(
  '/review/:case/decisions',
  reviewersOnly,
  pace,
  onFault(casePage),
  async (req: Request, res: Response) => {
    const judged = await judge(signedIn(req), refOf(req), input(req, judgement))
    if ('proposal' in judged) {
      const model = { ref: judged.proposal.ref, state: judged.proposal.state, why: judged.why }
      redirect(req, res, `/review/${refOf(req)}#proposal`, { status: 202, model })
      return
    }
    const { decision } = judged
    redirect(req, res, `/review/${refOf(req)}#decisions`, {
      status: 201,
      model: {
        ref: decision.ref,
        href: decisionPath(decision.ref),
        outcome: decision.outcome,
        measures: decision.measures,
      },
    })
  },
)
