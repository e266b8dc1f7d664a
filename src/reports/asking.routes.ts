import { type Request, type Response, Router } from 'express'
import { z } from 'zod'
import { email } from '../auth/fields.ts'
import { moderatorsOnly, signedIn } from '../auth/gates.ts'
import { onFault } from '../web/forms.ts'
import { input, line, lookup, paramsOf, prose } from '../web/input.ts'
import { type Page, redirect, respond } from '../web/respond.ts'
import { ask } from './asking.ts'
import { askForm, showPreview } from './asking.view.ts'
import { whoms } from './question.ts'
import { casePage, pace, refOf } from './review.routes.ts'
import { consents } from './share.ts'
import { settleSharing } from './sharing.ts'

export const askingRoutes = Router()

const fieldNames = z
  .union([z.string().transform((one) => [one]), z.array(z.string()).max(200)], 'Please choose from the list.')
  .pipe(z.array(z.string().regex(/^R-[0-9]{4,12}:[a-zA-Z-]{1,40}$/, 'Please choose from the list.')))
  .optional()
  .default([])
const said = prose(0, 2000).optional().default('')

const asking = z.object({
  whom: z.enum(whoms, 'Please choose who is asked.'),
  report: z
    .union([z.literal(''), z.string().regex(/^R-[0-9]{4,12}$/)], 'Please choose a report.')
    .optional()
    .default(''),
  author: z
    .union([z.literal(''), z.string().regex(/^[\w.-]{1,40}$/)], 'Please choose an author.')
    .optional()
    .default(''),
  email: z
    .union([z.literal(''), email])
    .optional()
    .default(''),
  question: prose(1, 5000),
  fields: fieldNames,
  role: line(0, 200).optional().default(''),
  why: said,
  alternatives: said,
  consent: z
    .union([z.literal('').transform(() => undefined), z.enum(consents)], 'Please choose one.')
    .optional()
    .transform((one) => one),
  consentWhy: said,
  delayReason: said,
  delayUntil: z
    .union([z.literal(''), z.iso.date()], 'Please give a date.')
    .optional()
    .default(''),
})

async function askPage(req: Request): Promise<Page> {
  const chosen = fieldNames.safeParse(req.body?.fields).data ?? []
  const model = await askForm(signedIn(req), refOf(req), chosen)
  return { view: 'review/ask', title: `Case ${model.ref}: ask somebody`, model, noindex: true }
}

askingRoutes.get('/review/:case/questions', moderatorsOnly, async (req: Request, res: Response) =>
  respond(req, res, await askPage(req)),
)

/** Shows what would be sent. It changes nothing, but what it holds is too private for an address. */
askingRoutes.post(
  '/review/:case/question-previews',
  moderatorsOnly,
  pace,
  onFault(askPage),
  async (req: Request, res: Response) => {
    const given = input(req, asking)
    if (req.body?.again === 'yes') {
      const page = await askPage(req)
      return respond(req, res, { ...page, model: { ...page.model, typed: given } })
    }
    const model = await showPreview(signedIn(req), refOf(req), { ...given, consent: given.consent })
    respond(req, res, {
      view: 'review/preview',
      title: `Case ${model.ref}: the question`,
      model,
      noindex: true,
    })
  },
)

askingRoutes.post(
  '/review/:case/questions',
  moderatorsOnly,
  pace,
  onFault(askPage),
  async (req: Request, res: Response) => {
    const { preview, ...given } = input(req, asking.extend({ preview: lookup(0, 64).optional().default('') }))
    const asked = await ask(signedIn(req), refOf(req), { ...given, consent: given.consent }, preview)
    redirect(req, res, `/review/${refOf(req)}#questions`, {
      status: 201,
      model: { ref: asked.ref, state: asked.state, share: asked.share, due: asked.due },
    })
  },
)

const shareParam = z.object({ share: z.string().regex(/^S-[1-9][0-9]{0,11}$/) })
const secondWord = z.object({
  approval: z.enum(['approve', 'refuse'], 'Please choose: agree, or not.'),
  refusal: said,
})

askingRoutes.put(
  '/review/:case/shares/:share/approval',
  moderatorsOnly,
  pace,
  onFault(casePage),
  async (req: Request, res: Response) => {
    const { share } = paramsOf(req, shareParam)
    const { approval: choice, refusal } = input(req, secondWord)
    await settleSharing(signedIn(req), refOf(req), share, { choice, reason: refusal })
    redirect(req, res, `/review/${refOf(req)}#questions`, { model: { ref: share, choice } })
  },
)
