import { type Request, type Response, Router } from 'express'
import { z } from 'zod'
import { membersOnly, signedIn } from '../auth/gates.ts'
import { mostCharacters } from '../content/markdown.ts'
import { input, prose } from '../web/input.ts'
import { limit } from '../web/limits.ts'
import { previewWords } from './preview.ts'

export const previewRoutes = Router()

const previewInput = z.object({ body: prose(0, mostCharacters) })

previewRoutes.post(
  '/preview',
  membersOnly,
  limit('previews', { points: 120, seconds: 60, by: 'account' }),
  async (req: Request, res: Response) => {
    const { body } = input(req, previewInput)
    res.set('Cache-Control', 'no-store').json({ html: await previewWords(signedIn(req), body) })
  },
)
