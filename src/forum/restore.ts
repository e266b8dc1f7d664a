import { slugify } from '../content/slug.ts'
import { changed } from '../live/bus.ts'
import { labelTags } from './labels.ts'
import { Posts } from './post.ts'
import { insertTopic } from './topic.ts'

const shown = 'topic number board author createdAt'

/** Makes a topic's record from its posts, if there is a post left that its author did not remove. */
export async function restoreTopic(id: number): Promise<boolean> {
  const newest = await Posts.findOne({ topic: id, removedBy: { $ne: 'author' } }, shown)
    .sort({ number: -1 })
    .lean()
  if (!newest) return false
  const first = (await Posts.findOne({ topic: id, number: 1 }, shown).lean()) ?? newest
  const titled = await Posts.findOne({ topic: id, title: { $type: 'string' } }, 'title labels').lean()
  const title = titled?.title ?? 'A topic that lost its title'
  await insertTopic({
    _id: id,
    board: newest.board,
    title,
    slug: slugify(title),
    labels: titled?.labels ?? [],
    author: first.author,
    createdAt: first.createdAt,
    lastNumber: newest.number,
    lastAt: newest.createdAt,
    lastAuthor: newest.author,
  })
  await changed(`topic:${id}`, `topic-facts:${id}`, 'home', 'lists', ...labelTags(titled?.labels ?? []))
  return true
}
