import { type Request, type Response, Router } from 'express'
import { z } from 'zod'
import { adminsOnly, signedIn } from '../auth/gates.ts'
import { audiences } from '../content/audience.ts'
import { onFault } from '../web/forms.ts'
import { input, line, paramsOf, prose } from '../web/input.ts'
import { type Page, redirect, respond } from '../web/respond.ts'
import { addRoom } from './room.ts'
import { reviseRoom, roomView, showRoomSettings, showRooms } from './rooms.view.ts'

export const roomsRoutes = Router()

const order = z
  .union(
    [
      z.number().int().min(0).max(9999),
      z
        .string()
        .regex(/^\d{1,4}$/)
        .transform(Number),
    ],
    'Please give a whole number up to 9999.',
  )
  .optional()
export const roomSlug = z
  .string('Please fill this in.')
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'Please use small letters, numbers and single hyphens.')
  .max(60, 'Please keep this to 60 characters.')
const audience = z.enum(audiences, 'Please choose who can read this room.')
const newRoom = z.object({
  title: line(1, 60),
  slug: roomSlug,
  description: prose(0, 300).optional().default(''),
  audience,
  order: order.transform((value) => value ?? 100),
})
/** A form sends "no", and after it "yes" where the box is ticked; whoever sends nothing changes nothing. */
const archived = z
  .preprocess(
    (value) => (Array.isArray(value) ? value.at(-1) : value),
    z.union([z.literal('yes'), z.literal('no'), z.boolean()], 'Please say yes or no.').optional(),
  )
  .transform((value) => (value === undefined ? undefined : value === 'yes' || value === true))
const changedRoom = z.object({
  title: line(1, 60).optional(),
  description: prose(0, 300).optional(),
  audience: audience.optional(),
  order,
  archived,
})
const roomParam = z.object({ slug: roomSlug })

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
