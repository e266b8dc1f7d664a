import { hours, nowMs } from '../clock.ts'
import type { Audience } from '../content/audience.ts'
import type { Account } from './account-record.ts'
import { restrictionInWords, restrictionOf } from './restriction.ts'

/** An account is new on its first day, and until its fifth post: most junk comes from such accounts. */
export const NEWCOMER_HOURS = 24
export const NEWCOMER_POSTS = 5
/** Links in one post of a new account. */
export const NEWCOMER_LINKS = 2
/** People whom one post or message of a new account may name and who are told of it. */
export const NEWCOMER_MENTIONS = 5

type Standing = Pick<Account, 'role' | 'state' | 'confirmedAt' | 'sanctions'>

export function isConfirmed(account: Pick<Account, 'confirmedAt'>): boolean {
  return account.confirmedAt !== null
}

/** Why this account cannot post, and what would help; undefined where it can. */
export function whyNotPost(account: Standing): string | undefined {
  if (account.state === 'awaiting-guardian')
    return 'You can read everything. To post, your parent or guardian has to agree first.'
  const restriction = restrictionOf(account)
  if (restriction) return restrictionInWords(restriction)
  if (!isConfirmed(account))
    return 'Please confirm your e-mail address first: open the link in the mail we sent you. You can get a new one in your settings.'
  return undefined
}

export function canPost(account: Standing): boolean {
  return whyNotPost(account) === undefined
}

const isOfStaff = ({ role }: Pick<Account, 'role'>) => role === 'moderator' || role === 'admin'

/** Powers over others rest until the account is confirmed and whole. */
export function isStaff(account: Standing): boolean {
  return isOfStaff(account) && canPost(account)
}

/** A second reviewer: sees the cases that were given to them, and nothing else of the staff's. */
export function isReviewer(account: Standing): boolean {
  return account.role === 'reviewer' && canPost(account)
}

export function isAdmin(account: Standing): boolean {
  return account.role === 'admin' && canPost(account)
}

/** @param at milliseconds since 1970 */
export function isNewcomer(
  account: Pick<Account, 'role' | 'createdAt' | 'postCount'>,
  at = nowMs(),
): boolean {
  if (isOfStaff(account)) return false
  return account.postCount < NEWCOMER_POSTS || at - account.createdAt.getTime() < hours(NEWCOMER_HOURS)
}

/** May somebody read what is meant for these people? @param actor undefined is a guest */
export function isAmong(actor: Standing | undefined, audience: Audience): boolean {
  if (audience === 'public') return true
  return audience === 'members' ? actor !== undefined : actor !== undefined && isStaff(actor)
}
