import { loadAccount } from '../auth/account.ts'
import type { KindName } from './kinds.ts'
import type { Subject } from './subject.ts'

/**
 * Regulations of 2013: a notice about untrue words goes on to whoever wrote them, if there is a way to reach them: an address
 * that was proven, or an account that is not closed.
 * @returns undefined where no law asks
 */
export async function canReachPosters(
  kind: KindName,
  subjects: readonly Pick<Subject, 'author'>[],
): Promise<boolean | undefined> {
  if (kind !== 'defamation') return undefined
  const authors = await Promise.all(subjects.map(({ author }) => author && loadAccount(author)))
  return authors.every((one) => one && (one.confirmedAt !== null || one.state !== 'closed'))
}
