import { setTimeout as wait } from 'node:timers/promises'
import type { Account } from '../auth/account.ts'
import { Forbidden } from '../errors.ts'
import { publish } from '../live/bus.ts'
import { doLater } from '../live/later.ts'
import {
  type Counts,
  countReactions,
  noReactions,
  type ReactionKind,
  setReaction,
  withdrawReaction,
} from '../reactions/reaction.ts'
import { knowPost } from './known-posts.ts'
import { postPath } from './paths.ts'
import { whyNotReact } from './policy.ts'
import type { Post } from './post.ts'
import { reachPlaced, reachPost } from './reach.ts'
import { tellOfReactions } from './reaction-news.ts'

type Told = Pick<Post, '_id' | 'topic' | 'number'>

const about = ({ _id }: Pick<Post, '_id'>) => ({ kind: 'post', id: String(_id) }) as const

export async function countsOf(post: Pick<Post, '_id'>): Promise<Counts> {
  return (await countReactions([about(post)])).get(String(post._id)) ?? noReactions
}

/** @returns where the post stands. @throws Forbidden with the reason, NotFound, Gone */
export async function react(account: Account, id: string, kind: ReactionKind) {
  const { post, topic, board } = await reachPlaced(account, id)
  const why = whyNotReact(account, post, board)
  if (why) throw new Forbidden(why)
  const isNew = await setReaction(String(account._id), about(post), kind)
  await keepOffRemoved(account, id)
  if (isNew) tell(post)
  return { post, address: postPath(topic, post.number) }
}

/**
 * The post may have gone while this was on its way: then nothing stays behind (N8). A removal makes every process forget
 * the post before it deletes the reactions, so what is still remembered as standing is met by that deletion.
 * @throws Gone
 */
async function keepOffRemoved(account: Account, id: string): Promise<void> {
  const post = await knowPost(id)
  if (post && !post.removedAt) return
  await withdrawReaction(String(account._id), { kind: 'post', id })
  await reachPost(account, id)
}

/** One's own click can always be taken back, also in archived boards and where one may not post any more. */
export async function takeBack(account: Account, id: string) {
  const wasThere = await withdrawReaction(String(account._id), { kind: 'post', id })
  const { post, topic } = await reachPlaced(account, id)
  if (wasThere) tell(post)
  return { post, address: postPath(topic, post.number) }
}

/** Milliseconds. Many who react at the same moment are counted, and told of, once. */
const PAUSE = 200
const toldSoon = new Set<string>()

function tell({ _id, topic, number }: Told): void {
  const id = String(_id)
  if (toldSoon.has(id)) return
  toldSoon.add(id)
  doLater('reaction:changed', async () => {
    await wait(PAUSE)
    toldSoon.delete(id)
    const counts = await countsOf({ _id })
    publish(`topic:${topic}`, 'reaction:changed', { topic, post: id, number, counts })
    await tellOfReactions(id)
  })
}
