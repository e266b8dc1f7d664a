import { type Request, type Response, Router } from 'express'
import { z } from 'zod'
import { membersOnly, signedIn } from '../auth/gates.ts'
import { MOST_LABEL } from '../content/label.ts'
import { onFault } from '../web/forms.ts'
import { input, line, paramsOf, queryOf, shortNumber } from '../web/input.ts'
import { type Page, redirect, respond } from '../web/respond.ts'
import { addTopic } from './beginning.ts'
import { readLabels, whyNotLabels } from './labels.ts'
import { topicPath } from './paths.ts'
import { newTopicModel } from './post.view.ts'
import { pace, picturesOf, postBody, takePictures } from './posts.routes.ts'
import { openTopic } from './topic.view.ts'
import { topicData } from './topic-data.view.ts'
import { chooseBoard, newTopicForm, openNewTopicForm } from './topic-forms.view.ts'

export const topicsRoutes = Router()

export const topicTitle = line(3, 150)
/** "brick, Lime mortar": separated by commas, or as a list. */
export const topicLabels = z
  .union([z.array(z.string()).max(50), z.string().max(2000)], 'Please write words, separated by commas.')
  .transform((given, context) => {
    const typed = typeof given === 'string' ? given.split(',').filter((part) => part.trim() !== '') : given
    const words = typed.map((part) => line(1, MOST_LABEL).safeParse(part))
    const labels = readLabels(words.flatMap(({ data }) => data ?? []))
    const fault = words.some(({ success }) => !success)
      ? `A label has 1 to ${MOST_LABEL} characters.`
      : whyNotLabels(labels)
    if (fault) context.addIssue({ code: 'custom', message: fault })
    return labels
  })

const boardParam = z.object({ slug: z.string().regex(/^[a-z0-9-]{1,60}$/) })
const topicInput = z.object({ title: topicTitle, labels: topicLabels.optional(), body: postBody })
const shortParam = z.object({ id: shortNumber })
const topicParam = z.object({ slug: z.string().max(300), id: shortNumber, n: shortNumber.optional() })
const topicQuery = z.object({ quote: shortNumber.optional().catch(undefined) })

topicsRoutes.get('/topics/new', membersOnly, async (req: Request, res: Response) => {
  const model = await chooseBoard(signedIn(req))
  respond(req, res, { view: 'topics/choose', title: 'New topic', noindex: true, model })
})

async function newTopicPage(req: Request): Promise<Page> {
  const model = await newTopicForm(signedIn(req), paramsOf(req, boardParam).slug)
  return { view: 'topics/new', title: `New topic in ${model.board.name}`, noindex: true, model }
}

topicsRoutes.get('/c/:slug/new', membersOnly, async (req: Request, res: Response) => {
  const model = await openNewTopicForm(signedIn(req), paramsOf(req, boardParam).slug)
  respond(req, res, {
    view: 'topics/new',
    title: `New topic in ${model.board.name}`,
    noindex: true,
    model,
  })
})

topicsRoutes.post(
  '/c/:slug/topics',
  membersOnly,
  onFault(newTopicPage),
  takePictures,
  ...pace,
  async (req: Request, res: Response) => {
    const { slug } = paramsOf(req, boardParam)
    const pictures = await picturesOf(req, `new:${slug}`)
    const made = await addTopic(signedIn(req), slug, { ...input(req, topicInput), pictures })
    redirect(req, res, topicPath(made.topic), { status: 201, model: await newTopicModel(made) })
  },
)

topicsRoutes.get('/t/:id', async (req: Request, res: Response) => {
  const { id } = paramsOf(req, shortParam)
  const opened = await openTopic(req.user, { id, slug: '', number: 1 })
  res.redirect(301, 'elsewhere' in opened ? opened.elsewhere : opened.canonical)
})

topicsRoutes.get(['/t/:slug/:id', '/t/:slug/:id/:n'], async (req: Request, res: Response) => {
  const { slug, id, n = 1 } = paramsOf(req, topicParam)
  const { quote } = queryOf(req, topicQuery)
  // A browser that fetches in advance, or a HEAD, has not shown it to anybody.
  const isUnseen = req.method === 'HEAD' || req.get('Sec-Purpose') !== undefined
  const opened = await openTopic(req.user, { id, slug, number: n, quote, isUnseen })
  if ('elsewhere' in opened) return res.redirect(opened.status, opened.elsewhere)
  const { topic, board, page, model, canonical } = opened
  const isPublic = board.audience === 'public'
  respond(req, res, {
    view: 'topics/show',
    title: topic.title,
    description: page.description,
    model,
    keep: [...page.tags],
    canonical,
    noindex: !isPublic,
    ...(isPublic && { feed: `/t/${topic.slug}/${topic._id}/feed` }),
    ...(isPublic && !req.user && { jsonLd: topicData(opened) }),
  })
})
