import type { Types } from 'mongoose'
import type { Account } from '../auth/account.ts'
import { findPeople, findSignedIn } from '../auth/people.ts'
import { isStaff } from '../auth/policy.ts'
import { blockersAmong } from './blocks.ts'
import { type DirectRoom, DirectRooms, findPair } from './direct.ts'
import { canTalk } from './direct-policy.ts'
import type { DirectStanding, Room } from './room-record.ts'

/** As rooms go everywhere in the chat. Its title is the name of the other one: see `asSeenBy`. */
async function toRoom(direct: DirectRoom): Promise<Room> {
  const { _id, slug, createdAt } = direct
  const talk = await standingOf(direct)
  const place = { _id, slug, createdAt, kind: 'direct', audience: 'members' } as const
  return { ...place, title: 'a private conversation', description: '', order: 0, archivedAt: null, talk }
}

/** Looked up each time: a block, a decision or a birthday holds from the next message on. */
async function standingOf({ members, askedBy, state }: DirectRoom): Promise<DirectStanding> {
  const ids = members.map(String)
  const [people, accounts, blockers] = await Promise.all([
    findPeople(ids),
    Promise.all(ids.map((id) => findSignedIn(id))),
    blockersAmong(members),
  ])
  const [one, other] = accounts
  const isPossible = one !== undefined && other !== undefined && canTalk(one, other)
  return {
    members: ids,
    names: new Map([...people].map(([id, { name }]) => [id, name])),
    usernames: new Map([...people].map(([id, { username }]) => [id, username])),
    faces: new Map([...people].flatMap(([id, { avatar }]) => (avatar ? [[id, avatar] as const] : []))),
    askedBy: askedBy && String(askedBy),
    state,
    blockers,
    isOpen: state === 'accepted' && isPossible && blockers.size === 0,
    isPossible,
    guarded: isPossible ? guardedOf(one, other) : undefined,
  }
}

/** Account id of whoever is under 18 where the other is of the staff. */
function guardedOf(one: Account, other: Account): string | undefined {
  if (one.ageBand !== '18+' && isStaff(other)) return String(one._id)
  return other.ageBand !== '18+' && isStaff(one) ? String(other._id) : undefined
}

export async function findDirectById(_id: Types.ObjectId): Promise<Room | undefined> {
  const direct = await DirectRooms.findById(_id).lean()
  return direct ? toRoom(direct) : undefined
}

export async function findDirect(slug: string): Promise<Room | undefined> {
  // Other addresses are not asked for at all.
  if (!/^[0-9a-f]{32}$/.test(slug)) return undefined
  const direct = await DirectRooms.findOne({ slug }).lean()
  return direct ? toRoom(direct) : undefined
}

export async function findDirectOf(one: Types.ObjectId, other: Types.ObjectId): Promise<Room | undefined> {
  const direct = await findPair(one, other)
  return direct ? toRoom(direct) : undefined
}
