import { dropDraftsFor } from '../drafts/draft.ts'
import { changed } from '../live/bus.ts'
import { Posts } from './post.ts'
import { dropReadingsOf } from './reading.ts'
import { carryTitle } from './titling.ts'
import { deleteTopic, drawTailBack, endSettling, markGoing, Topics, unmarkGoing } from './topic.ts'
import { flushTails } from './topic-tails.ts'
import { repliesDone } from './under-way.ts'

export type Settled = 'stays' | 'gone'

/** The newest post that its author did not remove. What a decision hides still stands: it may come back. */
function newestStanding(topic: number) {
  return Posts.findOne({ topic, removedBy: { $ne: 'author' } }, 'createdAt author')
    .sort({ number: -1 })
    .lean()
}

/** After a post went: the topic's end moves back, or, where no post is left, the topic goes as well. */
export async function settleTopic(id: number): Promise<Settled> {
  await flushTails()
  const topic = await Topics.findById(id, 'lastNumber goneAt').lean()
  if (!topic) return 'gone'
  const newest = await newestStanding(id)
  if (!newest) return takeAway(id)
  if (topic.goneAt) await unmarkGoing(id)
  await drawTailBack(id, topic.lastNumber, { lastAt: newest.createdAt, lastAuthor: newest.author })
  await carryTitle(id)
  return 'stays'
}

async function takeAway(id: number): Promise<Settled> {
  await markGoing(id)
  await changed(`topic-facts:${id}`)
  // A reply that began before the mark may still arrive, and then the topic stays for it.
  await repliesDone(id)
  await flushTails()
  const newest = await newestStanding(id)
  if (newest) {
    await unmarkGoing(id)
    await carryTitle(id)
    await endSettling(id)
  } else {
    await dropDraftsFor(`reply:${id}`)
    await deleteTopic(id)
    await dropReadingsOf(id)
  }
  await changed(`topic-facts:${id}`)
  return newest ? 'stays' : 'gone'
}
