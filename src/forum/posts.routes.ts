import { type Request, type RequestHandler, type Response, Router } from 'express'
import { z } from 'zod'
import { confirmedOnly, membersOnly, signedIn } from '../auth/gates.ts'
import { isNewcomer } from '../auth/policy.ts'
import { isSuspended } from '../auth/restriction.ts'
import { RIGHTS } from '../auth/suspended.ts'
import { mostCharacters } from '../content/markdown.ts'
import { onFault } from '../web/forms.ts'
import { input, objectId, optionalNumber, paramsOf, prose, shortNumber } from '../web/input.ts'
import { limit } from '../web/limits.ts'
import { type Page, redirect, respond } from '../web/respond.ts'
import { takeFiles } from '../web/uploads.ts'
import { wantsJson } from '../web/wants.ts'
import { editPost } from './edit.ts'
import { postPath } from './paths.ts'
import { keepPictures, MOST_PICTURES, type Pictures, readPictures } from './pictures.ts'
import { editForm, placePost, postModel, removalForm } from './post.view.ts'
import { removePost } from './removal.ts'
import { addPost } from './reply.ts'
import { replyForm } from './topic-forms.view.ts'

export const postsRoutes = Router()

const topicParam = z.object({ id: shortNumber })
const postParam = z.object({ id: objectId })
export const postBody = prose(1, mostCharacters)
const replyInput = z.object({ body: postBody, replyTo: optionalNumber })
const editInput = z.object({ body: postBody, revision: optionalNumber })

const writing = limit('posts', { points: 30, seconds: 300, by: 'account' })
const newcomers = limit('newcomer-posts', {
  points: 5,
  seconds: 600,
  by: 'account',
  because: 'Welcome! While an account is new it posts a little more slowly.',
})

/** Files of those who may post; everybody else hears why not before anything is read. */
export const takePictures: RequestHandler[] = [
  (req, res, next) => (req.is('multipart/form-data') ? confirmedOnly(req, res, next) : next()),
  takeFiles('images', MOST_PICTURES),
]

/** Before the words are judged: whatever is wrong with them, the files that came are not lost. */
export function picturesOf(req: Request, key: string): Promise<Pictures> {
  return keepPictures(signedIn(req), key, readPictures(req.body, req.uploads, req.uploadsLeftOut))
}

/** How fast one person posts. */
export const pace: RequestHandler[] = [
  writing,
  (req, res, next) => (isNewcomer(signedIn(req)) ? newcomers(req, res, next) : next()),
]
const changing = limit('edits', { points: 60, seconds: 300, by: 'account' })

/** A browser is sent on to the page, and need not wait for a model that only programs read. */
async function forPrograms(req: Request, placed: Parameters<typeof postModel>[0]) {
  return wantsJson(req.headers) ? { model: await postModel(placed) } : {}
}

async function replyPage(req: Request): Promise<Page> {
  const model = await replyForm(signedIn(req), paramsOf(req, topicParam).id)
  return { view: 'posts/new', title: `Reply to ${model.topic.title}`, noindex: true, model }
}

async function editPage(req: Request): Promise<Page> {
  const model = await editForm(signedIn(req), paramsOf(req, postParam).id)
  return { view: 'posts/edit', title: 'Edit your post', noindex: true, model }
}

postsRoutes.post(
  '/t/:id/posts',
  membersOnly,
  onFault(replyPage),
  takePictures,
  ...pace,
  async (req: Request, res: Response) => {
    const { id } = paramsOf(req, topicParam)
    const pictures = await picturesOf(req, `reply:${id}`)
    const made = await addPost(signedIn(req), id, { ...input(req, replyInput), pictures })
    const address = postPath(made.topic, made.post.number)
    redirect(req, res, address, { status: 201, ...(await forPrograms(req, made)) })
  },
)

postsRoutes.get('/posts/:id', async (req: Request, res: Response) => {
  const { address, model } = await placePost(req.user, paramsOf(req, postParam).id)
  redirect(req, res, address, { model })
})

postsRoutes.get('/posts/:id/edit', membersOnly, async (req: Request, res: Response) => {
  respond(req, res, await editPage(req))
})

postsRoutes.put(
  '/posts/:id',
  membersOnly,
  onFault(editPage),
  takePictures,
  changing,
  async (req: Request, res: Response) => {
    const { id } = paramsOf(req, postParam)
    const pictures = await picturesOf(req, `edit:${id}`)
    const edited = await editPost(signedIn(req), id, { ...input(req, editInput), pictures })
    redirect(req, res, postPath(edited.topic, edited.post.number), await forPrograms(req, edited))
  },
)

postsRoutes.get('/posts/:id/delete', membersOnly, async (req: Request, res: Response) => {
  const model = await removalForm(signedIn(req), paramsOf(req, postParam).id)
  respond(req, res, { view: 'posts/delete', title: 'Delete your post', noindex: true, model })
})

postsRoutes.delete('/posts/:id', membersOnly, async (req: Request, res: Response) => {
  const { post, settled, back } = await removePost(signedIn(req), paramsOf(req, postParam).id)
  const address = isSuspended(signedIn(req)) ? RIGHTS : back
  redirect(req, res, address, { model: { ...post, topicGone: settled === 'gone' } })
})
