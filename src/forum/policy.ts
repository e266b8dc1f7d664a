import type { Types } from 'mongoose'
import type { Account } from '../auth/account.ts'
import * as standing from '../auth/policy.ts'
import type { Audience } from '../content/audience.ts'
import type { Board } from './board.ts'
import type { Post } from './post.ts'
import type { Topic } from './topic.ts'

/** Whoever asks; undefined is a guest. */
export type Actor = Pick<Account, '_id' | 'role' | 'state' | 'confirmedAt' | 'sanctions'> | undefined

const reach: Record<Audience, number> = { public: 0, members: 1, staff: 2 }

export function isStaff(actor: Actor): boolean {
  return actor !== undefined && standing.isStaff(actor)
}

export function canSeeBoard(actor: Actor, board: Pick<Board, 'audience'>): boolean {
  return standing.isAmong(actor, board.audience)
}

/** Whether everybody who reads `there` may also read what stands in `here`: only then may it be quoted there. */
export function canShowIn(here: Pick<Board, 'audience'>, there: Pick<Board, 'audience'>): boolean {
  return reach[here.audience] <= reach[there.audience]
}

export function canPostIn(
  actor: Actor,
  board: Pick<Board, 'audience' | 'archivedAt'>,
  topic?: Pick<Topic, 'closedAt'>,
): boolean {
  if (!actor || !standing.canPost(actor) || !canSeeBoard(actor, board) || board.archivedAt) return false
  return !topic?.closedAt || isStaff(actor)
}

/** Why the words cannot be sent, for people who may read them; undefined where they can. */
export function whyNotPostIn(
  actor: Actor,
  board: Pick<Board, 'audience' | 'archivedAt'>,
  topic?: Pick<Topic, 'closedAt'>,
): string | undefined {
  if (!actor) return 'Join or sign in to write here.'
  if (board.archivedAt)
    return 'This board is archived: everything in it can be read, and nothing new is added.'
  if (canPostIn(actor, board, topic)) return undefined
  return standing.whyNotPost(actor) ?? 'This topic is closed to new replies.'
}

export function isAuthor(actor: Actor, thing: { author: Types.ObjectId | null }): boolean {
  return actor !== undefined && thing.author?.equals(actor._id) === true
}

type Standing = Pick<Post, 'author' | 'removedAt' | 'hiddenBy' | 'hiddenFrom'>

/** Only its author: nobody on the staff can change a member's words (N9). New words in an old post are posting, too. */
export function canEdit(actor: Actor, post: Standing, board: Pick<Board, 'archivedAt'>): boolean {
  if (!actor || !standing.canPost(actor)) return false
  return isAuthor(actor, post) && !post.removedAt && !post.hiddenBy && !board.archivedAt
}

/** One's own words, as long as one may read them: also when they are hidden from others. */
export function canReadOwn(actor: Actor, post: Standing): boolean {
  return isAuthor(actor, post) && (!post.removedAt || post.hiddenFrom === 'others')
}

/** They can always be taken back (N8), except where a decision took them from their author, too. */
export const canDelete = canReadOwn

/** Why somebody who reads the post cannot react to it; undefined where they can. */
export function whyNotReact(
  actor: Actor,
  post: Standing,
  board: Pick<Board, 'archivedAt'>,
): string | undefined {
  if (!actor) return 'Join or sign in to react.'
  if (isAuthor(actor, post)) return 'This is your own post: how others see it is up to them.'
  if (board.archivedAt) return 'This board is archived: nothing new is added to it.'
  return standing.whyNotPost(actor)
}

/** A title is words like those of a post: its author's to change, and in an archived board nobody's. */
export function canRetitle(
  actor: Actor,
  topic: Pick<Topic, 'author' | 'hidden'>,
  board: Pick<Board, 'archivedAt'>,
): boolean {
  return whyNotRetitle(actor, topic, board) === undefined
}

export function whyNotRetitle(
  actor: Actor,
  topic: Pick<Topic, 'author' | 'hidden'>,
  board: Pick<Board, 'archivedAt'>,
): string | undefined {
  if (!actor || !isAuthor(actor, topic)) return 'Only the person who began a topic can change its title.'
  if (board.archivedAt) return 'This board is archived: nothing in it is changed any more.'
  if (topic.hidden?.title !== undefined)
    return 'This title is hidden because of a complaint. You can give it another one when that is over.'
  return standing.whyNotPost(actor)
}

export const canPin = isStaff
export const canClose = isStaff
export const canMove = isStaff
