import { type Request, type Response, Router } from 'express'
import { z } from 'zod'
import { membersOnly, signedIn } from '../auth/gates.ts'
import { type ReactionKind, reactionKinds } from '../reactions/reaction.ts'
import { input, objectId, paramsOf, queryOf } from '../web/input.ts'
import { limit } from '../web/limits.ts'
import { redirect, respond } from '../web/respond.ts'
import { wantsJson } from '../web/wants.ts'
import { idQuery } from './cursor.ts'
import type { Post } from './post.ts'
import { countsOf, react, takeBack } from './reacting.ts'
import { showReactions } from './reactions.view.ts'

export const reactionsRoutes = Router()

const postParam = z.object({ id: objectId })
const reaction = z.object({ kind: z.enum(reactionKinds, 'Please choose agree, disagree or thanks.') })
const pace = limit('reactions', { points: 100, seconds: 300, by: 'account' })

interface Done {
  post: Pick<Post, '_id'>
  address: string
  mine: ReactionKind | null
}

/** A browser without scripts sees the counts on the page it goes back to. */
async function answer(req: Request, res: Response, { post, address, mine }: Done): Promise<void> {
  const model = wantsJson(req.headers) ? { ...(await countsOf(post)), mine } : undefined
  redirect(req, res, address, model && { model })
}

reactionsRoutes.put('/posts/:id/reaction', membersOnly, pace, async (req: Request, res: Response) => {
  const { id } = paramsOf(req, postParam)
  const { kind } = input(req, reaction)
  await answer(req, res, { ...(await react(signedIn(req), id, kind)), mine: kind })
})

reactionsRoutes.delete('/posts/:id/reaction', membersOnly, pace, async (req: Request, res: Response) => {
  const { id } = paramsOf(req, postParam)
  await answer(req, res, { ...(await takeBack(signedIn(req), id)), mine: null })
})

reactionsRoutes.get('/posts/:id/reactions', async (req: Request, res: Response) => {
  const { id } = paramsOf(req, postParam)
  const { before } = queryOf(req, idQuery)
  const { model, tags } = await showReactions(req.user, id, before)
  const title = `Reactions to post ${model.post.number}`
  respond(req, res, { view: 'posts/reactions', title, model, keep: tags, noindex: true })
})
