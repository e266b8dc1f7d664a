import { type Request, type Response, Router } from 'express'
import { z } from 'zod'
import { membersOnly, signedIn } from '../auth/gates.ts'
import { onFault } from '../web/forms.ts'
import { input, paramsOf, shortNumber } from '../web/input.ts'
import { limit } from '../web/limits.ts'
import { type Page, redirect, respond } from '../web/respond.ts'
import { showLabels } from './labels.ts'
import { topicPath } from './paths.ts'
import { closeTopic, moveTopic, pinTopic, retitleTopic } from './stewardship.ts'
import { titleForm } from './topic-forms.view.ts'
import { topicLabels, topicTitle } from './topics.routes.ts'

export const stewardshipRoutes = Router()

const topicParam = z.object({ id: shortNumber })
const titleInput = z.object({ title: topicTitle, labels: topicLabels.optional() })
const boardInput = z.object({ board: z.string('Please choose a board.').max(60, 'Please choose a board.') })
const changing = limit('edits', { points: 60, seconds: 300, by: 'account' })

async function titlePage(req: Request): Promise<Page> {
  const model = await titleForm(signedIn(req), paramsOf(req, topicParam).id)
  return { view: 'topics/edit', title: 'Change title and labels', noindex: true, model }
}

stewardshipRoutes.get('/t/:id/edit', membersOnly, async (req: Request, res: Response) => {
  respond(req, res, await titlePage(req))
})

stewardshipRoutes.put(
  '/t/:id',
  membersOnly,
  onFault(titlePage),
  changing,
  async (req: Request, res: Response) => {
    const { id } = paramsOf(req, topicParam)
    const topic = await retitleTopic(signedIn(req), id, input(req, titleInput))
    const { slug, title } = topic
    redirect(req, res, topicPath(topic), {
      model: { id: String(id), slug, title, labels: showLabels(topic) },
    })
  },
)

for (const [path, name, change] of [
  ['/t/:id/pin', 'isPinned', pinTopic],
  ['/t/:id/closure', 'isClosed', closeTopic],
] as const) {
  const answer = (isOn: boolean) => async (req: Request, res: Response) => {
    const { id } = paramsOf(req, topicParam)
    const topic = await change(signedIn(req), id, isOn)
    redirect(req, res, topicPath(topic), { model: { id: String(id), [name]: isOn } })
  }
  stewardshipRoutes.put(path, membersOnly, changing, answer(true))
  stewardshipRoutes.delete(path, membersOnly, changing, answer(false))
}

stewardshipRoutes.put('/t/:id/board', membersOnly, changing, async (req: Request, res: Response) => {
  const { id } = paramsOf(req, topicParam)
  const { board } = input(req, boardInput)
  const topic = await moveTopic(signedIn(req), id, board)
  redirect(req, res, topicPath(topic), { model: { id: String(id), board } })
})
