import { type Request, type Response, Router } from 'express'
import { z } from 'zod'
import { membersOnly, signedIn } from '../auth/gates.ts'
import { input, paramsOf, shortNumber } from '../web/input.ts'
import { limit } from '../web/limits.ts'
import { redirect } from '../web/respond.ts'
import { chooseLevel, findUnreadPlace } from './places.ts'
import { levels } from './reading.ts'

export const readingRoutes = Router()

const topicParam = z.object({ id: shortNumber })
export const levelInput = z.object({
  level: z.enum(levels, 'Please choose watch, normal or mute.'),
  /** The list of what one watches sends people back to itself. */
  back: z.literal('/my/levels').optional().catch(undefined),
})

readingRoutes.get('/t/:id/unread', membersOnly, async (req: Request, res: Response) => {
  const { id } = paramsOf(req, topicParam)
  const address = await findUnreadPlace(signedIn(req), id)
  redirect(req, res, address)
})

readingRoutes.put(
  '/t/:id/level',
  membersOnly,
  limit('level', { points: 120, seconds: 600, by: 'account' }),
  async (req: Request, res: Response) => {
    const { id } = paramsOf(req, topicParam)
    const { level, back } = input(req, levelInput)
    const address = await chooseLevel(signedIn(req), id, level)
    redirect(req, res, back ?? address, { model: { topic: String(id), level } })
  },
)
