import type { Account } from '../auth/account.ts'
import { isConfirmed, isNewcomer, isStaff } from '../auth/policy.ts'
import { isClosed, isSuspended } from '../auth/restriction.ts'
import type { DirectStanding, Room } from './room-record.ts'

type Actor = Pick<Account, '_id'> | undefined
type Place = Pick<Room, 'talk'>

/** New people that somebody may write to within a day. */
const MOST_ASKED = 20
const MOST_ASKED_NEW = 3

export const mostAsked = (account: Account) => (isNewcomer(account) ? MOST_ASKED_NEW : MOST_ASKED)

const isGrown = ({ ageBand }: Pick<Account, 'ageBand'>) => ageBand === '18+'

/** Under 18 only with the staff, in both directions (N26). */
export function canTalk(one: Account, other: Account): boolean {
  return (isGrown(one) && isGrown(other)) || isStaff(one) || isStaff(other)
}

/** Their own age is no secret to whoever asks; the other one's is, and is never given as a reason. */
export const tooYoung = 'Until you are 18, only those who run the forum can write with you in private.'

export function isTooYoung(asker: Account, other: Account): boolean {
  return !isGrown(asker) && !canTalk(asker, other)
}

/** The same for everybody who cannot be asked, whatever the reason: it says nothing about them. */
export const takesNone = (name: string) => `${name} takes no direct messages at the moment.`

/** May the first message be sent? @returns why not */
export function whyNotAsk(asker: Account, other: Account): string | undefined {
  const isThere = isConfirmed(other) && !isClosed(other) && !isSuspended(other)
  const takes = isThere && other.directs !== 'nobody' && canTalk(asker, other)
  return takes ? undefined : takesNone(other.name)
}

export function isOneOf(actor: Actor, { talk }: Place): boolean {
  return actor !== undefined && talk?.members.includes(String(actor._id)) === true
}

/** A room of two in which nothing can be said at present. */
export function isShut({ talk }: Place): boolean {
  return talk !== undefined && !talk.isOpen
}

/** Account id of the other one, while they are here. */
export function otherOf(me: string, { members }: DirectStanding): string | undefined {
  return members.find((id) => id !== me)
}

/** What stands where the other's name would. */
export function nameOf(me: string, talk: DirectStanding): string {
  return talk.names.get(otherOf(me, talk) ?? '') ?? 'Former member'
}

/** Somebody asked this person, who has not accepted. */
export function isAskedOf(me: string, { state, askedBy, members }: DirectStanding): boolean {
  return state !== 'accepted' && askedBy !== null && askedBy !== me && members.includes(me)
}

/**
 * Why nothing can be said between two people. Whoever waits, was declined or was blocked reads the same words, so that none
 * of it can be told from the others.
 */
export function whyNotTalk(actor: Actor, { talk }: Place): string | undefined {
  if (!talk || talk.isOpen) return undefined
  const me = String(actor?._id)
  const name = nameOf(me, talk)
  if (talk.members.length < 2) return 'Nobody else is here any more. What was said can still be read.'
  if (talk.blockers.has(me)) return `You blocked ${name}. To write to each other again, unblock them.`
  if (isAskedOf(me, talk)) return `${name} would like to talk with you. Accept first, then you can answer.`
  if (talk.isBeginning && talk.isPossible) return undefined
  return waitingFor(name)
}

export const waitingFor = (name: string) =>
  `Nothing more can be sent here until ${name} wants to talk with you. There is nothing you need to do.`

/** Does the conversation stand in the list of this person? What somebody blocked asked for has not arrived. */
export function isListedFor(me: string, talk: DirectStanding): boolean {
  if (!talk.members.includes(me)) return false
  if (!isAskedOf(me, talk)) return true
  return talk.state === 'asked' && talk.isPossible && !talk.blockers.has(me)
}
