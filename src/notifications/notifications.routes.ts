import { type NextFunction, type Request, type Response, Router } from 'express'
import { z } from 'zod'
import { membersOnly, signedIn } from '../auth/gates.ts'
import { NotFound } from '../errors.ts'
import { input, objectId, paramsOf, queryOf } from '../web/input.ts'
import { limit } from '../web/limits.ts'
import { redirect, respond } from '../web/respond.ts'
import { wantsJson } from '../web/wants.ts'
import { findNotification, keptUnreadCount, markRead, unreadCount } from './notification.ts'
import { showBell, showNotifications } from './notifications.view.ts'
import { noteRung } from './unread.ts'

/** Mount before the pages: what the bell in the header shows, nearly always from memory. */
export function ringBell(req: Request, res: Response, next: NextFunction): void | Promise<void> {
  const account: string | undefined = res.locals.viewer?.id
  if (account === undefined || wantsJson(req.headers)) return next()
  const ring = (unread: number | undefined) => {
    res.locals.bell = showBell(unread)
    if (unread && isReading(req) && !req.get('Sec-Purpose')) return noteRung(account).then(() => next())
    next()
  }
  const known = keptUnreadCount(account)
  // Most writes answer without a page, so they do not wait for the number.
  if (known !== undefined || !isReading(req)) return ring(known)
  return unreadCount(account).then(ring)
}

function isReading(req: Request): boolean {
  return req.method === 'GET' || req.method === 'HEAD'
}

export const notificationsRoutes = Router()

const fault = 'This link into the list is broken. Please start from the top.'
const page = z.object({
  before: z
    .string(fault)
    .regex(/^[0-9a-f]{24}$/, fault)
    .optional(),
})

notificationsRoutes.get('/notifications', membersOnly, async (req: Request, res: Response) => {
  const { before } = queryOf(req, page)
  const model = await showNotifications(signedIn(req), before)
  // The pages note it with their bell; a program that lists them has shown them, too.
  if (req.method === 'GET' && wantsJson(req.headers)) await noteRung(String(signedIn(req)._id))
  respond(req, res, { view: 'notifications/index', title: 'Notifications', noindex: true, model })
})

const named = z.object({ id: objectId })

/** The way from the list to what it is about: without a script, and still the number goes down. */
notificationsRoutes.get('/notifications/:id', membersOnly, async (req: Request, res: Response) => {
  const account = String(signedIn(req)._id)
  const { id } = paramsOf(req, named)
  const found = await findNotification(account, id)
  if (!found) throw new NotFound('This notification is not there any more.')
  // A browser that fetches in advance, or a HEAD, has not shown it to anybody.
  if (req.method === 'GET' && !req.get('Sec-Purpose')) await markRead(account, [id])
  redirect(req, res, found.href, { model: { id, href: found.href } })
})

const MOST_IDS = 100
const say = 'Please say which notifications you have read.'
const marks = z
  .object({
    id: z.union([objectId.transform((id) => [id]), z.array(objectId).min(1).max(MOST_IDS)], say).optional(),
    group: z
      .string(say)
      .regex(/^[a-z]{1,20}(:[\w-]{1,60})?$/, say)
      .optional(),
    all: z.union([z.literal('yes'), z.literal(true)], say).optional(),
    upTo: objectId.optional(),
    back: z
      .string()
      .regex(/^\/notifications(\?before=[0-9a-f]{24})?$/)
      .default('/notifications'),
  })
  .refine(({ id, group, all }) => [id, group, all].filter((one) => one !== undefined).length === 1, say)

notificationsRoutes.put(
  '/notifications/read',
  membersOnly,
  limit('notifications-read', { points: 300, seconds: 600, by: 'account' }),
  async (req: Request, res: Response) => {
    const account = String(signedIn(req)._id)
    const { id, group, upTo, back } = input(req, marks)
    await markRead(account, id ?? (group === undefined ? 'all' : { group }), upTo)
    redirect(req, res, back, wantsJson(req.headers) ? { model: { unread: await unreadCount(account) } } : {})
  },
)
