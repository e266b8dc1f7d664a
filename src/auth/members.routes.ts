import { type Request, type Response, Router } from 'express'
import { z } from 'zod'
import { usernamePattern } from '../account-rules.ts'
import { NotFound } from '../errors.ts'
import { onFault } from '../web/forms.ts'
import { input, lookup, paramsOf, queryOf } from '../web/input.ts'
import { limit } from '../web/limits.ts'
import { type Page, redirect, respond } from '../web/respond.ts'
import { findAccount, roles } from './account.ts'
import { adminsOnly, signedIn } from './gates.ts'
import { listMembers } from './members.ts'
import { readOverview } from './overview.ts'
import { changeRole } from './role-change.ts'

export const membersRoutes = Router()

membersRoutes.get('/admin', adminsOnly, async (req: Request, res: Response) =>
  respond(req, res, { view: 'admin/overview', title: 'Admin', model: await readOverview(), noindex: true }),
)

const search = z.object({
  q: lookup(0, 24).optional().default(''),
  after: lookup(0, 24).optional().default(''),
})

const roleOptions = [
  { value: 'member', label: 'Member' },
  { value: 'reviewer', label: 'Second reviewer' },
  { value: 'moderator', label: 'Moderator' },
  { value: 'admin', label: 'Admin' },
]

async function membersPage(req: Request): Promise<Page> {
  const asked = queryOf(req, search)
  const { members, next } = await listMembers(asked)
  const further = new URLSearchParams({ ...(asked.q && { q: asked.q }), ...(next && { after: next }) })
  const model = { q: asked.q, members, roleOptions, next: next && `/admin/members?${further}` }
  return { view: 'admin/members', title: 'Members', model, noindex: true }
}

membersRoutes.get('/admin/members', adminsOnly, async (req: Request, res: Response) =>
  respond(req, res, await membersPage(req)),
)

const name = z.object({ username: z.string().regex(usernamePattern) })
const wanted = z.object({ role: z.enum(roles, 'Please choose member, second reviewer, moderator or admin.') })

membersRoutes.put(
  '/admin/members/:username/role',
  adminsOnly,
  limit('role', { points: 200, seconds: 3600, by: 'account' }),
  onFault(membersPage),
  async (req: Request, res: Response) => {
    const { username } = paramsOf(req, name)
    const { role } = input(req, wanted)
    const account = await findAccount(username)
    if (!account) throw new NotFound()
    await changeRole(signedIn(req), account, role)
    const model = { username: account.username, role }
    redirect(req, res, `/admin/members?q=${account.username.toLowerCase()}`, { model })
  },
)
