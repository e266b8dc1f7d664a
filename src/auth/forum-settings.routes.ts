import { type Request, type Response, Router } from 'express'
import { respond } from '../web/respond.ts'
import { readForumSettings } from './forum-settings.ts'
import { adminsOnly } from './gates.ts'

export const forumSettingsRoutes = Router()

forumSettingsRoutes.get('/admin/settings', adminsOnly, (req: Request, res: Response) =>
  respond(req, res, {
    view: 'admin/settings',
    title: 'Settings',
    model: readForumSettings(),
    noindex: true,
  }),
)
