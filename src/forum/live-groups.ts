import type { Account } from '../auth/account.ts'
import { canPost } from '../auth/policy.ts'
import type { Audience } from './board.ts'
import { isStaff } from './policy.ts'

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

/** The classes of people who may read what stands in such a board, at the moment of telling them. */
export function classesOf({ audience }: { audience: Audience }): readonly ReaderClass[] {
  return open[audience]
}

/** A topic's people: by class, each person's own windows, and those who would rather not read somebody. */
export const groupOf = (topic: number, readers: ReaderClass) => `topic:${topic}/${readers}`
export const ownGroup = (topic: number, account: string) => `topic:${topic}/of:${account}`
export const ignoring = (account: string) => `ignoring:${account}`
