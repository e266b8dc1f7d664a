import { type Request, type Response, Router } from 'express'
import { z } from 'zod'
import { usernamePattern } from '../account-rules.ts'
import { email } from '../auth/fields.ts'
import { adminsOnly, confirmedOnly, moderatorsOnly, signedIn } from '../auth/gates.ts'
import { onFault } from '../web/forms.ts'
import { input, objectId, paramsOf } from '../web/input.ts'
import { limit } from '../web/limits.ts'
import { type Page, redirect, respond } from '../web/respond.ts'
import { acceptInvitation, endReviewer, invitationPath, invite, readInvitation, revoke } from './inviting.ts'
import { showReviewers } from './reviewers.view.ts'

export const reviewersRoutes = Router()

async function reviewersPage(req: Request): Promise<Page> {
  const model = await showReviewers(signedIn(req))
  return { view: 'reviewers/index', title: 'Second reviewers', model, noindex: true }
}

reviewersRoutes.get('/reviewers', moderatorsOnly, async (req: Request, res: Response) =>
  respond(req, res, await reviewersPage(req)),
)

const invitationInput = z.object({
  email,
  case: z
    .union(
      [z.literal('').transform(() => null), z.string().regex(/^C-[1-9][0-9]{0,11}$/)],
      'Please give the name of a case, like C-17, or leave this empty.',
    )
    .optional()
    .transform((ref) => ref ?? null),
})

reviewersRoutes.post(
  '/reviewers',
  adminsOnly,
  limit('reviewer-invitations', { points: 20, seconds: 86_400, by: 'account' }),
  onFault(reviewersPage),
  async (req: Request, res: Response) => {
    const { email: to, case: ref } = input(req, invitationInput)
    const { _id, expiresAt } = await invite(signedIn(req), to, ref)
    const model = { id: String(_id), email: to, case: ref, expiresAt }
    redirect(req, res, '/reviewers', { status: 201, model })
  },
)

const usernameParam = z.object({ username: z.string().regex(usernamePattern) })

reviewersRoutes.delete('/reviewers/:username', adminsOnly, async (req: Request, res: Response) => {
  const { username } = paramsOf(req, usernameParam)
  await endReviewer(signedIn(req), username)
  redirect(req, res, '/reviewers', { model: { username, role: 'member' } })
})

const idParam = z.object({ invitation: objectId })

reviewersRoutes.delete(
  '/reviewers/invitations/:invitation',
  adminsOnly,
  async (req: Request, res: Response) => {
    const { invitation } = paramsOf(req, idParam)
    await revoke(signedIn(req), invitation)
    redirect(req, res, '/reviewers', { model: { id: invitation } })
  },
)

const secretParam = z.object({ invitation: z.string().regex(/^[\w-]{43}$/) })

/** Open to everybody who has the link: who has no account yet is told how to make one and come back. */
async function invitationPage(req: Request): Promise<Page> {
  const { invitation: secret } = paramsOf(req, secretParam)
  const { isOpen } = await readInvitation(secret, req.user)
  const path = invitationPath(secret)
  const model = { path, isDone: !isOpen, next: encodeURIComponent(path) }
  return { view: 'reviewers/invitation', title: 'A second opinion', model, noindex: true }
}

reviewersRoutes.get('/reviewers/invitations/:invitation', async (req: Request, res: Response) =>
  respond(req, res, await invitationPage(req)),
)

reviewersRoutes.post(
  '/reviewers/invitations/:invitation',
  confirmedOnly,
  limit('accept-invitation', { points: 30, seconds: 3600, by: 'both' }),
  onFault(invitationPage),
  async (req: Request, res: Response) => {
    const { invitation: secret } = paramsOf(req, secretParam)
    await acceptInvitation(signedIn(req), secret)
    redirect(req, res, invitationPath(secret), { model: { accepted: true } })
  },
)
