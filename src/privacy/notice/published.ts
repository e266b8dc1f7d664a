import { londonDate } from '../../clock.ts'
import type { Part } from './text.ts'
import { parts as version10 } from './version-1-0/parts.ts'
import { parts as version11 } from './version-1-1/parts.ts'
import { parts as version12 } from './version-1-2/parts.ts'

export interface PublishedNotice {
  version: string
  /** First day in force, in London: "2026-11-22". */
  from: string
  /** What is new in it, for those who agreed to an older one. */
  changes: string
  /** sha256 of `plainText` with the default settings. */
  hash: string
  parts: readonly Part[]
}

/**
 * Every version of the notice, oldest first. What is published is never changed: people agreed to these words, and a
 * test compares each text with its hash. To publish a new version:
 *
 * 1. make a folder for it (`version-1-2` → `version-1-3`) with the clauses that are written anew, and take the rest from the newest;
 * 2. add it here with its first day, what is new in it, and the hash that `node --test test/privacy/published.test.ts` asks for;
 * 3. put the same version and day into `consent/notice-version.ts`.
 */
export const published: readonly PublishedNotice[] = [
  {
    version: '1.0',
    from: '2026-11-22',
    changes: '',
    hash: '53c190a8b1a1fa0770562d39f51fb2565dfd9d6966fc9a9cabe06c2a2809e6f2',
    parts: version10,
  },
  {
    version: '1.1',
    from: '2026-11-28',
    changes:
      'It says how to complain with a form and what happens then, that pictures and tags are public like posts, and how long each kind of record is kept.',
    hash: 'e8f0ba462f86242be074e687b0a3bcd772d0d8b9db076cd95446bcea87067ee1',
    parts: version11,
  },
  {
    version: '1.2',
    from: '2026-11-29',
    changes:
      'It says how long talks with our support are kept and that their live chat has a cookie of its own, how long messages in chat rooms and private messages stay and who reads them, that who is there or writing is never stored, and that mails about what others wrote can be ended with one click.',
    hash: '99b9ee53c7a316e3d4b90be5227fcc2d817971ccca843f29a62cbe30a68b99e8',
    parts: version12,
  },
]

export function newestNotice(): PublishedNotice {
  const newest = published.findLast((notice) => notice.from <= londonDate()) ?? published[0]
  if (!newest) throw new Error('No notice has been published.')
  return newest
}

/** @returns undefined before the first version. Days are written "2026-11-22". */
export function findNoticeOn(day: string): PublishedNotice | undefined {
  return published.findLast((notice) => notice.from <= day)
}

/** The last day of a version, or undefined while it is in force: one that is still to come ends nothing yet. */
export function lastDayOf(notice: PublishedNotice): string | undefined {
  const next = published[published.indexOf(notice) + 1]
  return next && next.from <= londonDate()
    ? Temporal.PlainDate.from(next.from).subtract({ days: 1 }).toString()
    : undefined
}
