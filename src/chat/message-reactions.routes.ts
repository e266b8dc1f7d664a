import { type Request, type Response, Router } from 'express'
import { Types } from 'mongoose'
import { z } from 'zod'
import { membersOnly, signedIn } from '../auth/gates.ts'
import { type ReactionKind, reactionKinds } from '../reactions/reaction.ts'
import { input, objectId, paramsOf, queryOf } from '../web/input.ts'
import { limit } from '../web/limits.ts'
import { redirect, respond } from '../web/respond.ts'
import { wantsJson } from '../web/wants.ts'
import { messagePath } from './paths.ts'
import type { Reached } from './reach.ts'
import { countsOf, react, showReactions, takeBack } from './reacting.ts'

export const messageReactionsRoutes = Router()

const messageParam = z.object({ id: objectId })
const reaction = z.object({ kind: z.enum(reactionKinds, 'Please choose agree, disagree or thanks.') })
const pace = limit('reactions', { points: 100, seconds: 300, by: 'account' })
const fault = 'This link into the list is broken. Please start from the top.'
const beforeQuery = z.object({
  before: z
    .string(fault)
    .regex(/^[0-9a-f]{24}$/, fault)
    .transform((text) => new Types.ObjectId(text))
    .optional(),
})

/** A browser without scripts sees the counts on the page it goes back to. */
async function answer(req: Request, res: Response, { message, room }: Reached, mine: ReactionKind | null) {
  const model = wantsJson(req.headers) ? { ...(await countsOf(String(message._id))), mine } : undefined
  redirect(req, res, messagePath(room, message.seq), model && { model })
}

messageReactionsRoutes.put(
  '/chat/messages/:id/reaction',
  membersOnly,
  pace,
  async (req: Request, res: Response) => {
    const { id } = paramsOf(req, messageParam)
    const { kind } = input(req, reaction)
    await answer(req, res, await react(signedIn(req), id, kind), kind)
  },
)

messageReactionsRoutes.delete(
  '/chat/messages/:id/reaction',
  membersOnly,
  pace,
  async (req: Request, res: Response) => {
    const { id } = paramsOf(req, messageParam)
    await answer(req, res, await takeBack(signedIn(req), id), null)
  },
)

messageReactionsRoutes.get('/chat/messages/:id/reactions', async (req: Request, res: Response) => {
  const { id } = paramsOf(req, messageParam)
  const { model, tags } = await showReactions(req.user, id, queryOf(req, beforeQuery).before)
  respond(req, res, {
    view: 'chat/reactions',
    title: 'Reactions to a message',
    model,
    keep: tags,
    noindex: true,
  })
})
