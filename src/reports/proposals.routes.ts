import { type Request, type Response, Router } from 'express'
import { z } from 'zod'
import { reviewersOnly, signedIn } from '../auth/gates.ts'
import { Invalid } from '../errors.ts'
import { onFault } from '../web/forms.ts'
import { input, paramsOf, prose } from '../web/input.ts'
import { redirect } from '../web/respond.ts'
import { decisionPath } from './outcome-letters.ts'
import { agree, decline, withdraw } from './proposal-answer.ts'
import { casePage, caseParam, pace } from './review.routes.ts'

export const proposalsRoutes = Router()

const proposalParam = caseParam.extend({
  proposal: z.string().regex(/^P-[1-9][0-9]{0,11}$/),
})
const answerInput = z.object({
  answer: z.enum(['agree', 'decline'], 'Please say whether you agree.'),
  reason: prose(0, 2000).optional().default(''),
})

proposalsRoutes.delete(
  '/review/:case/proposals/:proposal',
  reviewersOnly,
  pace,
  onFault(casePage),
  async (req: Request, res: Response) => {
    const { case: ref, proposal } = paramsOf(req, proposalParam)
    await withdraw(signedIn(req), ref, proposal)
    redirect(req, res, `/review/${ref}`, { model: { ref: proposal, state: 'withdrawn' } })
  },
)

proposalsRoutes.put(
  '/review/:case/proposals/:proposal/answer',
  reviewersOnly,
  pace,
  onFault(casePage),
  async (req: Request, res: Response) => {
    const { case: ref, proposal } = paramsOf(req, proposalParam)
    const { answer, reason } = input(req, answerInput)
    if (answer === 'decline') {
      if (reason.trim() === '') throw new Invalid({ reason: 'Please say why you do not agree.' })
      await decline(signedIn(req), ref, proposal, reason)
      redirect(req, res, `/review/${ref}#history`, { model: { ref: proposal, state: 'declined' } })
      return
    }
    const decision = await agree(signedIn(req), ref, proposal)
    const model = {
      ref: proposal,
      state: 'agreed',
      decision: { ref: decision.ref, href: decisionPath(decision.ref) },
    }
    redirect(req, res, `/review/${ref}#decisions`, { model })
  },
)
