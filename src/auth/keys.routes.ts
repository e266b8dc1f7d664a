import { type Request, type Response, Router } from 'express'
import { z } from 'zod'
import { onFault } from '../web/forms.ts'
import { input } from '../web/input.ts'
import { limit } from '../web/limits.ts'
import { type Page, redirect, respond } from '../web/respond.ts'
import { saveChoice } from './account.ts'
import { keyChoices } from './account-record.ts'
import { membersOnly, signedIn } from './gates.ts'

export const keysRoutes = Router()

const choice = z.object({ keys: z.enum(keyChoices, 'Please choose one of the two.') })

const options = [
  { value: 'on', label: 'On', hint: 'One key does something at once, except while you write.' },
  {
    value: 'off',
    label: 'Off',
    hint: 'Nothing happens when you press one by mistake, or when you speak to your computer.',
  },
]

function keysPage(req: Request): Page {
  const { keys = 'on' } = signedIn(req)
  const model = { keys, options, isSaved: req.query.saved === 'yes' }
  return { view: 'settings/keys', title: 'Keyboard', model, noindex: true }
}

keysRoutes.get('/my/keys', membersOnly, (req: Request, res: Response) => respond(req, res, keysPage(req)))

keysRoutes.put(
  '/my/keys',
  membersOnly,
  onFault(keysPage),
  limit('keys', { points: 60, seconds: 3600, by: 'account' }),
  async (req: Request, res: Response) => {
    const { keys } = input(req, choice)
    await saveChoice(String(signedIn(req)._id), { keys })
    redirect(req, res, '/my/keys?saved=yes', { model: { keys } })
  },
)
