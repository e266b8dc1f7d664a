import type { Case } from './case-record.ts'

/**
 * What a case is, as far as it matters to whoever judges it: another report, another version of the words, an objection of
 * the other side make it another case; a note, an alarm or who leads it do not.
 */
export function seenOf({ state, subjects, reports }: Pick<Case, 'state' | 'subjects' | 'reports'>): string {
  const { kind, isRequiredByLaw, appeals, outcome } = state
  const versions = subjects.map(({ revision }) => revision)
  return JSON.stringify([kind, isRequiredByLaw, appeals.reporter, appeals.author, outcome, versions, reports])
}
