import { type Account, findAccount } from '../auth/account.ts'
import { whyNotPost } from '../auth/policy.ts'
import { hours } from '../clock.ts'
import { endDraftOf } from '../drafts/draft.ts'
import { Conflict, Forbidden, NotFound, TooMany } from '../errors.ts'
import { publish } from '../live/bus.ts'
import { doLater } from '../live/later.ts'
import { blockersAmong } from './blocks.ts'
import { acceptDirect, beginDirect, countAsked, declineDirect, takeBackAsking } from './direct.ts'
import { tellAccepted } from './direct-news.ts'
import {
  isAskedOf,
  isShut,
  isTooYoung,
  mostAsked,
  nameOf,
  takesNone,
  tooYoung,
  whyNotAsk,
  whyNotTalk,
} from './direct-policy.ts'
import { findDirectById, findDirectOf } from './direct-standing.ts'
import { firstDraftKey } from './paths.ts'
import { type Reached, reachRoom } from './reach.ts'
import type { Room } from './room.ts'
import { asSeenBy } from './room-list.ts'
import { addMessage, type Said } from './saying.ts'
import { writeWords } from './words.ts'

/** @throws NotFound where nobody of that name shows, Forbidden for oneself */
export async function reachPerson(actor: Account, username: string): Promise<Account> {
  const other = await findAccount(username)
  if (!other || other.state === 'awaiting-guardian')
    throw new NotFound('There is nobody of this name here, or not any more.')
  if (other._id.equals(actor._id)) throw new Forbidden('Nobody can write to themselves here.')
  return other
}

/** Is there nothing to ask any more: they talk already, or this person was asked by the other? */
export function isAnswer(actor: Account, { talk }: Room): boolean {
  return talk?.state === 'accepted' || (talk !== undefined && isAskedOf(String(actor._id), talk))
}

/** Why somebody who has no room with the other yet cannot ask; undefined where they can. */
export async function whyNotBegin(asker: Account, other: Account): Promise<string | undefined> {
  if (isTooYoung(asker, other)) return tooYoung
  const blockers = await blockersAmong([asker._id, other._id])
  if (blockers.has(String(asker._id)))
    return `You blocked ${other.name}. To write to each other again, unblock them.`
  return whyNotAsk(asker, other)
}

/**
 * To one person. The first message asks; whoever writes to somebody that asked them has accepted.
 * @throws NotFound, Invalid, Forbidden, TooMany
 */
export async function writeTo(author: Account, username: string, said: Said): Promise<Reached> {
  const other = await reachPerson(author, username)
  const why = whyNotPost(author)
  if (why) throw new Forbidden(why)
  const known = await findDirectOf(author._id, other._id)
  const refused = known ? undefined : await whyNotBegin(author, other)
  if (refused) throw new Forbidden(refused)
  // Before anything is made: what cannot be said asks nobody.
  await writeWords(author, said.body, (said.pictures?.files ?? []).length === 0)
  const room = known ?? (await begin(author, other))
  const written = await (isAnswer(author, room) ? sayBack : sayFirst)(author, room, said)
  const { source = '' } = written.message
  doLater('draft', () => endDraftOf(author._id, firstDraftKey(other._id), source))
  return written
}

async function begin(author: Account, other: Account): Promise<Room> {
  const { direct, isNew } = await beginDirect(author._id, other._id)
  const isMine = direct.askedBy?.equals(author._id) === true && direct.state === 'asked'
  if (isMine && (await countAsked(direct)) > mostAsked(author)) {
    if (isNew) await takeBackAsking(direct._id)
    throw new TooMany(
      hours(24) / 1000,
      `You have written to ${mostAsked(author)} new people within a day. Please wait until tomorrow; those you talk with already you can always answer.`,
    )
  }
  const room = await findDirectById(direct._id)
  if (!room) throw new NotFound()
  return room
}

async function sayFirst(author: Account, room: Room, said: Said): Promise<Reached> {
  const talk = room.talk && { ...room.talk, isBeginning: true as const }
  const begun = asSeenBy(author, { ...room, ...(talk && { talk }) })
  try {
    return { room: begun, message: await addMessage(author, begun, said) }
  } catch (error) {
    if (!(error instanceof Forbidden)) throw error
    // They asked us, or accepted, at the same moment: then there is nothing to wait for.
    const current = await findDirectById(room._id)
    if (!current) throw error
    if (isShut(current)) throw new Forbidden(whyNotTalk(author, current) ?? error.message)
    return sayBack(author, current, said)
  }
}

async function sayBack(author: Account, found: Room, said: Said): Promise<Reached> {
  const isAsked = found.talk !== undefined && isAskedOf(String(author._id), found.talk)
  const room = isAsked ? await acceptAsked(author, found.slug) : asSeenBy(author, found)
  return { room, message: await addMessage(author, room, said) }
}

/** Twice is the same as once. @throws NotFound, Forbidden for everybody but the one who was asked */
export async function acceptAsked(actor: Account, slug: string): Promise<Room> {
  const { room, talk, me } = await reachAsked(actor, slug)
  if (talk.state === 'accepted') return room
  if (talk.blockers.has(me)) throw new Forbidden(whyNotTalk(actor, room))
  if (!talk.isPossible) throw new Forbidden(takesNone(nameOf(me, talk)))
  if (!(await acceptDirect(slug, actor._id))) throw new NotFound()
  const accepted = await reachRoom(actor, slug)
  doLater('chat:opened', () => publish(`chat:${slug}`, 'chat:opened', { room: slug }))
  doLater('direct:accepted', () => tellAccepted(actor, accepted))
  return accepted
}

/** The other one is told nothing. @throws NotFound, Forbidden, Conflict where they talk already */
export async function declineAsked(actor: Account, slug: string): Promise<Room> {
  const { room, talk, me } = await reachAsked(actor, slug)
  const isDone = talk.state !== 'accepted' && (await declineDirect(slug, actor._id))
  if (!isDone)
    throw new Conflict(
      `You talk with ${nameOf(me, talk)} already. If you would rather not, you can block them.`,
    )
  return room
}

async function reachAsked(actor: Account, slug: string) {
  const room = await reachRoom(actor, slug)
  const { talk } = room
  if (!talk) throw new NotFound()
  const me = String(actor._id)
  if (talk.askedBy === null || talk.askedBy === me)
    throw new Forbidden('Only the one who was asked can answer this.')
  return { room, talk, me }
}
