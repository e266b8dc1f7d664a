import { type Request, type Response, Router } from 'express'
import { z } from 'zod'
import { email as emailField } from '../auth/fields.ts'
import { allowPurpose, refusePurpose } from '../consent/choice.ts'
import { serialiseCookie } from '../consent/cookies.ts'
import { hasInk } from '../content/ink.ts'
import { Invalid } from '../errors.ts'
import { onFault } from '../web/forms.ts'
import { input, line, prose, queryOf } from '../web/input.ts'
import { limit } from '../web/limits.ts'
import { type Page, redirect, respond } from '../web/respond.ts'
import { beginThread, endChat, writeOn } from './conversation.ts'
import { clientId, fillIn, optionalEmail } from './fields.ts'
import { talkAddress } from './link.ts'
import { MOST_TEXT } from './message.ts'
import { findChat } from './reach.ts'
import { showTalk } from './talk.view.ts'
import { chatCookieOf, isChatAllowed } from './visitor.ts'

export const talkRoutes = Router()

const talkQuery = z.object({
  way: z.enum(['form', 'chat']).optional().catch(undefined),
  closed: z
    .string()
    .regex(/^T-[0-9]{4,12}$/)
    .optional()
    .catch(undefined),
})

async function talkPage(req: Request): Promise<Page> {
  const { closed, way } = queryOf(req, talkQuery)
  const asked = {
    account: req.user,
    cookie: chatCookieOf(req.headers),
    isAllowed: isChatAllowed(req.headers),
    isForm: !req.user && (req.body?.way ?? way) === 'form',
    closed,
  }
  return { view: 'support/talk', title: 'Talk to us', model: await showTalk(asked) }
}

talkRoutes.get('/talk', async (req: Request, res: Response) => respond(req, res, await talkPage(req)))

const permission = z.object({ allow: z.enum(['yes', 'no'], 'Please choose yes or no.') })

/** N15: the chat cookie has a question of its own, at the moment it is needed; both answers are one click. */
talkRoutes.put(
  '/talk/cookie',
  limit('choices', { points: 120, seconds: 3600, by: 'address' }),
  onFault(talkPage),
  async (req: Request, res: Response) => {
    const { allow } = input(req, permission)
    const account = req.user && { id: String(req.user._id), ageBand: req.user.ageBand }
    if (allow === 'no') await endChat(chatCookieOf(req.headers))
    const answer = allow === 'yes' ? allowPurpose : refusePurpose
    const cookies = await answer(req.headers, 'chat', { how: 'talk', account })
    if (cookies.length > 0) res.append('Set-Cookie', cookies)
    redirect(req, res, allow === 'yes' ? '/talk#live' : '/talk#write', { model: { chat: allow } })
  },
)

const busy = 'Many messages came from your network just now. Who signs in can send theirs at once.'

const beginning = z.object({
  way: z.enum(['form', 'chat'], 'Please choose one of the two ways.').default('form'),
  name: line(0, 100).optional().default(''),
  email: optionalEmail,
  subject: line(0, 120).optional().default(''),
  text: prose(1, MOST_TEXT).refine(hasInk, fillIn),
  clientId,
})

/** @throws Invalid where the way they chose lacks what it needs */
function checkWay(req: Request, { way, email }: z.infer<typeof beginning>): void {
  if (req.user) return
  if (way === 'chat' && !isChatAllowed(req.headers))
    throw new Invalid({ '': 'A live chat needs the chat cookie. Allow it, or write to us with the form.' })
  if (way === 'form' && !emailField.safeParse(email).success)
    throw new Invalid({ email: 'Please give an e-mail address, so that we can answer you.' })
}

talkRoutes.post(
  '/talk',
  limit('talk-begin', { points: 40, seconds: 3600, by: 'account', because: busy }),
  onFault(talkPage),
  async (req: Request, res: Response) => {
    const given = input(req, beginning)
    checkWay(req, given)
    const channel = req.user ? 'chat' : given.way
    const chat = channel === 'chat' && !req.user ? await findChat(chatCookieOf(req.headers)) : undefined
    // This browser is in a live chat already: there is one at a time, and no word is lost.
    if (chat && chat.state !== 'closed') {
      await writeOn({ thread: chat, by: 'cookie' }, given.text, given.clientId)
      return redirect(req, res, talkAddress(chat.ref), { status: 201, model: { ref: chat.ref } })
    }
    const { thread, secret, cookie } = await beginThread(req.user, { ...given, channel })
    if (cookie) res.append('Set-Cookie', serialiseCookie('chat', cookie))
    const key = channel === 'form' ? secret : undefined
    redirect(req, res, talkAddress(thread.ref, key), { status: 201, model: { ref: thread.ref, key } })
  },
)
