import { isSameNaming, type Naming, namePost } from './post.ts'
import { Topics } from './topic.ts'

/**
 * Brings a topic's title and labels to the post that carries them for the search, after a new title and after a removal.
 * Where both happen at once, the one who wrote an old title sees that it changed meanwhile.
 */
export async function carryTitle(topic: number): Promise<void> {
  const naming = await namingOf(topic)
  if (naming === null) return
  await namePost(topic, naming)
  const newest = await namingOf(topic)
  if (newest && !isSameNaming(newest, naming)) await carryTitle(topic)
}

function namingOf(topic: number): Promise<Naming | null> {
  return Topics.findById(topic, '-_id title labels').lean()
}
