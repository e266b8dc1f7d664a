import { type Request, type Response, Router } from 'express'
import { z } from 'zod'
import { onFault } from '../web/forms.ts'
import { lookup, paramsOf, queryOf, shortNumber } from '../web/input.ts'
import { limit } from '../web/limits.ts'
import { slug } from '../web/place-input.ts'
import { type Page, respond } from '../web/respond.ts'
import { openRoom } from './room-page.view.ts'
import { searchRoom } from './search.ts'

export const roomRoutes = Router()

const fault = 'This link into the room is broken. Please start from the newest message.'
const place = z
  .string(fault)
  .regex(/^[1-9][0-9]{0,8}$/, fault)
  .transform(Number)
  .optional()
const partQuery = z.object({ before: place, after: place, around: place, reply: place })
const roomParam = z.object({ room: slug })
const placeParam = z.object({ room: slug, seq: shortNumber })

/** A browser that fetches in advance, or a HEAD, has not shown it to anybody. */
const isUnseen = (req: Request) => req.method === 'HEAD' || req.get('Sec-Purpose') !== undefined

/** Also where a fault in what somebody wanted to say brings them back to. */
export async function roomPage(req: Request): Promise<Page> {
  const asked = req.method === 'GET' ? queryOf(req, partQuery) : {}
  const { room, model, tags } = await openRoom(req.user, paramsOf(req, roomParam).room, {
    ...asked,
    isUnseen: isUnseen(req),
  })
  const isNewest = asked.before === undefined && asked.after === undefined && asked.around === undefined
  return {
    view: 'chat/room',
    title: room.title,
    description: room.description || `What is said in ${room.title}.`,
    model,
    keep: tags,
    noindex: !isNewest || room.audience !== 'public',
    ...(isNewest && { canonical: `/chat/${room.slug}` }),
  }
}

roomRoutes.get('/chat/:room', async (req: Request, res: Response) => {
  respond(req, res, await roomPage(req))
})

const searchQuery = z.object({ q: lookup(0, 200).optional(), before: place })

async function searchForm(req: Request): Promise<Page> {
  const model = await searchRoom(req.user, paramsOf(req, roomParam).room, {})
  return { view: 'chat/search', title: `Search in ${model.title}`, noindex: true, model }
}

roomRoutes.get(
  '/chat/:room/search',
  onFault(searchForm),
  limit('chat-search', { points: 40, seconds: 60, by: 'both' }),
  async (req: Request, res: Response) => {
    const model = await searchRoom(req.user, paramsOf(req, roomParam).room, queryOf(req, searchQuery))
    respond(req, res, { view: 'chat/search', title: `Search in ${model.title}`, noindex: true, model })
  },
)

roomRoutes.get('/chat/:room/:seq', async (req: Request, res: Response) => {
  const { room: slug, seq } = paramsOf(req, placeParam)
  const { room, model, tags } = await openRoom(req.user, slug, { at: seq, isUnseen: isUnseen(req) })
  respond(req, res, { view: 'chat/room', title: room.title, noindex: true, model, keep: tags })
})
