import { Types } from 'mongoose'
import { Kept } from '../auth/kept.ts'
import { onChanged } from '../live/bus.ts'
import { type Post, Posts } from './post.ts'

/** Where a post stands and whose it is; its words stay where they are. */
export type PlacedPost = Pick<
  Post,
  '_id' | 'topic' | 'number' | 'board' | 'author' | 'removedAt' | 'removedBy' | 'hiddenBy' | 'hiddenFrom'
>

const placing = {
  topic: 1,
  number: 1,
  board: 1,
  author: 1,
  removedAt: 1,
  removedBy: 1,
  hiddenBy: 1,
  hiddenFrom: 1,
}
const kept = new Kept<PlacedPost>()

/** From memory where it was asked for lately; `changed('post-facts:…')` drops it, which a removal says first of all. */
export async function knowPost(id: string): Promise<PlacedPost | null> {
  const known = kept.get(id)
  if (known) return known
  const mark = kept.mark()
  const post = await Posts.collection.findOne<PlacedPost>(
    { _id: new Types.ObjectId(id) },
    { projection: placing },
  )
  if (post) kept.put(id, post, mark)
  return post
}

onChanged((tags) => {
  for (const tag of tags)
    if (tag.startsWith('post-facts:')) kept.drop(tag.slice(11))
    // A topic that moves takes its posts along.
    else if (tag.startsWith('topic-facts:')) {
      const topic = Number(tag.slice(12))
      kept.dropWhere((post) => post.topic === topic)
    }
})
