import { type Request, type Response, Router } from 'express'
import { z } from 'zod'
import { membersOnly, signedIn } from '../auth/gates.ts'
import { MOST_LABEL } from '../content/label.ts'
import { onFault } from '../web/forms.ts'
import { input, line, objectId, paramsOf } from '../web/input.ts'
import { limit } from '../web/limits.ts'
import { redirect } from '../web/respond.ts'
import { imagePage } from './images.routes.ts'
import { reachImage } from './reach.ts'
import { tagModel } from './tag.view.ts'
import { boxFields, boxIn } from './tag-input.ts'
import { addTag, answerTag, removeTag } from './tagging.ts'

export const tagsRoutes = Router()

const imageParam = z.object({ id: objectId })
const tagParam = z.object({ id: objectId, tag: objectId })

/** A field that was sent empty says nothing; one of blanks alone was meant to say something. */
const filled = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (value === '' ? undefined : value), schema.optional())

const tagInput = z.object({
  label: filled(line(1, MOST_LABEL)),
  member: filled(line(1, 60)),
  ...boxFields,
})
const answerInput = z.object({ answer: z.enum(['accept', 'refuse'], 'Please accept or refuse.') })
/** The list of one's own tags sends people back to itself. */
const wayBack = z.object({ back: z.literal('/my/tags').optional().catch(undefined) })

const tagging = limit('tags', {
  points: 120,
  seconds: 600,
  by: 'account',
  // Asking people takes their time, too.
  cost: (req) => (req.body?.member ? 4 : 1),
})
const changing = limit('tag-changes', { points: 120, seconds: 600, by: 'account' })

tagsRoutes.post(
  '/images/:id/tags',
  membersOnly,
  onFault(imagePage),
  tagging,
  async (req: Request, res: Response) => {
    const actor = signedIn(req)
    const place = await reachImage(actor, paramsOf(req, imageParam).id)
    const { label, member, ...numbers } = input(req, tagInput)
    const { tag, isNew } = await addTag(actor, place, { label, member, box: boxIn(numbers) })
    const address = `/images/${place.image._id}#tag-${tag._id}`
    redirect(req, res, address, { status: isNew ? 201 : 200, model: await tagModel(tag) })
  },
)

tagsRoutes.delete('/images/:id/tags/:tag', membersOnly, changing, async (req: Request, res: Response) => {
  const { id, tag } = paramsOf(req, tagParam)
  const { back } = backOf(req)
  await removeTag(signedIn(req), id, tag)
  redirect(req, res, back ?? `/images/${id}`, { model: { id: tag, removed: true } })
})

tagsRoutes.put('/images/:id/tags/:tag/answer', membersOnly, changing, async (req: Request, res: Response) => {
  const { id, tag } = paramsOf(req, tagParam)
  const { back } = backOf(req)
  const { answer } = input(req, answerInput)
  const answered = await answerTag(signedIn(req), id, tag, answer)
  redirect(req, res, back ?? `/images/${id}`, { model: await tagModel(answered) })
})

/** A DELETE often has no body at all. */
function backOf(req: Request) {
  return wayBack.safeParse(req.body ?? {}).data ?? {}
}
