import { type Request, type Response, Router } from 'express'
import { z } from 'zod'
import { adminsOnly, signedIn } from '../auth/gates.ts'
import { audiences } from '../content/audience.ts'
import { onFault } from '../web/forms.ts'
import { input, line, paramsOf, prose } from '../web/input.ts'
import { archived, order, slug } from '../web/place-input.ts'
import { type Page, redirect, respond } from '../web/respond.ts'
import { onSitemap } from '../web/sitemap-places.ts'
import { roomPath } from './paths.ts'
import { addRoom } from './room.ts'
import { listRooms } from './room-list.ts'
import { reviseRoom, roomView, showRoomSettings, showRooms } from './rooms.view.ts'

export const roomsRoutes = Router()

const audience = z.enum(audiences, 'Please choose who can read this room.')
const newRoom = z.object({
  title: line(1, 60),
  slug,
  description: prose(0, 300).optional().default(''),
  audience,
  order: order.transform((value) => value ?? 100),
})
const changedRoom = z.object({
  title: line(1, 60).optional(),
  description: prose(0, 300).optional(),
  audience: audience.optional(),
  order,
  archived,
})
const roomParam = z.object({ slug })

onSitemap('rooms', async () => ['/chat', ...(await listRooms(undefined)).map(roomPath)])

roomsRoutes.get('/chat', async (req: Request, res: Response) => {
  const { model, tags } = await showRooms(req.user)
  respond(req, res, {
    view: 'chat/index',
    title: 'Chat',
    description: 'Rooms to talk in, for everybody and for members.',
    canonical: '/chat',
    model,
    keep: tags,
  })
})

async function settingsPage(_req: Request): Promise<Page> {
  return { view: 'admin/rooms', title: 'Chat rooms', noindex: true, model: await showRoomSettings() }
}

roomsRoutes.get('/admin/rooms', adminsOnly, async (req: Request, res: Response) => {
  respond(req, res, await settingsPage(req))
})

roomsRoutes.post('/admin/rooms', adminsOnly, onFault(settingsPage), async (req: Request, res: Response) => {
  const room = await addRoom(input(req, newRoom), signedIn(req)._id)
  redirect(req, res, '/admin/rooms', { status: 201, model: roomView(room) })
})

roomsRoutes.put(
  '/admin/rooms/:slug',
  adminsOnly,
  onFault(settingsPage),
  async (req: Request, res: Response) => {
    const { slug } = paramsOf(req, roomParam)
    const { archived, ...fields } = input(req, changedRoom)
    const model = await reviseRoom(signedIn(req), slug, { ...fields, isArchived: archived })
    redirect(req, res, '/admin/rooms', { model })
  },
)
