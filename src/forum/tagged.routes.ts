import { type Request, type Response, Router } from 'express'
import { z } from 'zod'
import { labelKey, labelPath } from '../content/label.ts'
import { NotFound } from '../errors.ts'
import { paramsOf, queryOf } from '../web/input.ts'
import { respond } from '../web/respond.ts'
import { idQuery, placeQuery } from './cursor.ts'
import { showTagged, taggedImages, taggedTopics } from './tagged.view.ts'

export const taggedRoutes = Router()

const labelParam = z.object({ label: z.string().max(200) })

/** The key that the address names, and where it should have been named so. @throws NotFound where it names none */
function keyOf(req: Request, part = ''): { key: string; elsewhere: string | undefined } {
  const { label } = paramsOf(req, labelParam)
  const key = labelKey(label)
  if (key === '') throw new NotFound()
  return { key, elsewhere: key === label ? undefined : labelPath(key) + part }
}

/** `lists` goes with whatever is begun, moved or removed; a picture that comes into sight with it is in no other tag. */
const keptUnder = (key: string, tags: string[]) => [`label:${key}`, 'lists', 'boards', ...tags]

taggedRoutes.get('/tag/:label', async (req: Request, res: Response) => {
  const { key, elsewhere } = keyOf(req)
  if (elsewhere) return res.redirect(301, elsewhere)
  const { words, model, tags, isEmpty } = await showTagged(req.user, key)
  respond(req, res, {
    view: 'tagged/show',
    title: `Tagged “${words}”`,
    description: `Pictures and topics that carry the label “${words}”.`,
    canonical: labelPath(key),
    noindex: isEmpty,
    keep: keptUnder(key, tags),
    model,
  })
})

taggedRoutes.get('/tag/:label/images', async (req: Request, res: Response) => {
  const { key, elsewhere } = keyOf(req, '/images')
  if (elsewhere) return res.redirect(301, elsewhere)
  const { before } = queryOf(req, idQuery)
  const { model, tags, words: label = key.replaceAll('-', ' ') } = await taggedImages(req.user, key, before)
  respond(req, res, {
    view: 'tagged/images',
    title: `Pictures tagged “${label}”`,
    noindex: true,
    keep: keptUnder(key, tags),
    model: { label, key, up: labelPath(key), ...model },
  })
})

taggedRoutes.get('/tag/:label/topics', async (req: Request, res: Response) => {
  const { key, elsewhere } = keyOf(req, '/topics')
  if (elsewhere) return res.redirect(301, elsewhere)
  const { before } = queryOf(req, placeQuery)
  const { model, tags, words = key.replaceAll('-', ' ') } = await taggedTopics(req.user, key, before)
  respond(req, res, {
    view: 'tagged/topics',
    title: `Topics labelled “${words}”`,
    noindex: true,
    keep: keptUnder(key, tags),
    model: { label: words, key, up: labelPath(key), ...model },
  })
})
