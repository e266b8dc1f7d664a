import { type Request, type Response, Router } from 'express'
import { z } from 'zod'
import { membersOnly, signedIn } from '../auth/gates.ts'
import { mostCharacters } from '../content/markdown.ts'
import { input, prose } from '../web/input.ts'
import { limit } from '../web/limits.ts'
import { previewWords } from './preview.ts'

export const previewRoutes = Router()

const previewInput = z.object({ body: prose(0, mostCharacters) })

function workFor(req: Request): number {
  const body: unknown = req.body?.body
  return 1 + (typeof body === 'string' ? Math.floor(Math.min(body.length, mostCharacters) / 4000) : 0)
}

previewRoutes.post(
  '/preview',
  membersOnly,
  // While somebody types, a short text is shown again and again; a long one may take half a second of work each time.
  limit('previews', { points: 240, seconds: 60, by: 'account', cost: workFor }),
  async (req: Request, res: Response) => {
    const { body } = input(req, previewInput)
    res.set('Cache-Control', 'no-store').json({ html: await previewWords(signedIn(req), body) })
  },
)
