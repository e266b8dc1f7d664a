import { type Request, type Response, Router } from 'express'
import { z } from 'zod'
import type { Account } from '../auth/account.ts'
import { membersOnly, signedIn, unrestrictedOnly } from '../auth/gates.ts'
import { whyNotChange } from '../auth/hiding.ts'
import { findPeople } from '../auth/people.ts'
import { Forbidden, NotFound } from '../errors.ts'
import { asFile } from '../web/errors.ts'
import { onFault } from '../web/forms.ts'
import { input, line, objectId, paramsOf } from '../web/input.ts'
import { limit } from '../web/limits.ts'
import { type Page, redirect, respond } from '../web/respond.ts'
import { type StandingImage, saveAlt } from './image.ts'
import { showImage, variantFor } from './image.view.ts'
import { SIZES } from './made.ts'
import { describe, isOwner } from './places.ts'
import { reachImage, reachToRemove } from './reach.ts'
import { removeImages } from './removal.ts'
import { imageStore } from './store.ts'
import { drawn, tagsFor } from './tag.view.ts'
import { whyNotTag } from './tagging.ts'

export const imagesRoutes = Router()

const imageParam = z.object({ id: objectId })
const bytesParam = z.object({
  id: objectId,
  variant: z
    .string()
    .regex(/^[1-9][0-9]{1,3}$/)
    .transform(Number),
})
export const altText = line(0, 500)
const altInput = z.object({ alt: altText })
const changing = limit('images', { points: 60, seconds: 300, by: 'account' })

/** Seconds. A picture that was removed may live in somebody's cache for as long, and no longer. */
const CACHE = 3600

/** Also where a fault in a form about the image brings people back to. */
export async function imagePage(req: Request): Promise<Page> {
  const { id } = paramsOf(req, imageParam)
  const { image, reached } = await reachImage(req.user, id)
  const { tags, goneTags, keep } = await tagsFor(req.user, image)
  const whyNotTagged = whyNotTag(req.user, { reached })
  const owner = (await findPeople([String(image.owner)])).get(String(image.owner))
  return {
    view: 'images/show',
    title: image.alt || 'A picture',
    description: `A picture in ${reached.title}`,
    noindex: !reached.isPublic || image.alt === '',
    canonical: `/images/${id}`,
    keep: reached.isPublic
      ? [`image:${id}`, `account:${image.owner}`, 'boards', ...reached.tags, ...keep]
      : [],
    model: {
      ...showImage(image),
      tags,
      goneTags,
      drawn: drawn(tags),
      canTag: whyNotTagged === undefined,
      whyNotTagged,
      tagAudience: reached.audienceWords.replace(/(read|see) this\.$/, 'see this tag.'),
      owner: owner ? { username: owner.username, name: owner.name } : null,
      createdAt: image.createdAt,
      place: { href: reached.href, title: reached.title },
      audienceWords: reached.audienceWords,
      ...(isOwner(req.user, image) && { isOwn: true }),
    },
  }
}

imagesRoutes.get('/images/:id', async (req: Request, res: Response) =>
  respond(req, res, await imagePage(req)),
)

/** The sizes are known, so no address but theirs is looked for. */
function wantedSize(image: StandingImage, name: number): number {
  const [most] = SIZES
  const found = name <= most ? variantFor(image, name) : undefined
  if (!found || !([...SIZES] as number[]).concat(found.name).includes(name)) throw new NotFound()
  return found.name
}

imagesRoutes.get('/images/:id/:variant', asFile, async (req: Request, res: Response) => {
  const { id, variant } = paramsOf(req, bytesParam)
  const { image, reached } = await reachImage(req.user, id)
  const size = wantedSize(image, variant)
  const etag = `"${id}-${size}"`
  if (reached.isPublic) res.set('Cache-Control', `public, max-age=${CACHE}`).removeHeader('Vary')
  res.set('ETag', etag)
  if (req.get('If-None-Match')?.includes(etag)) return res.status(304).end()
  const bytes = await imageStore.get(id, size)
  if (!bytes) throw new NotFound()
  res.set('Content-Disposition', 'inline; filename="picture.webp"')
  res.type('image/webp').send(bytes)
})

function assertOwn(actor: Account, image: StandingImage): void {
  if (!isOwner(actor, image))
    throw new Forbidden('Only the person who showed a picture can change or delete it.')
  if (image.place.kind === 'avatar') throw new Forbidden('Your face is changed in your settings.')
}

imagesRoutes.put(
  '/images/:id',
  membersOnly,
  unrestrictedOnly,
  onFault(imagePage),
  changing,
  async (req: Request, res: Response) => {
    const { image } = await reachImage(req.user, paramsOf(req, imageParam).id)
    assertOwn(signedIn(req), image)
    const { alt } = input(req, altInput)
    if (image.hiddenBy) throw new Forbidden(whyNotChange)
    if (alt !== image.alt) await describe(image, () => saveAlt(image._id, alt))
    redirect(req, res, `/images/${image._id}`, { model: { ...showImage({ ...image, alt }) } })
  },
)

imagesRoutes.delete('/images/:id', membersOnly, changing, async (req: Request, res: Response) => {
  const { image, href } = await reachToRemove(signedIn(req), paramsOf(req, imageParam).id)
  assertOwn(signedIn(req), image)
  await removeImages([image._id])
  redirect(req, res, href, { model: { id: String(image._id), removed: true } })
})
