import type { Types } from 'mongoose'
import type { Account } from '../auth/account.ts'
import { findImages, type StandingImage } from '../media/image.ts'
import { type ImageView, showImage } from '../media/image.view.ts'
import { findLabelled } from '../media/tag.ts'
import { visibleBoardIds } from './board-list.ts'
import { postPath } from './paths.ts'
import { type Post, Posts } from './post.ts'
import type { Ids } from './topic-list.ts'
import { findTopics } from './topic-list.ts'

/** Pictures on a page. */
const PAGE = 24
/** Tags that are looked through for one page, at most: those that the reader may not see cost as much as the others. */
const BATCH = 60
const MOST_BATCHES = 5

export interface TaggedImages {
  images: (Omit<ImageView, 'tags'> & { place: { title: string; href: string } })[]
  /** The label as one of the shown tags has it. */
  words: string | undefined
  /** Of the last tag that was looked at. */
  next: string | undefined
  /** What a kept page with them depends on. */
  tags: string[]
}

type Standing = Pick<Post, '_id' | 'topic' | 'number'>

/** Pictures with this label in boards that the reader may see, newest tag first, each once. */
export async function listTaggedImages(
  viewer: Account | undefined,
  key: string,
  before: Types.ObjectId | undefined,
): Promise<TaggedImages> {
  const boards = await visibleBoardIds(viewer)
  const found = new Map<string, TaggedImages['images'][number]>()
  const tags: string[] = []
  let words: string | undefined
  let last = before
  for (let batches = 0; batches < MOST_BATCHES; batches += 1) {
    const rows = await findLabelled(key, last, BATCH)
    const shown = await showInPlace(rows, boards)
    for (const [at, row] of rows.entries()) {
      last = row._id
      const image = shown.get(String(row.image))
      if (!image) continue
      found.set(image.id, image)
      words ??= row.label
      tags.push(`image:${image.id}`)
      const isMore = at < rows.length - 1 || rows.length === BATCH
      if (found.size === PAGE)
        return { images: [...found.values()], words, next: isMore ? String(last) : undefined, tags }
    }
    if (rows.length < BATCH) return { images: [...found.values()], words, next: undefined, tags }
  }
  return { images: [...found.values()], words, next: last && String(last), tags }
}

async function showInPlace(rows: readonly { image: Types.ObjectId }[], boards: Ids) {
  const images = await findImages(rows.map(({ image }) => image))
  const hanging = images.filter(({ place, hiddenBy }) => place.kind === 'post' && !hiddenBy)
  const posts: Standing[] = await Posts.find(
    {
      _id: { $in: hanging.map(({ place }) => place.id) },
      board: { $in: boards },
      removedAt: null,
      hiddenBy: null,
    },
    'topic number',
  ).lean()
  const topics = await findTopics(
    posts.map(({ topic }) => topic),
    boards,
  )
  const byId = new Map(posts.map((post) => [String(post._id), post]))
  const shown = hanging.flatMap((image: StandingImage) => {
    const post = byId.get(image.place.id)
    const topic = post && topics.get(post.topic)
    if (!post || !topic) return []
    const place = { title: topic.title, href: postPath(topic, post.number) }
    const { tags: _, ...view } = showImage(image)
    return [{ ...view, place }]
  })
  return new Map(shown.map((image) => [image.id, image]))
}
