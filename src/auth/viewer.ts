import type { Account, Role } from './account-record.ts'
import { canPost, isAdmin, isReviewer, isStaff, whyNotPost } from './policy.ts'
import { isSuspended, ownRestriction, type Restriction } from './restriction.ts'

/** What layouts and views know of the person who looks. */
export interface Viewer {
  id: string
  username: string
  name: string
  avatar: string | undefined
  role: Role
  isStaff: boolean
  isReviewer: boolean
  isAdmin: boolean
  canPost: boolean
  /** Why not, if not. */
  whyNot: string | undefined
  /** What a decision takes from them at present. */
  restriction: Restriction | undefined
  isSuspended: boolean
  /** They asked that single keys do nothing (WCAG 2.1.4). */
  isWithoutKeys: boolean
}

export function viewerOf(account: Account): Viewer {
  return {
    id: String(account._id),
    username: account.username,
    name: account.name,
    avatar: account.avatar ? String(account.avatar) : undefined,
    role: account.role,
    isStaff: isStaff(account),
    isReviewer: isReviewer(account),
    isAdmin: isAdmin(account),
    canPost: canPost(account),
    whyNot: whyNotPost(account),
    restriction: ownRestriction(account),
    isSuspended: isSuspended(account),
    isWithoutKeys: account.keys === 'off',
  }
}
