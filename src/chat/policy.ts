import type { Types } from 'mongoose'
import type { Account } from '../auth/account.ts'
import * as standing from '../auth/policy.ts'
import { minutes, nowMs } from '../clock.ts'
import { isOneOf, isShut, whyNotTalk } from './direct-policy.ts'
import type { Message } from './message-record.ts'
import type { Room } from './room-record.ts'

/** Whoever asks; undefined is a guest. */
export type Actor = Pick<Account, '_id' | 'role' | 'state' | 'confirmedAt' | 'sanctions'> | undefined

/** So long people mend what they said; later it has been answered, and stays or goes as a whole. */
export const EDIT_MINUTES = 10

/** A direct room is open to the two it belongs to, and to nobody else, whatever their role. */
export function canSeeRoom(actor: Actor, room: Pick<Room, 'kind' | 'audience' | 'talk'>): boolean {
  return room.kind === 'direct' ? isOneOf(actor, room) : standing.isAmong(actor, room.audience)
}

type Place = Pick<Room, 'kind' | 'audience' | 'archivedAt' | 'talk'>

/** Why the words cannot be sent, for people who may read them; undefined where they can. */
export function whyNotSay(actor: Actor, room: Place): string | undefined {
  if (!actor) return 'Join or sign in to write here.'
  if (room.archivedAt) return 'This room is archived: everything in it can be read, and nothing new is added.'
  return standing.whyNotPost(actor) ?? whyNotTalk(actor, room)
}

/** New words can be added, by those who may. */
export function takesWords(room: Pick<Room, 'archivedAt' | 'talk'>): boolean {
  return room.archivedAt === null && !isShut(room)
}

export function canSay(actor: Actor, room: Place): boolean {
  return canSeeRoom(actor, room) && whyNotSay(actor, room) === undefined
}

export function isAuthor(actor: Actor, message: { author: Types.ObjectId | null }): boolean {
  return actor !== undefined && message.author?.equals(actor._id) === true
}

type Standing = Pick<Message, 'author' | 'createdAt' | 'removedAt' | 'hiddenBy' | 'hiddenFrom'>

/** Only its author: nobody on the staff can change a member's words (N9). */
export function whyNotEdit(actor: Actor, message: Standing, room: Place): string | undefined {
  if (!actor || !isAuthor(actor, message)) return 'Only the person who wrote a message can change it.'
  if (message.removedAt || message.hiddenBy)
    return 'This is hidden because of a complaint, so it cannot be changed until that is over. You can still delete it.'
  if (room.archivedAt)
    return 'This room is archived: nothing in it is changed any more. You can still delete it.'
  if (isShut(room)) return whyNotTalk(actor, room)
  if (!isFresh(message))
    return `A message can be changed for ${EDIT_MINUTES} minutes. You can still delete it, and say it anew.`
  return standing.whyNotPost(actor)
}

export function isFresh({ createdAt }: Pick<Message, 'createdAt'>): boolean {
  return nowMs() - createdAt.getTime() < minutes(EDIT_MINUTES)
}

/** One's own words, as long as one may read them: also when they are hidden from others. */
export function canReadOwn(actor: Actor, message: Standing): boolean {
  return isAuthor(actor, message) && (!message.removedAt || message.hiddenFrom === 'others')
}

/** They can always be taken back (N8), except where a decision took them from their author, too. */
export const canDelete = canReadOwn

/** Why somebody who reads the message cannot react to it; undefined where they can. */
export function whyNotReact(actor: Actor, message: Standing, room: Place): string | undefined {
  if (!actor) return 'Join or sign in to react.'
  if (isAuthor(actor, message)) return 'This is your own message: how others see it is up to them.'
  if (room.archivedAt) return 'This room is archived: nothing new is added to it.'
  return standing.whyNotPost(actor) ?? whyNotTalk(actor, room)
}
