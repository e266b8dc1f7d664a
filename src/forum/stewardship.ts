import type { Types } from 'mongoose'
import type { Account } from '../auth/account.ts'
import { slugify } from '../content/slug.ts'
import { Conflict, Forbidden, Invalid } from '../errors.ts'
import { changed, publish } from '../live/bus.ts'
import { doLater } from '../live/later.ts'
import type { Board } from './board.ts'
import { findBoardFor } from './board-list.ts'
import { labelTags } from './labels.ts'
import { canClose, canMove, canPin, whyNotRetitle } from './policy.ts'
import { movePosts } from './post.ts'
import { reachTopic } from './reach.ts'
import { carryTitle } from './titling.ts'
import { endSettling, type Label, noteTopic, setBoard, setClosure, setPin, setTitle } from './topic.ts'
import { repliesDone } from './under-way.ts'

/** What is done to a topic as a whole. Who did it and when stays in the topic's acts; no word of a post changes. */
const forStaff = 'This is for the moderators of the forum.'

/** To have it already as asked is a success, so each may be sent twice. */
export async function pinTopic(actor: Account, id: number, isPinned: boolean) {
  const { topic, board } = await reachTopic(actor, id)
  if (!canPin(actor)) throw new Forbidden(forStaff)
  await setPin(id, actor._id, isPinned)
  await noteTopic(id)
  await sayChanged(id, board)
  return topic
}

/** A closed topic takes no new replies; everything in it stays readable, and its authors' to edit and delete. */
export async function closeTopic(actor: Account, id: number, isClosed: boolean) {
  const { topic, board } = await reachTopic(actor, id)
  if (!canClose(actor)) throw new Forbidden(forStaff)
  await setClosure(id, actor._id, isClosed)
  await noteTopic(id)
  await sayChanged(id, board)
  return topic
}

/** @throws Invalid where the other board is archived, or not one this person reads. */
export async function moveTopic(actor: Account, id: number, slug: string) {
  const { topic, board } = await reachTopic(actor, id)
  const target = await findBoardFor(actor, slug)
  if (!target || target.archivedAt) throw new Invalid({ board: 'Please choose one of the open boards.' })
  if (!canMove(actor)) throw new Forbidden(forStaff)
  if (!target._id.equals(board._id) && (await setBoard(id, actor._id, { from: board, to: target._id })))
    await carryMove(id, target._id)
  await noteTopic(id)
  if (target._id.equals(board._id)) return topic
  await sayChanged(id, board, target)
  return topic
}

/** Replies that began in the old board are waited for, so that none stays behind where others may read it. */
async function carryMove(id: number, board: Types.ObjectId): Promise<void> {
  await changed(`topic-facts:${id}`)
  await repliesDone(id)
  await movePosts(id, board)
  await endSettling(id)
}

export interface Retitling {
  title: string
  /** Absent: as they are. */
  labels?: Label[] | undefined
}

/** By the person who began the topic, as long as it stands: also when the first post is gone (N8). */
export async function retitleTopic(actor: Account, id: number, wanted: Retitling) {
  const { topic, board } = await reachTopic(actor, id)
  const why = whyNotRetitle(actor, topic, board)
  if (why) throw new Forbidden(why)
  const { title } = wanted
  const before = topic.labels ?? []
  const named = { title, slug: slugify(title), labels: wanted.labels ?? before }
  const isSaved = await setTitle(id, actor._id, named)
  if (!isSaved) throw new Conflict('This title was hidden, or the topic went, in this very moment.')
  await carryTitle(id)
  await changed(`posts-by:${actor._id}`, ...labelTags([...before, ...named.labels]))
  await sayChanged(id, board)
  return { ...topic, ...named }
}

async function sayChanged(id: number, ...boards: Board[]): Promise<void> {
  const slugs = boards.map((board) => board.slug)
  await changed(`topic:${id}`, `topic-facts:${id}`, 'home', 'lists', ...slugs.map((slug) => `board:${slug}`))
  doLater('topic:changed', () => {
    for (const board of slugs) publish(`topic:${id}`, 'topic:changed', { topic: id, board })
  })
}
