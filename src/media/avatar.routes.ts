import { type Request, type Response, Router } from 'express'
import { membersOnly, signedIn, unrestrictedOnly } from '../auth/gates.ts'
import { profilePage } from '../auth/settings.routes.ts'
import { onFault } from '../web/forms.ts'
import { limit } from '../web/limits.ts'
import { redirect } from '../web/respond.ts'
import { takeFiles } from '../web/uploads.ts'
import { changeAvatar, removeAvatar } from './avatar.ts'

export const avatarRoutes = Router()

const changing = limit('avatar', { points: 20, seconds: 3600, by: 'account' })

avatarRoutes.put(
  '/my/avatar',
  membersOnly,
  unrestrictedOnly,
  onFault(profilePage),
  changing,
  takeFiles('avatar', 1),
  async (req: Request, res: Response) => {
    const avatar = await changeAvatar(signedIn(req), req.uploads?.[0])
    redirect(req, res, '/my/profile?saved=yes', { model: { avatar } })
  },
)

avatarRoutes.delete('/my/avatar', membersOnly, changing, async (req: Request, res: Response) => {
  await removeAvatar(signedIn(req))
  redirect(req, res, '/my/profile?saved=yes', { model: { avatar: null } })
})
