import type { Case } from './case-record.ts'
import { markOf } from './several.ts'

/**
 * What a case is, as far as it matters to whoever judges it: another report, another version of the words, an objection of
 * the other side make it another case; a note, an alarm or who leads it do not.
 */
export function seenOf({ state, subjects, reports }: Pick<Case, 'state' | 'subjects' | 'reports'>): string {
  const { kind, isRequiredByLaw, appeals, outcome } = state
  return JSON.stringify([
    kind,
    isRequiredByLaw,
    appeals.reporter,
    appeals.author,
    outcome,
    markOf({ subjects }),
    reports,
  ])
}
