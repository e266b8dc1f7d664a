import { type Request, type Response, Router } from 'express'
import { z } from 'zod'
import { confirmedOnly, membersOnly, signedIn } from '../auth/gates.ts'
import { onFault } from '../web/forms.ts'
import { input, optionalClientId, paramsOf, prose, queryOf } from '../web/input.ts'
import { limit } from '../web/limits.ts'
import { slug } from '../web/place-input.ts'
import { type Page, redirect, respond } from '../web/respond.ts'
import { showDirect, showWriting } from './direct.view.ts'
import { directPlace, showDirectList } from './direct-list.ts'
import { messageModel } from './message.view.ts'
import { TALKING_PACE } from './pace.ts'
import { directListPath, messagePath, roomPath } from './paths.ts'
import { MOST_CHARACTERS } from './words.ts'
import { acceptAsked, declineAsked, writeTo } from './writing-to.ts'

export const directRoutes = Router()

const nameParam = z.object({ username: z.string().regex(/^[a-z0-9_-]{3,24}$/i) })
const roomParam = z.object({ room: slug })
const first = z.object({
  body: prose(1, MOST_CHARACTERS),
  clientId: optionalClientId,
})
const answer = z.object({ answer: z.enum(['accept', 'decline'], 'Please choose one of the two.') })
const pace = limit('messages', { ...TALKING_PACE, by: 'account' })
const answering = limit('direct-answers', { points: 60, seconds: 600, by: 'account' })

async function writingPage(req: Request): Promise<Page & { room: string | undefined }> {
  const { room, model } = await showWriting(signedIn(req), paramsOf(req, nameParam).username)
  return { view: 'chat/write', title: `Write to ${model.name}`, noindex: true, model, room }
}

const listQuery = z.object({ before: directPlace.optional() })

directRoutes.get(directListPath, membersOnly, async (req: Request, res: Response) => {
  const model = await showDirectList(signedIn(req), queryOf(req, listQuery).before)
  respond(req, res, { view: 'chat/direct', title: 'Direct conversations', noindex: true, model })
})

directRoutes.get('/u/:username/message', membersOnly, async (req: Request, res: Response) => {
  const { room, ...page } = await writingPage(req)
  if (room) return redirect(req, res, `${room}#say`)
  respond(req, res, page)
})

directRoutes.post(
  '/u/:username/messages',
  confirmedOnly,
  onFault(writingPage),
  pace,
  async (req: Request, res: Response) => {
    const { username } = paramsOf(req, nameParam)
    const { room, message } = await writeTo(signedIn(req), username, input(req, first))
    const model = await messageModel(room, message)
    redirect(req, res, messagePath(room, message.seq), { status: 201, ...(model && { model }) })
  },
)

directRoutes.put('/chat/:room/answer', membersOnly, answering, async (req: Request, res: Response) => {
  const { room: slug } = paramsOf(req, roomParam)
  const isAccepted = input(req, answer).answer === 'accept'
  const actor = signedIn(req)
  const room = isAccepted ? await acceptAsked(actor, slug) : await declineAsked(actor, slug)
  redirect(req, res, isAccepted ? `${roomPath(room)}#say` : '/chat', { model: showDirect(actor, room) })
})
