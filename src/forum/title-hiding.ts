import type { Hiding } from '../auth/hiding.ts'
import { changed, publish } from '../live/bus.ts'
import { doLater } from '../live/later.ts'
import { findBoard } from './board-list.ts'
import { labelTags } from './labels.ts'
import { carryTitle } from './titling.ts'
import { destroyTitle, hideTitle, showTitle, Topics } from './topic.ts'

/** Carried to where the search looks, then told everywhere that names the topic, or does not any more, in every process. */
async function sayTitled(id: number): Promise<void> {
  await carryTitle(id)
  const topic = await Topics.findById(id, 'board author labels hidden').lean()
  if (!topic) return
  const board = await findBoard(topic.board)
  await changed(
    `topic:${id}`,
    `topic-facts:${id}`,
    'home',
    'lists',
    `board:${board?.slug}`,
    `posts-by:${topic.author}`,
    ...labelTags([...(topic.labels ?? []), ...(topic.hidden?.labels ?? [])]),
  )
  doLater('topic:changed', () =>
    publish(`topic:${id}`, 'topic:changed', { topic: id, board: board?.slug ?? '' }),
  )
}

/**
 * A title with its labels and the words in its address, reversibly (N9): neutral ones stand in their place, so that whatever
 * names the topic names it by those. The posts stay as they are. As often as wanted; nothing but a decision calls it.
 */
export const titleHiding = {
  async hide(id: string, hiding: Hiding): Promise<void> {
    await hideTitle(Number(id), hiding)
    await sayTitled(Number(id))
  },
  async show(id: string, by: string): Promise<void> {
    await showTitle(Number(id), by)
    await sayTitled(Number(id))
  },
  async destroy(id: string, by: string): Promise<void> {
    await destroyTitle(Number(id), by)
    await changed(`topic-facts:${id}`)
  },
}
