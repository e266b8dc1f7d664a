import { type Request, type Response, Router } from 'express'
import { z } from 'zod'
import { membersOnly, signedIn } from '../auth/gates.ts'
import { lookup, queryOf } from '../web/input.ts'
import { limit } from '../web/limits.ts'
import { suggestPeople } from './people.view.ts'

export const peopleRoutes = Router()

const typed = z.object({ q: lookup(0, 40).optional().default('') })
/** Quicker than anybody types, slower than a list of all members would need. */
const pace = limit('people', { points: 200, seconds: 300, by: 'account' })

/** For the composer's completion of `@`: there is no page of it. */
peopleRoutes.get('/people', membersOnly, pace, async (req: Request, res: Response) => {
  const { q } = queryOf(req, typed)
  res.json({ people: await suggestPeople(signedIn(req), q) })
})
