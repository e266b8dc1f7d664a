import { type Request, type Response, Router } from 'express'
import { z } from 'zod'
import { moderatorsOnly, reviewersOnly, signedIn } from '../auth/gates.ts'
import { onFault } from '../web/forms.ts'
import { input, paramsOf, prose, queryOf } from '../web/input.ts'
import { limit } from '../web/limits.ts'
import { type Page, redirect, respond } from '../web/respond.ts'
import { typedAddresses } from './address-input.ts'
import { showCase } from './case.view.ts'
import { addNote, explainMiss, release, take } from './casework.ts'
import type { Ticked } from './decide-form.view.ts'
import { chooseInterim } from './interim-choice.ts'
import { kindNames, kinds } from './kinds.ts'
import { showLookInto } from './look-into.view.ts'
import { counted } from './misses.ts'
import { takeNext } from './next-case.ts'
import { filters, showQueue } from './queue.view.ts'
import { showWaiting } from './waiting.view.ts'

export const reviewRoutes = Router()

/** Shared by all that is done to cases. */
export const pace = limit('review', { points: 600, seconds: 300, by: 'account' })
const queueQuery = z.object({
  filter: z.enum(filters).optional().catch(undefined),
  skip: z.coerce.number().int().min(0).max(100_000).optional().catch(undefined),
  by: z
    .string()
    .regex(/^[\w.-]{1,40}$/)
    .optional()
    .catch(undefined),
})

// Second reviewers come in, too; each verb asks whether the case is theirs to see, and whether the act is.
reviewRoutes.use('/review', reviewersOnly)

export async function queuePage(req: Request): Promise<Page> {
  const { filter = 'waiting', skip = 0, by } = queryOf(req, queueQuery)
  const found = await showQueue(signedIn(req), filter, skip)
  const lookInto = await showLookInto(signedIn(req), by)
  const allAbout = typedAddresses(req.body).join('\n') || lookInto?.lines
  const model = {
    ...found,
    ...(await showWaiting(signedIn(req))),
    lookInto,
    allAbout,
    kindOptions: kindNames.map((value) => ({ value, label: kinds[value].label })),
  }
  return { view: 'review/index', title: 'Review', model, noindex: true }
}

reviewRoutes.get('/review', async (req: Request, res: Response) => respond(req, res, await queuePage(req)))

/** "Next" takes the oldest that nobody has. A form, not a link: opening a page changes nothing. */
reviewRoutes.post('/next-case', moderatorsOnly, pace, async (req: Request, res: Response) => {
  const ref = await takeNext(signedIn(req))
  redirect(req, res, ref ? `/review/${ref}` : '/review', { model: { ref: ref ?? null } })
})

export const caseParam = z.object({ case: z.string().regex(/^C-[1-9][0-9]{0,11}$/) })
export const refOf = (req: Request) => paramsOf(req, caseParam).case

/** Reports beyond the first page of them. */
const reportsQuery = z.object({
  after: z
    .string()
    .regex(/^R-[0-9]{4,12}$/)
    .optional()
    .catch(undefined),
})

export async function casePage(req: Request): Promise<Page> {
  const { after } = queryOf(req, reportsQuery)
  const { measures: ticked, phrase, thing } = (req.body ?? {}) as Ticked & { thing?: unknown }
  const model = await showCase(signedIn(req), refOf(req), { after, measures: ticked, phrase, thing })
  return { view: 'review/show', title: `Case ${model.ref}`, model, noindex: true }
}

reviewRoutes.get('/review/:case', async (req: Request, res: Response) =>
  respond(req, res, await casePage(req)),
)

const back = (req: Request, res: Response, part = '') =>
  redirect(req, res, `/review/${refOf(req)}${part}`, { model: { ref: refOf(req) } })

reviewRoutes.put('/review/:case/assignee', pace, async (req: Request, res: Response) => {
  await take(signedIn(req), refOf(req))
  back(req, res)
})

reviewRoutes.delete('/review/:case/assignee', pace, async (req: Request, res: Response) => {
  await release(signedIn(req), refOf(req))
  back(req, res)
})

reviewRoutes.post('/review/:case/notes', pace, onFault(casePage), async (req: Request, res: Response) => {
  const { note } = input(req, z.object({ note: prose(1, 5000) }))
  await addNote(signedIn(req), refOf(req), note)
  back(req, res, '#history')
})

/** Its words go back into their own form, and into no other that has a reason, too: those of a decision are read outside. */
async function missedPage(req: Request): Promise<Page> {
  const page = await casePage(req)
  return { ...page, model: { ...page.model, isExplaining: true } }
}

const missedParam = caseParam.extend({ name: z.enum([...counted, 'all']) })

reviewRoutes.put(
  '/review/:case/clocks/:name',
  pace,
  onFault(missedPage),
  async (req: Request, res: Response) => {
    const { case: ref, name } = paramsOf(req, missedParam)
    const { reason } = input(req, z.object({ reason: prose(1, 2000) }))
    await explainMiss(signedIn(req), ref, { clock: name, reason })
    back(req, res)
  },
)

const interimInput = z.object({
  choice: z.enum(['hide', 'keep'], 'Please choose: hide it, or keep it up.'),
  ground: z
    .union(
      [z.literal('').transform(() => undefined), z.enum(['appears_justified', 'law_requires'])],
      'Please choose one of the two grounds.',
    )
    .optional(),
  reason: prose(0, 2000).optional().default(''),
})

reviewRoutes.put('/review/:case/interim', pace, onFault(casePage), async (req: Request, res: Response) => {
  const { choice, ground, reason } = input(req, interimInput)
  await chooseInterim(signedIn(req), refOf(req), { choice, ground, reason })
  back(req, res)
})
