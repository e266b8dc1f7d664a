import { type Request, type Response, Router } from 'express'
import { z } from 'zod'
import { confirmedOnly, membersOnly, signedIn } from '../auth/gates.ts'
import { draftImages } from '../drafts/draft-images.ts'
import { Invalid, NotFound } from '../errors.ts'
import { showImage } from '../media/image.view.ts'
import { removeImages } from '../media/removal.ts'
import { objectId, paramsOf } from '../web/input.ts'
import { limit } from '../web/limits.ts'
import { redirect } from '../web/respond.ts'
import { takeFiles } from '../web/uploads.ts'
import { draftPlace } from './draft-place.ts'
import { draftKey } from './drafts.routes.ts'
import { keepPictures, readPictures } from './pictures.ts'

export const draftImagesRoutes = Router()

const keyParam = z.object({ key: draftKey })
const imageParam = z.object({ key: draftKey, id: objectId })
const pace = limit('uploads', { points: 100, seconds: 600, by: 'account' })

/** One picture while the words are still being typed; it hangs on the draft until they are sent. */
draftImagesRoutes.post(
  '/my/drafts/:key/images',
  membersOnly,
  confirmedOnly,
  pace,
  takeFiles('images', 1),
  async (req: Request, res: Response) => {
    const { key } = paramsOf(req, keyParam)
    const author = signedIn(req)
    const { added } = await keepPictures(author, key, readPictures(req.body, req.uploads, req.uploadsLeftOut))
    const image = (await draftImages(author._id, key)).find(({ _id }) => added.some((id) => id.equals(_id)))
    if (!image) throw new Invalid({ images: 'Please choose a picture.' })
    redirect(req, res, await draftPlace(key), { status: 201, model: showImage(image) })
  },
)

draftImagesRoutes.delete('/my/drafts/:key/images/:id', membersOnly, async (req: Request, res: Response) => {
  const { key, id } = paramsOf(req, imageParam)
  const image = (await draftImages(signedIn(req)._id, key)).find(({ _id }) => String(_id) === id)
  if (!image) throw new NotFound()
  await removeImages([image._id])
  redirect(req, res, await draftPlace(key), { model: { id, removed: true } })
})
