import { type Request, type Response, Router } from 'express'
import { z } from 'zod'
import { inEqualTime } from '../auth/equal-time.ts'
import { email } from '../auth/fields.ts'
import { nowMs } from '../clock.ts'
import { expireCookie, serialiseCookie } from '../consent/cookies.ts'
import { hasInk } from '../content/ink.ts'
import { onFault } from '../web/forms.ts'
import { input, lookup, paramsOf, prose, queryOf } from '../web/input.ts'
import { limit } from '../web/limits.ts'
import { type Page, redirect, respond } from '../web/respond.ts'
import { closeOwn, giveAddress, writeOn } from './conversation.ts'
import { clientId, fillIn, keyed, refParam } from './fields.ts'
import { talkAddress } from './link.ts'
import { askForLink } from './link-asking.ts'
import { MOST_TEXT } from './message.ts'
import { type Opened, openThread } from './reach.ts'
import { showConversation, showToVisitor } from './talk.view.ts'
import { chatCookieOf, visitorOf } from './visitor.ts'

export const conversationsRoutes = Router()

const guesses = limit('talk-pages', { points: 300, seconds: 600, by: 'address' })
const writing = limit('talk-messages', { points: 60, seconds: 600, by: 'both' })

/** The secret comes in the address of a page and in the fields of a form. */
const keyOf = (req: Request) =>
  req.method === 'GET' || req.method === 'HEAD' ? queryOf(req, keyed).key : input(req, keyed).key

function opened(req: Request) {
  return openThread(paramsOf(req, refParam).ref, visitorOf(req, keyOf(req)))
}

async function conversationPage(req: Request, res: Response): Promise<Page> {
  const found = await opened(req)
  // The link is a secret: it goes into no other site's log.
  res.setHeader('Referrer-Policy', 'no-referrer')
  // A browser that fetches in advance, or a HEAD, has not shown it to anybody.
  const isShown = req.method === 'GET' && !req.get('Sec-Purpose')
  if (isShown) renewCookie(req, res, found)
  const model = await showConversation(found, visitorOf(req, keyOf(req)), isShown)
  return {
    view: 'support/conversation',
    title: `Your conversation ${found.thread.ref}`,
    model,
    noindex: true,
  }
}

/** It lasts as long as the chat that it holds together, also where nothing was sent by a form. */
function renewCookie(req: Request, res: Response, { by, thread }: Opened): void {
  const cookie = chatCookieOf(req.headers)
  const left = Math.floor(((thread.chat?.until.getTime() ?? 0) - nowMs()) / 1000)
  if (by === 'cookie' && cookie && left > 0) res.append('Set-Cookie', serialiseCookie('chat', cookie, left))
}

conversationsRoutes.get('/talk/links', (req: Request, res: Response) => respond(req, res, linksPage()))

conversationsRoutes.get('/talk/:ref', guesses, async (req: Request, res: Response) =>
  respond(req, res, await conversationPage(req, res)),
)

const words = keyed.extend({ text: prose(1, MOST_TEXT).refine(hasInk, fillIn), clientId })

conversationsRoutes.post(
  '/talk/:ref/messages',
  guesses,
  writing,
  onFault(conversationPage),
  async (req: Request, res: Response) => {
    const found = await opened(req)
    const { text, clientId, key } = input(req, words)
    const message = await writeOn(found, text, clientId)
    const { ref } = found.thread
    const cookie = chatCookieOf(req.headers)
    if (found.by === 'cookie' && cookie) res.append('Set-Cookie', serialiseCookie('chat', cookie))
    const model = { ref, message: showToVisitor(message) }
    redirect(req, res, `${talkAddress(ref, key)}#m${message.seq}`, { status: 201, model })
  },
)

const closing = keyed.extend({ seen: z.coerce.number().int().min(0) })

conversationsRoutes.put(
  '/talk/:ref/closure',
  guesses,
  onFault(conversationPage),
  async (req: Request, res: Response) => {
    const { thread, by } = await opened(req)
    const { key, seen } = input(req, closing)
    await closeOwn(thread, seen)
    const { ref } = thread
    if (by === 'cookie') res.append('Set-Cookie', expireCookie('chat'))
    const back = by === 'cookie' ? `/talk?closed=${ref}` : talkAddress(ref, key)
    redirect(req, res, back, { model: { ref, state: 'closed' } })
  },
)

const address = keyed.extend({ email })

conversationsRoutes.put(
  '/talk/:ref/address',
  guesses,
  limit('talk-address', { points: 10, seconds: 3600, by: 'address' }),
  onFault(conversationPage),
  async (req: Request, res: Response) => {
    const { thread } = await opened(req)
    const { key, email: to } = input(req, address)
    await giveAddress(thread, to)
    redirect(req, res, talkAddress(thread.ref, key), { model: { ref: thread.ref } })
  },
)

const linksPage = (): Page => ({
  view: 'support/links',
  title: 'Back to your conversation',
  model: { isSent: false },
  noindex: true,
})

const asking = z.object({ ref: lookup(1, 20), email })

/** The answer is the same whether or not the two go together: it tells nobody who wrote to us. */
conversationsRoutes.post(
  '/talk/links',
  limit('talk-links', { points: 10, seconds: 3600, by: 'address' }),
  onFault(linksPage),
  async (req: Request, res: Response) => {
    const { ref, email: to } = input(req, asking)
    await inEqualTime(() => askForLink(ref, to))
    respond(req, res, { ...linksPage(), model: { isSent: true } })
  },
)
