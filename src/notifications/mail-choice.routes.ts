import { type Request, type Response, Router } from 'express'
import { z } from 'zod'
import { membersOnly, signedIn } from '../auth/gates.ts'
import { input, paramsOf } from '../web/input.ts'
import { limit } from '../web/limits.ts'
import { type Page, redirect, respond } from '../web/respond.ts'
import { type SocialKind, socialKinds, socialWords } from './kinds.ts'
import { chooseMails, mailsWanted } from './mail-choice.ts'
import { NOTIFY_MAIL_AFTER } from './stored.ts'
import { readUnsubscribe, type Subscription, unsubscribe } from './unsubscribe.ts'

export const mailChoiceRoutes = Router()

const tick = z.literal(['yes', true, false], 'Please tick it, or leave it empty.').optional()
/** A form sends what is ticked and nothing of what is not. */
const choice = z.object(Object.fromEntries(socialKinds.map((kind) => [kind, tick])))

const capital = (words: string) => words.charAt(0).toUpperCase() + words.slice(1)

mailChoiceRoutes.get('/my/mail', membersOnly, async (req: Request, res: Response) => {
  const wanted = await mailsWanted(String(signedIn(req)._id))
  const kinds = socialKinds.map((kind) => ({
    kind,
    words: capital(socialWords[kind]),
    isWanted: wanted[kind],
  }))
  const model = { kinds, minutes: NOTIFY_MAIL_AFTER, isSaved: req.query.saved === 'yes' }
  respond(req, res, { view: 'settings/mail', title: 'Mail', model, noindex: true })
})

mailChoiceRoutes.put(
  '/my/mail',
  membersOnly,
  limit('mail-choice', { points: 60, seconds: 3600, by: 'account' }),
  async (req: Request, res: Response) => {
    const chosen = input(req, choice)
    const wanted = Object.fromEntries(
      socialKinds.map((kind) => [kind, chosen[kind] === 'yes' || chosen[kind] === true]),
    ) as Record<SocialKind, boolean>
    await chooseMails(String(signedIn(req)._id), wanted)
    redirect(req, res, '/my/mail?saved=yes', { model: wanted })
  },
)

const link = z.object({ token: z.string().max(200) })

function unsubscribePage({ kinds, isDone }: Subscription, token: string): Page {
  const model = { kinds, words: kinds.map((kind) => socialWords[kind]).join(', or '), isDone, token }
  const title = isDone ? 'No more of these mails' : 'End these mails?'
  return { view: 'accounts/unsubscribe', title, model, noindex: true }
}

// Programs that look for viruses follow links: looking changes nothing.
mailChoiceRoutes.get('/unsubscribe/:token', async (req: Request, res: Response) => {
  const { token } = paramsOf(req, link)
  respond(req, res, unsubscribePage(await readUnsubscribe(token), token))
})

/** By the button, or by the mail program itself (RFC 8058), which has no cookie and wants no other page. */
mailChoiceRoutes.post(
  '/unsubscribe/:token',
  limit('unsubscribe', { points: 120, seconds: 3600, by: 'address' }),
  async (req: Request, res: Response) => {
    const { token } = paramsOf(req, link)
    respond(req, res, unsubscribePage(await unsubscribe(token), token))
  },
)
