import { type Request, type Response, Router } from 'express'
import { z } from 'zod'
import { membersOnly, signedIn } from '../auth/gates.ts'
import { onFault } from '../web/forms.ts'
import { input, objectId, queryOf } from '../web/input.ts'
import { limit } from '../web/limits.ts'
import { type Page, redirect, respond } from '../web/respond.ts'
import { chooseTaggable, showMyTags } from './my-tags.ts'

export const myTagsRoutes = Router()

const pageQuery = z.object({ before: objectId.optional().catch(undefined) })
const choice = z.object({ taggable: z.enum(['ask', 'nobody'], 'Please choose one of the two.') })

/** Who may tag me, in the words that stand on the page. */
const options = [
  {
    value: 'ask',
    label: 'Ask me first',
    hint: 'Only you and the person who asks see the tag until you say yes.',
  },
  {
    value: 'nobody',
    label: 'Nobody',
    hint: 'You are not asked. What waits for your answer now is withdrawn.',
  },
]

async function myTagsPage(req: Request): Promise<Page> {
  const { before } = queryOf(req, pageQuery)
  const shown = await showMyTags(signedIn(req), before)
  const model = { ...shown, options, isSaved: req.query.saved === 'yes' }
  return { view: 'settings/tags', title: 'Pictures you are tagged in', model, noindex: true }
}

myTagsRoutes.get('/my/tags', membersOnly, async (req: Request, res: Response) =>
  respond(req, res, await myTagsPage(req)),
)

myTagsRoutes.put(
  '/my/tagging',
  membersOnly,
  onFault(myTagsPage),
  limit('tag-choice', { points: 30, seconds: 3600, by: 'account' }),
  async (req: Request, res: Response) => {
    const { taggable } = input(req, choice)
    await chooseTaggable(signedIn(req), taggable)
    redirect(req, res, '/my/tags?saved=yes', { model: { taggable } })
  },
)
