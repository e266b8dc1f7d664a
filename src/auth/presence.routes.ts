import { type Request, type Response, Router } from 'express'
import { z } from 'zod'
import { onFault } from '../web/forms.ts'
import { input } from '../web/input.ts'
import { limit } from '../web/limits.ts'
import { type Page, redirect, respond } from '../web/respond.ts'
import { saveChoice } from './account.ts'
import { membersOnly, signedIn } from './gates.ts'
import { presences } from './private-choices.ts'

export const presenceRoutes = Router()

const choice = z.object({ presence: z.enum(presences, 'Please choose one of the two.') })

const options = [
  { value: 'hidden', label: 'Nobody sees it', hint: 'You read, and nothing shows that you do.' },
  {
    value: 'shown',
    label: 'Members see that I am there',
    hint: 'Your name stands above a chat room while you have it open. It is kept nowhere.',
  },
]

function presencePage(req: Request): Page {
  const { presence = 'hidden' } = signedIn(req)
  const model = { presence, options, isSaved: req.query.saved === 'yes' }
  return { view: 'settings/presence', title: 'In chat rooms', model, noindex: true }
}

presenceRoutes.get('/my/presence', membersOnly, (req: Request, res: Response) =>
  respond(req, res, presencePage(req)),
)

presenceRoutes.put(
  '/my/presence',
  membersOnly,
  onFault(presencePage),
  limit('presence', { points: 60, seconds: 3600, by: 'account' }),
  async (req: Request, res: Response) => {
    const { presence } = input(req, choice)
    await saveChoice(String(signedIn(req)._id), { presence })
    redirect(req, res, '/my/presence?saved=yes', { model: { presence } })
  },
)
