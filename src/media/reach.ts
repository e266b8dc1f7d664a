import type { Account } from '../auth/account.ts'
import { whyHidden } from '../auth/hiding.ts'
import { Gone, NotFound } from '../errors.ts'
import { onChanged } from '../live/bus.ts'
import { canTrust, onDistrust } from '../live/trust.ts'
import { type Image, loadImage, type StandingImage, standing } from './image.ts'
import { canSeeHidden, isOwner, type Reached, reachBack, reachPlace } from './places.ts'

/** A page of pictures asks for each of them: their records stay in memory until something about them changes. */
const MOST = 5000
const kept = new Map<string, Image>()
let drops = 0

function forgetAll(): void {
  drops += 1
  kept.clear()
}

onDistrust(forgetAll)
onChanged((tags) => {
  for (const tag of tags)
    if (tag.startsWith('image:')) {
      drops += 1
      kept.delete(tag.slice(6))
    }
})

async function knowImage(id: string): Promise<Image | undefined> {
  const known = canTrust() ? kept.get(id) : undefined
  if (known) return known
  const mark = drops
  const image = await loadImage(id)
  if (!image || mark !== drops || !canTrust()) return image
  kept.set(id, image)
  const oldest = kept.keys().next()
  if (kept.size > MOST && !oldest.done) kept.delete(oldest.value)
  return image
}

const whyNotTagHidden = 'This picture is hidden, so nothing new is added to it.'

/** Neutral, as of a post: that there was a complaint, and where the decision says what it rests on. */
function gone({ hiddenBy }: Pick<Image, 'hiddenBy'>): Gone {
  if (!hiddenBy) return new Gone('This picture was removed.')
  const why = whyHidden(hiddenBy)
  return new Gone(
    why.isInterim
      ? 'This picture is hidden while a complaint is looked into.'
      : 'This picture was removed after a complaint.',
    why,
  )
}

/** An image for somebody who may see it, and where it hangs. @throws NotFound, Gone */
export async function reachImage(
  actor: Account | undefined,
  id: string,
): Promise<{ image: StandingImage; reached: Reached }> {
  const found = await knowImage(id)
  if (!found) throw new NotFound()
  const image = standing(found)
  // Nothing but its number is left, so it can be said to everybody.
  if (!image) throw gone(found)
  const reached = await reachPlace(actor, image)
  if (!image.hiddenBy) return { image, reached }
  if (!canSeeHidden(actor && String(actor._id), image)) throw gone(image)
  // No cache on the way may keep it, and nothing is hung on it.
  return { image, reached: { ...reached, isPublic: false, whyClosed: whyNotTagHidden } }
}

/**
 * One's own, to take it back (N8), also where one cannot look any more; of the place nothing is told then.
 * @returns where to go on. @throws NotFound, Gone
 */
export async function reachToRemove(
  actor: Account,
  id: string,
): Promise<{ image: StandingImage; href: string }> {
  try {
    const { image, reached } = await reachImage(actor, id)
    return { image, href: reached.href }
  } catch (error) {
    const image = error instanceof NotFound ? standing(await knowImage(id)) : undefined
    if (!image || !isOwner(actor, image)) throw error
    if (image.hiddenBy && !canSeeHidden(String(actor._id), image)) throw error
    await reachBack(actor, image)
    return { image, href: '/' }
  }
}
