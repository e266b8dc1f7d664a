import { type Request, type Response, Router } from 'express'
import { z } from 'zod'
import { signOut } from '../auth/middleware.ts'
import { pathWithin } from '../auth/way-on.ts'
import { answerChoice } from '../consent/choice.ts'
import { hasSignal, readChoice } from '../consent/cookies.ts'
import { type Purpose, purposeNames } from '../consent/purposes.ts'
import { endChat } from '../support/conversation.ts'
import { chatCookieOf } from '../support/visitor.ts'
import { onFault } from '../web/forms.ts'
import { input } from '../web/input.ts'
import { limit } from '../web/limits.ts'
import { type Page, redirect, respond } from '../web/respond.ts'
import { choicesModel } from './choices.view.ts'
import { pathOfReferrer } from './way-back.ts'

export const choicesRoutes = Router()

const answer = z.enum(['yes', 'no'], 'Please choose yes or no.').optional()

/** A switch that is off sends nothing, and that is a no. `all` comes from the buttons that answer for every purpose. */
const answers = z.object({
  use: answer,
  seen: answer,
  stay: answer,
  survey: answer,
  chat: answer,
  all: answer,
  banner: answer,
  from: z.unknown().optional(),
})

type Answers = z.infer<typeof answers>

function wantedBy(given: Answers): Set<Purpose> {
  return new Set(purposeNames.filter((name) => (given.all ?? given[name]) === 'yes'))
}

function choicesPage(req: Request): Page {
  const { answered, purposes } = readChoice(req.headers.cookie, req.headers)
  const from = pathWithin(req.body?.from) ?? pathOfReferrer(req.get('Referer'), req.get('Host'))
  return {
    view: 'privacy/choices',
    title: 'Cookie choices',
    model: choicesModel({ answered, allowed: purposes, hasSignal: hasSignal(req.headers), from }),
    noindex: true,
  }
}

choicesRoutes.get('/privacy/choices', (req: Request, res: Response) => respond(req, res, choicesPage(req)))

choicesRoutes.put(
  '/privacy/choices',
  limit('choices', { points: 120, seconds: 3600, by: 'address' }),
  onFault(choicesPage),
  async (req: Request, res: Response) => {
    const given = input(req, answers)
    const allowed = wantedBy(given)
    const account = req.user && { id: String(req.user._id), ageBand: req.user.ageBand }
    const how = given.banner === 'yes' ? 'banner' : 'choices'
    res.append('Set-Cookie', await answerChoice(req.headers, allowed, { how, account }))
    if (!allowed.has('chat')) await endChat(chatCookieOf(req.headers))
    if (req.user && !allowed.has('stay')) await signOut(req, res)
    const back = pathWithin(given.from) ?? pathOfReferrer(req.get('Referer'), req.get('Host'))
    const model = choicesModel({ answered: true, allowed, hasSignal: hasSignal(req.headers) })
    redirect(req, res, back ?? '/privacy/choices', { model })
  },
)
