import { type Request, type RequestHandler, type Response, Router } from 'express'
import { z } from 'zod'
import { confirmedOnly, membersOnly, signedIn } from '../auth/gates.ts'
import { isNewcomer } from '../auth/policy.ts'
import { isSuspended } from '../auth/restriction.ts'
import { RIGHTS } from '../auth/suspended.ts'
import { onFault } from '../web/forms.ts'
import { input, objectId, optionalClientId, optionalNumber, paramsOf, prose } from '../web/input.ts'
import { limit } from '../web/limits.ts'
import { slug } from '../web/place-input.ts'
import { type Page, redirect, respond } from '../web/respond.ts'
import { takeFiles } from '../web/uploads.ts'
import { editMessage } from './editing.ts'
import { messageModel } from './message.view.ts'
import { editForm, removalForm, showVersions } from './message-forms.view.ts'
import { NEWCOMER_PACE, TALKING_PACE } from './pace.ts'
import { messagePath } from './paths.ts'
import { MOST_PICTURES } from './pictures.ts'
import { reachMessage, reachRoom } from './reach.ts'
import { removeMessage } from './removal.ts'
import { roomPage } from './room.routes.ts'
import { readPictures } from './said.ts'
import { addMessage } from './saying.ts'
import { MOST_CHARACTERS } from './words.ts'

export const messagesRoutes = Router()

const roomParam = z.object({ room: slug })
const messageParam = z.object({ id: objectId })
const messageInput = z.object({
  body: prose(0, MOST_CHARACTERS).default(''),
  replyTo: optionalNumber,
  clientId: optionalClientId,
})
const editInput = z.object({ body: prose(0, MOST_CHARACTERS), revision: optionalNumber })

const talking = limit('messages', { ...TALKING_PACE, by: 'account' })
const newcomers = limit('newcomer-messages', { ...NEWCOMER_PACE, by: 'account' })
const changing = limit('message-edits', { points: 60, seconds: 300, by: 'account' })

/** How fast one person talks. */
const pace: RequestHandler[] = [
  talking,
  (req, res, next) => (isNewcomer(signedIn(req)) ? newcomers(req, res, next) : next()),
]

/** Files of those who may write; everybody else hears why not before anything is read. */
const takePictures: RequestHandler[] = [
  (req, res, next) => (req.is('multipart/form-data') ? confirmedOnly(req, res, next) : next()),
  takeFiles('images', MOST_PICTURES),
]

messagesRoutes.post(
  '/chat/:room/messages',
  membersOnly,
  onFault(roomPage),
  takePictures,
  ...pace,
  async (req: Request, res: Response) => {
    const room = await reachRoom(req.user, paramsOf(req, roomParam).room)
    const pictures = readPictures(req.body, req.uploads, req.uploadsLeftOut)
    const message = await addMessage(signedIn(req), room, { ...input(req, messageInput), pictures })
    const model = await messageModel(room, message)
    redirect(req, res, messagePath(room, message.seq), { status: 201, ...(model && { model }) })
  },
)

messagesRoutes.get('/chat/messages/:id', async (req: Request, res: Response) => {
  const { message, room } = await reachMessage(req.user, paramsOf(req, messageParam).id)
  const model = await messageModel(room, message)
  redirect(req, res, messagePath(room, message.seq), model && { model })
})

async function editPage(req: Request): Promise<Page> {
  const model = await editForm(signedIn(req), paramsOf(req, messageParam).id)
  return { view: 'chat/edit', title: 'Edit your message', noindex: true, model }
}

messagesRoutes.get('/chat/messages/:id/edit', membersOnly, async (req: Request, res: Response) => {
  respond(req, res, await editPage(req))
})

messagesRoutes.put(
  '/chat/messages/:id',
  membersOnly,
  onFault(editPage),
  changing,
  async (req: Request, res: Response) => {
    const { id } = paramsOf(req, messageParam)
    const { message, room } = await editMessage(signedIn(req), id, input(req, editInput))
    const model = await messageModel(room, message)
    redirect(req, res, messagePath(room, message.seq), model && { model })
  },
)

messagesRoutes.get('/chat/messages/:id/versions', async (req: Request, res: Response) => {
  const { model, tags, isPublic } = await showVersions(req.user, paramsOf(req, messageParam).id)
  const page = { view: 'chat/versions', title: 'Versions of a message', noindex: true, model }
  respond(req, res, { ...page, keep: isPublic ? tags : [] })
})

messagesRoutes.get('/chat/messages/:id/delete', membersOnly, async (req: Request, res: Response) => {
  const model = await removalForm(signedIn(req), paramsOf(req, messageParam).id)
  respond(req, res, { view: 'chat/delete', title: 'Delete your message', noindex: true, model })
})

messagesRoutes.delete('/chat/messages/:id', membersOnly, async (req: Request, res: Response) => {
  const { id } = paramsOf(req, messageParam)
  const { message, back } = await removeMessage(signedIn(req), id)
  const model = { id, seq: message.seq, removedBy: 'author', permalink: back }
  redirect(req, res, isSuspended(signedIn(req)) ? RIGHTS : back, { model })
})
