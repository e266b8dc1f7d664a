import type { Account } from '../auth/account.ts'
import { saveChoice, type Taggable } from '../auth/account.ts'
import { Kept } from '../auth/kept.ts'
import { findPeople } from '../auth/people.ts'
import { Expected } from '../errors.ts'
import { onChanged } from '../live/bus.ts'
import { type ImageView, showImage } from './image.view.ts'
import { reachImage } from './reach.ts'
import { countWaiting, findTagsOf, type Tag, withdrawPending } from './tag.ts'

const PAGE = 20
const MOST_WAITING = 50

const counts = new Kept<number>()

onChanged((tags) => {
  for (const tag of tags) if (tag.startsWith('tags-of:')) counts.drop(tag.slice(8))
})

/** How many tags wait for this person's answer; from memory where that was asked a moment ago. */
export async function waitingFor(account: string): Promise<number> {
  const known = counts.get(account)
  if (known !== undefined) return known
  const mark = counts.mark()
  const count = await countWaiting(account)
  counts.put(account, count, mark)
  return count
}

/** Whoever does not want to be asked is asked no more, also about what waits already. */
export async function chooseTaggable(actor: Account, taggable: Taggable): Promise<void> {
  await saveChoice(String(actor._id), { taggable })
  if (taggable === 'nobody') await withdrawPending(actor._id)
}

export interface MyTag {
  id: string
  image: (Omit<ImageView, 'tags'> & { audienceWords: string; title: string }) | { id: string }
  by: { username: string; name: string } | null
  createdAt: Date
}

/** What was asked about the person, and what they agreed to, newest first. */
export async function showMyTags(actor: Account, before: string | undefined) {
  const [waiting, accepted] = await Promise.all([
    before === undefined ? findTagsOf(actor._id, 'pending', MOST_WAITING) : [],
    findTagsOf(actor._id, 'accepted', PAGE + 1, before),
  ])
  const page = accepted.slice(0, PAGE)
  const people = await findPeople([...waiting, ...page].map(({ tagger }) => String(tagger)))
  const show = (tags: readonly Tag[]) =>
    Promise.all(
      tags.map(async (tag): Promise<MyTag> => {
        const by = people.get(String(tag.tagger))
        return {
          id: String(tag._id),
          image: await showPicture(actor, String(tag.image)),
          by: by ? { username: by.username, name: by.name } : null,
          createdAt: tag.createdAt,
        }
      }),
    )
  return {
    waiting: await show(waiting),
    accepted: await show(page),
    taggable: actor.taggable ?? 'ask',
    next: accepted.length > PAGE ? `/my/tags?before=${page.at(-1)?._id}` : undefined,
    previous: before && '/my/tags',
  }
}

/** A picture that moved to where the person may not look can still be answered for, unseen. */
async function showPicture(actor: Account, id: string): Promise<MyTag['image']> {
  try {
    const { image, reached } = await reachImage(actor, id)
    const { tags: _, ...view } = showImage(image)
    return { ...view, audienceWords: reached.audienceWords, title: reached.title }
  } catch (error) {
    if (error instanceof Expected) return { id }
    throw error
  }
}
