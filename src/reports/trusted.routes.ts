import { type Request, type Response, Router } from 'express'
import { z } from 'zod'
import { usernamePattern } from '../account-rules.ts'
import { adminsOnly, signedIn } from '../auth/gates.ts'
import { onFault } from '../web/forms.ts'
import { input, paramsOf } from '../web/input.ts'
import { limit } from '../web/limits.ts'
import { type Page, redirect, respond } from '../web/respond.ts'
import { endTrust, trustReporter } from './trusted.ts'
import { showTrusted } from './trusted.view.ts'

export const trustedRoutes = Router()

const HOME = '/admin/trusted-reporters'
const pace = limit('trusted-reporters', { points: 100, seconds: 3600, by: 'account' })

async function trustedPage(_req: Request): Promise<Page> {
  return { view: 'admin/trusted', title: 'Trusted reporters', model: await showTrusted(), noindex: true }
}

trustedRoutes.get(HOME, adminsOnly, async (req: Request, res: Response) =>
  respond(req, res, await trustedPage(req)),
)

const [missing, wrong] = ['Please give a user name.', 'No user name looks like this.']
const name = z.object({ username: z.string().regex(usernamePattern) })
/** As people write and copy them: with an "@", or with a blank beside them. */
const typedName = z.object({
  username: z
    .string(missing)
    .transform((typed) => typed.trim().replace(/^@/, ''))
    .pipe(z.string().min(1, missing).regex(usernamePattern, wrong)),
})

trustedRoutes.post(HOME, adminsOnly, pace, onFault(trustedPage), async (req: Request, res: Response) => {
  const { username } = input(req, typedName)
  await trustReporter(signedIn(req), username)
  redirect(req, res, HOME, { status: 201, model: { username } })
})

trustedRoutes.delete(`${HOME}/:username`, adminsOnly, pace, async (req: Request, res: Response) => {
  const { username } = paramsOf(req, name)
  await endTrust(signedIn(req), username)
  redirect(req, res, HOME, { model: { username } })
})
