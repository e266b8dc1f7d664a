import { type Request, type Response, Router } from 'express'
import { z } from 'zod'
import { adminsOnly, signedIn } from '../auth/gates.ts'
import { audiences } from '../content/audience.ts'
import { Gone } from '../errors.ts'
import { doLater } from '../live/later.ts'
import { onFault } from '../web/forms.ts'
import { clientId, input, line, objectId, paramsOf, prose, queryOf } from '../web/input.ts'
import { type Page, redirect, respond } from '../web/respond.ts'
import { onSitemap } from '../web/sitemap-places.ts'
import {
  announce,
  announcementPath,
  listAnnouncements,
  MOST_TEXT,
  MOST_TITLE,
  TAG,
  withdrawAnnouncement,
} from './announcement.ts'
import {
  announcementView,
  showAnnouncement,
  showAnnouncements,
  showAnnouncing,
} from './announcements.view.ts'
import { noteAnnouncementSeen, tellOfAnnouncements } from './announcing.ts'

export const announcementsRoutes = Router()

const written = z.object({
  title: line(1, MOST_TITLE),
  text: prose(1, MOST_TEXT),
  audience: z.enum(audiences, 'Please choose who can read it.'),
  clientId,
})
const named = z.object({ id: objectId })
const fault = 'This link into the list is broken. Please start from the top.'
const page = z.object({
  before: z
    .string(fault)
    .regex(/^[0-9a-f]{24}$/, fault)
    .optional(),
})

/** As many as a crawler may want to see again; the list leads to the others. */
const MOST_PLACES = 100

onSitemap(TAG, async () => [
  '/announcements',
  ...(await listAnnouncements(undefined, undefined, MOST_PLACES)).map(announcementPath),
])

announcementsRoutes.get('/announcements', async (req: Request, res: Response) => {
  const { model, tags } = await showAnnouncements(req.user, queryOf(req, page).before)
  respond(req, res, {
    view: 'announcements/index',
    title: 'Announcements',
    description: 'What those who run this forum tell everybody.',
    canonical: '/announcements',
    model,
    keep: tags,
  })
})

announcementsRoutes.get('/announcements/:id', async (req: Request, res: Response) => {
  const { id } = paramsOf(req, named)
  const { model, tags } = await showAnnouncement(req.user, id)
  // A browser that fetches in advance, or a HEAD, has not shown it to anybody.
  if (req.user && req.method === 'GET' && !req.get('Sec-Purpose'))
    await noteAnnouncementSeen(String(req.user._id), id)
  respond(req, res, {
    view: 'announcements/show',
    title: model.title,
    canonical: model.href,
    model,
    keep: tags,
  })
})

async function announcingPage(req: Request): Promise<Page> {
  const typed = clientId.safeParse(req.body?.clientId).data
  const { before } = req.method === 'GET' ? queryOf(req, page) : {}
  return {
    view: 'admin/announcements',
    title: 'Announcements',
    noindex: true,
    model: await showAnnouncing(req.user, before, typed),
  }
}

announcementsRoutes.get('/admin/announcements', adminsOnly, async (req: Request, res: Response) => {
  respond(req, res, await announcingPage(req))
})

announcementsRoutes.post(
  '/admin/announcements',
  adminsOnly,
  onFault(announcingPage),
  async (req: Request, res: Response) => {
    const made = await announce(input(req, written), signedIn(req)._id)
    doLater('tell of an announcement', tellOfAnnouncements)
    const model = announcementView(made)
    redirect(req, res, model.href, { status: 201, model })
  },
)

announcementsRoutes.delete('/admin/announcements/:id', adminsOnly, async (req: Request, res: Response) => {
  if (!(await withdrawAnnouncement(paramsOf(req, named).id, signedIn(req)._id)))
    throw new Gone('This announcement is withdrawn already, or it was never there.')
  doLater('take an announcement out of the bells', tellOfAnnouncements)
  redirect(req, res, '/admin/announcements')
})
