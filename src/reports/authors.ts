import { findPeople } from '../auth/people.ts'
import type { Case } from './case-record.ts'

type Owned = Pick<Case, 'subjects'>

/** Whose things a case is about, each account once; of a profile, whose profile it is. */
export function authorIds({ subjects }: Owned): string[] {
  return [...new Set(subjects.flatMap(({ author }) => (author ? [String(author)] : [])))]
}

/** The same people, as far as they are still here. */
export async function authorsOf(found: Owned) {
  const ids = authorIds(found)
  const people = await findPeople(ids)
  return ids.flatMap((id) => people.get(id) ?? [])
}
