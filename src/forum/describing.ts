import { whyNotChange } from '../auth/hiding.ts'
import { Forbidden } from '../errors.ts'
import { changed, publish } from '../live/bus.ts'
import { doLater } from '../live/later.ts'
import { onDescribe } from '../media/places.ts'
import { countVersion, type Post, Posts } from './post.ts'
import { deleteRevisionsOf, keepRevision } from './revision.ts'

export function keepOld(post: Post): Promise<void> {
  const { _id, revision, source = '', html = '', text = '', editedAt, createdAt } = post
  return keepRevision({ post: _id, revision, source, html, text, at: editedAt ?? createdAt })
}

/** To those who read it. */
export async function sayEdited({ _id, topic, number, revision, author }: Post): Promise<void> {
  await changed(`topic:${topic}`, `post:${_id}`, ...(author ? [`posts-by:${author}`] : []))
  doLater('post:edited', () =>
    publish(`topic:${topic}`, 'post:edited', { topic, post: String(_id), number, revision }),
  )
}

/**
 * What its pictures show is part of what a post says: said otherwise, it is another version, so that nobody judges one that
 * they have not seen. Whoever edits the post at the same time counts it along.
 */
export async function countDescribed(id: string): Promise<void> {
  const post = await Posts.findById(id).lean()
  if (post?.source === undefined) return
  await keepOld(post)
  const counted = await countVersion(post)
  if (counted) return sayEdited(counted)
  // The old words that were just kept must not outlive the post.
  const current = await Posts.findById(id, 'removedBy').lean()
  if (current?.removedBy === 'author') await deleteRevisionsOf(post._id)
}

onDescribe('post', async ({ place }, save) => {
  const post = await Posts.findById(place.id, 'hiddenBy').lean()
  if (post?.hiddenBy) throw new Forbidden(whyNotChange)
  await save()
  await countDescribed(place.id)
})
