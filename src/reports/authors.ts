import { findPeople } from '../auth/people.ts'
import type { Case } from './case-record.ts'

/** Whose things a case is about, each person once, as far as they are still here. */
export async function authorsOf({ subjects }: Pick<Case, 'subjects'>) {
  const ids = [...new Set(subjects.flatMap(({ author }) => (author ? [String(author)] : [])))]
  const people = await findPeople(ids)
  return ids.flatMap((id) => people.get(id) ?? [])
}
