import { titlePost } from './post.ts'
import { Topics } from './topic.ts'

/**
 * Brings a topic's title to the post that carries it for the search, after a new title and after a removal. Where both
 * happen at once, the one who wrote an old title sees that it changed meanwhile.
 */
export async function carryTitle(topic: number): Promise<void> {
  const title = await titleOf(topic)
  if (title === undefined) return
  await titlePost(topic, title)
  const newest = await titleOf(topic)
  if (newest !== title) await carryTitle(topic)
}

async function titleOf(topic: number): Promise<string | undefined> {
  return (await Topics.findById(topic, 'title').lean())?.title
}
