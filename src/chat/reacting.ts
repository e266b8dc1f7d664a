import { setTimeout as wait } from 'node:timers/promises'
import type { Types } from 'mongoose'
import type { Account } from '../auth/account.ts'
import { findPeople, shownPerson } from '../auth/people.ts'
import { Forbidden } from '../errors.ts'
import { changed, publish } from '../live/bus.ts'
import { doLater } from '../live/later.ts'
import {
  type Counts,
  countReactions,
  listReactors,
  noReactions,
  type ReactionKind,
  setReaction,
  withdrawReaction,
} from '../reactions/reaction.ts'
import { sayReactionAudience } from './audience.ts'
import { Messages, touchMessage } from './message.ts'
import { messagePath, roomPath, roomTag } from './paths.ts'
import { type Actor, whyNotReact } from './policy.ts'
import { type Reached, reachMessage } from './reach.ts'

const about = (id: string) => ({ kind: 'message', id }) as const

export async function countsOf(id: string): Promise<Counts> {
  return (await countReactions([about(id)])).get(id) ?? noReactions
}

/** @throws Forbidden with the reason, NotFound, Gone */
export async function react(account: Account, id: string, kind: ReactionKind): Promise<Reached> {
  const reached = await reachMessage(account, id)
  const why = whyNotReact(account, reached.message, reached.room)
  if (why) throw new Forbidden(why)
  const isNew = await setReaction(String(account._id), about(id), kind)
  await keepOffRemoved(account, id)
  if (isNew) await tell(reached)
  return reached
}

/** The message may have gone while this was on its way: then nothing stays behind (N8). @throws Gone */
async function keepOffRemoved(account: Account, id: string): Promise<void> {
  if (await Messages.exists({ _id: id, removedAt: null })) return
  await withdrawReaction(String(account._id), about(id))
  await reachMessage(account, id)
}

/** One's own click can always be taken back, also in archived rooms and where one may not write any more. */
export async function takeBack(account: Account, id: string): Promise<Reached> {
  const wasThere = await withdrawReaction(String(account._id), about(id))
  const reached = await reachMessage(account, id)
  if (wasThere) await tell(reached)
  return reached
}

/** Milliseconds. Many who react at the same moment are counted, and told of, once. */
const PAUSE = 200
const toldSoon = new Set<string>()

async function tell({ message: { _id, seq }, room }: Reached): Promise<void> {
  const id = String(_id)
  await changed(roomTag(room))
  if (toldSoon.has(id)) return
  toldSoon.add(id)
  doLater('message:reacted', async () => {
    await wait(PAUSE)
    toldSoon.delete(id)
    await touchMessage(_id)
    const counts = await countsOf(id)
    publish(`chat:${room.slug}`, 'message:reacted', { room: room.slug, message: id, seq, counts })
  })
}

const PAGE = 50

/** Who reacted how, the latest first, for everybody who may read the message (N8). @throws NotFound, Gone */
export async function showReactions(actor: Actor, id: string, before: Types.ObjectId | undefined) {
  const { message, room } = await reachMessage(actor, id)
  const [counts, found] = await Promise.all([countsOf(id), listReactors(about(id), before, PAGE)])
  const shown = found.slice(0, PAGE)
  const people = await findPeople(shown.map(({ account }) => String(account)))
  const address = `/chat/messages/${id}/reactions`
  return {
    tags: ['rooms', `message:${id}`, ...shown.map(({ account }) => `account:${account}`)],
    model: {
      room: { title: room.title, href: roomPath(room) },
      message: { id, href: messagePath(room, message.seq) },
      counts,
      audienceWords: sayReactionAudience(room),
      reactions: shown.flatMap(({ account, kind }) => {
        const person = shownPerson(people.get(String(account)))
        return person ? [{ account: person, kind }] : []
      }),
      next: found.length > PAGE ? `${address}?before=${shown.at(-1)?._id}` : undefined,
      previous: before && address,
    },
  }
}
