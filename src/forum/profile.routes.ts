import { type Request, type Response, Router } from 'express'
import { z } from 'zod'
import { paramsOf, queryOf } from '../web/input.ts'
import { respond } from '../web/respond.ts'
import { idQuery } from './cursor.ts'
import { fewPictures, showGallery } from './gallery.view.ts'
import { showProfile } from './profile.view.ts'

export const profileRoutes = Router()

const nameParam = z.object({ username: z.string().regex(/^[\w.-]{1,40}$/) })

profileRoutes.get('/u/:username', async (req: Request, res: Response) => {
  const { username } = paramsOf(req, nameParam)
  const { before } = queryOf(req, idQuery)
  const { account, address, isThin, tags, model } = await showProfile(req.user, username, before)
  if (account.username !== username) return res.redirect(301, address)
  const few = before ? undefined : await fewPictures(req.user, account._id)
  respond(req, res, {
    view: 'profiles/show',
    title: account.name === account.username ? account.name : `${account.name} (${account.username})`,
    description: account.bio || `What ${account.name} writes here.`,
    model: { ...model, pictures: few?.pictures ?? [] },
    keep: ['boards', ...tags, ...(few?.tags ?? [])],
    noindex: isThin || before !== undefined,
    ...(before === undefined && { canonical: address }),
  })
})

profileRoutes.get('/u/:username/pictures', async (req: Request, res: Response) => {
  const { username } = paramsOf(req, nameParam)
  const { before } = queryOf(req, idQuery)
  const { account, address, tags, model } = await showGallery(req.user, username, before)
  if (account.username !== username) return res.redirect(301, address)
  respond(req, res, {
    view: 'profiles/pictures',
    title: `Pictures of ${account.name}`,
    model,
    keep: ['boards', ...tags],
    noindex: model.pictures.length === 0 || before !== undefined,
    ...(before === undefined && { canonical: address }),
  })
})
