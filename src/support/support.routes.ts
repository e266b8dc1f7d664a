import { type Request, type Response, Router } from 'express'
import { z } from 'zod'
import { moderatorsOnly, signedIn } from '../auth/gates.ts'
import { days, now, nowMs } from '../clock.ts'
import { hasInk } from '../content/ink.ts'
import { onFault } from '../web/forms.ts'
import { input, line, paramsOf, prose, queryOf } from '../web/input.ts'
import { limit } from '../web/limits.ts'
import { type Page, redirect, respond } from '../web/respond.ts'
import { answer, closeForStaff, enterThread, releaseFor, takeThread, writeNote } from './answering.ts'
import { clientId, fillIn, optionalEmail, refParam } from './fields.ts'
import { place } from './inbox.ts'
import { showInbox, showThread } from './inbox.view.ts'
import { MOST_TEXT } from './message.ts'
import { newClientId } from './talk.view.ts'
import { threadStates } from './thread-record.ts'

export const supportRoutes = Router()

const writing = limit('support-writes', { points: 300, seconds: 600, by: 'account' })

const inboxQuery = z.object({
  state: z.enum(threadStates, 'There is no such list.').default('open'),
  before: place.optional(),
})

supportRoutes.get('/support', moderatorsOnly, async (req: Request, res: Response) => {
  const { state, before } = queryOf(req, inboxQuery)
  const model = await showInbox(signedIn(req), state, before)
  respond(req, res, { view: 'support/inbox', title: 'Support', model, noindex: true })
})

/** London time, as the form's own field writes it. */
const typedTime = z
  .string()
  .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?$/, 'Please give a day and a time.')
  .transform((text, context) => {
    try {
      const at = Temporal.PlainDateTime.from(text).toZonedDateTime('Europe/London').epochMilliseconds
      if (at <= nowMs() && at > nowMs() - days(365)) return new Date(at)
    } catch {}
    context.addIssue({
      code: 'custom',
      message: 'Please give a time that is past, and less than a year ago.',
    })
    return z.NEVER
  })

const entry = z.object({
  channel: z.enum(['mail', 'phone'], 'Please choose how it came.'),
  name: line(0, 100).optional().default(''),
  email: optionalEmail,
  subject: line(0, 120).optional().default(''),
  text: prose(1, MOST_TEXT).refine(hasInk, fillIn),
  reply: prose(0, MOST_TEXT).optional().default(''),
  at: z.union([z.literal(''), typedTime]).optional(),
  clientId,
})

const entryPage = (): Page => ({
  view: 'support/new',
  title: 'Note a call or a mail',
  model: { clientId: newClientId(), most: MOST_TEXT },
  noindex: true,
})

supportRoutes.get('/support/new', moderatorsOnly, (req: Request, res: Response) =>
  respond(req, res, entryPage()),
)

supportRoutes.post(
  '/support',
  moderatorsOnly,
  writing,
  onFault(entryPage),
  async (req: Request, res: Response) => {
    const { at, ...given } = input(req, entry)
    const { ref } = await enterThread(signedIn(req), { ...given, at: at || now() })
    redirect(req, res, `/support/${ref}`, { status: 201, model: { ref } })
  },
)

async function threadPage(req: Request): Promise<Page> {
  const model = await showThread(signedIn(req), paramsOf(req, refParam).ref)
  return { view: 'support/show', title: `${model.ref}: ${model.subject}`, model, noindex: true }
}

supportRoutes.get('/support/:ref', moderatorsOnly, async (req: Request, res: Response) =>
  respond(req, res, await threadPage(req)),
)

const back = (req: Request, res: Response, made: { model: object; status?: number }, mark = '') =>
  redirect(req, res, `/support/${paramsOf(req, refParam).ref}${mark}`, made)

supportRoutes.put(
  '/support/:ref/assignee',
  moderatorsOnly,
  onFault(threadPage),
  async (req: Request, res: Response) => {
    await takeThread(signedIn(req), paramsOf(req, refParam).ref)
    back(req, res, { model: { isMine: true } })
  },
)

supportRoutes.delete(
  '/support/:ref/assignee',
  moderatorsOnly,
  onFault(threadPage),
  async (req: Request, res: Response) => {
    await releaseFor(signedIn(req), paramsOf(req, refParam).ref)
    back(req, res, { model: { isMine: false } })
  },
)

const reply = z.object({ text: prose(1, MOST_TEXT).refine(hasInk, fillIn), clientId })

supportRoutes.post(
  '/support/:ref/messages',
  moderatorsOnly,
  writing,
  onFault(threadPage),
  async (req: Request, res: Response) => {
    const { ref } = paramsOf(req, refParam)
    const { text, clientId } = input(req, reply)
    const { seq, at } = await answer(signedIn(req), ref, text, clientId)
    back(req, res, { status: 201, model: { ref, seq, at } }, `#m${seq}`)
  },
)

const note = z.object({ note: prose(1, MOST_TEXT).refine(hasInk, fillIn) })

supportRoutes.post(
  '/support/:ref/notes',
  moderatorsOnly,
  writing,
  onFault(threadPage),
  async (req: Request, res: Response) => {
    const { ref } = paramsOf(req, refParam)
    await writeNote(signedIn(req), ref, input(req, note).note)
    back(req, res, { status: 201, model: { ref } }, '#notes')
  },
)

const closing = z.object({ seen: z.coerce.number().int().min(0) })

supportRoutes.put(
  '/support/:ref/closure',
  moderatorsOnly,
  onFault(threadPage),
  async (req: Request, res: Response) => {
    const { ref } = paramsOf(req, refParam)
    await closeForStaff(signedIn(req), ref, input(req, closing).seen)
    back(req, res, { model: { ref, state: 'closed' } })
  },
)
