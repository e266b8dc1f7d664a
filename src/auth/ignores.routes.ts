import { type Request, type Response, Router } from 'express'
import { z } from 'zod'
import { input, paramsOf } from '../web/input.ts'
import { limit } from '../web/limits.ts'
import { redirect, respond } from '../web/respond.ts'
import { membersOnly, signedIn } from './gates.ts'
import { ignorePerson, listIgnored, stopIgnoring } from './ignored.ts'
import { shownPerson } from './people.ts'

export const ignoresRoutes = Router()

const name = z.object({ username: z.string().regex(/^[a-z0-9_-]{3,24}$/i) })
/** The list sends people back to itself. */
const wayBack = z.object({ back: z.literal('/my/ignored').optional() })
const pace = limit('ignoring', { points: 100, seconds: 600, by: 'account' })

ignoresRoutes.get('/my/ignored', membersOnly, async (req: Request, res: Response) => {
  const people = await listIgnored(signedIn(req))
  const model = {
    people: people.map((person) => ({ ...shownPerson(person), href: `/u/${person.username}` })),
  }
  respond(req, res, { view: 'settings/ignored', title: 'Members you ignore', model, noindex: true })
})

ignoresRoutes.put('/u/:username/ignore', membersOnly, pace, async (req: Request, res: Response) => {
  const other = await ignorePerson(signedIn(req), paramsOf(req, name).username)
  redirect(req, res, `/u/${other.username}`, { model: { username: other.username, isIgnored: true } })
})

ignoresRoutes.delete('/u/:username/ignore', membersOnly, pace, async (req: Request, res: Response) => {
  const { username } = paramsOf(req, name)
  const { back } = input(req, wayBack)
  const other = await stopIgnoring(signedIn(req), username)
  redirect(req, res, back ?? `/u/${other.username}`, {
    model: { username: other.username, isIgnored: false },
  })
})
