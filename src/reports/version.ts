import { createHash } from 'node:crypto'
import type { Evidence } from './evidence-schema.ts'
import type { Subject, SubjectKind } from './subject.ts'
import { isVersioned } from './versioned.ts'

/** A post or a message counts its versions itself, and nothing is kept of a page of the forum. */
export function hasOwnRevision(kind: SubjectKind): boolean {
  return isVersioned(kind) || kind === 'page'
}

/** Of what its author can change. What it is called is not in it: that may name something else, such as the topic around it. */
export function digestOf({ words, images }: Pick<Subject, 'words' | 'images'>): string {
  return createHash('sha256')
    .update(JSON.stringify([words, images]))
    .digest('hex')
}

/** The number of the version in which a thing stands, after the last one that was kept. */
export function revisionAfter(
  last: Pick<Evidence, 'revision' | 'digest'> | null,
  subject: Pick<Subject, 'words' | 'images'>,
): number {
  if (!last) return 1
  return last.digest === digestOf(subject) ? last.revision : last.revision + 1
}

type Kept = Pick<Evidence, 'subject' | 'revision'>

/** Of each thing the newest version alone. */
export function newestOf<K extends Kept>(all: readonly K[]): K[] {
  return all.filter((one) => !isEditedSince(one, all))
}

/** Is a newer version of the same thing kept, too? */
export function isEditedSince({ subject, revision }: Kept, all: readonly Kept[]): boolean {
  return all.some((other) => other.subject === subject && other.revision > revision)
}
