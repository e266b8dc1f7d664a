import type { Audience } from '../content/audience.ts'
import type { Account } from './account-record.ts'
import { canPost, isStaff } from './policy.ts'

/** Whoever reads the same gets the same bytes: a guest, somebody who may only read, one who may write, and staff. */
export const classes = ['guest', 'reader', 'member', 'staff-reader', 'staff'] as const
export type ReaderClass = (typeof classes)[number]

const open: Record<Audience, readonly ReaderClass[]> = {
  public: classes,
  members: ['reader', 'member', 'staff-reader', 'staff'],
  staff: ['staff-reader', 'staff'],
}

export function classOf(user: Account | undefined): ReaderClass {
  if (!user) return 'guest'
  if (isStaff(user)) return canPost(user) ? 'staff' : 'staff-reader'
  return canPost(user) ? 'member' : 'reader'
}

/** The classes of people who may read what stands in such a board or room, at the moment of telling them. */
export function classesOf({ audience }: { audience: Audience }): readonly ReaderClass[] {
  return open[audience]
}

/** The group of those who would rather not read somebody. */
export const ignoring = (account: string) => `ignoring:${account}`
