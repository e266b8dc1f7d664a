import type { Case, CaseSubject } from './case-record.ts'
import { type KindName, kinds } from './kinds.ts'
import { subjectKey } from './subject.ts'

/** Out of sight, so that its author is told when it comes back by itself. */
export function asHidden(subjects: readonly CaseSubject[]): CaseSubject[] {
  return subjects.map((subject) => ({ ...subject, wasHidden: true }))
}

/** Keys of those whose authors were told that they are hidden. */
export function hiddenKeys(subjects: readonly CaseSubject[]): string[] {
  return subjects.filter(({ wasHidden }) => wasHidden).map(subjectKey)
}

/** These things as they stood when they were last taken out. */
export function lastOut(
  { takenOut = [] }: Pick<Case, 'takenOut'>,
  keys: readonly string[] = [],
): CaseSubject[] {
  return keys.flatMap((key) => takenOut.findLast((subject) => subjectKey(subject) === key) ?? [])
}

/** For the once-keys of what happens to a thing: one that came back is hidden, and told of, anew. */
export function timesOut({ takenOut = [] }: Pick<Case, 'takenOut'>, key: string): number {
  return takenOut.filter((subject) => subjectKey(subject) === key).length
}

/** What staff took out and nobody put back. */
export function stillOut({ subjects, takenOut = [] }: Pick<Case, 'subjects' | 'takenOut'>): CaseSubject[] {
  const known = new Set(subjects.map(subjectKey))
  const out = new Map(takenOut.map((subject) => [subjectKey(subject), subject]))
  return [...out].flatMap(([key, subject]) => (known.has(key) ? [] : [subject]))
}

/**
 * What a further report brings into a case. A thing that staff took out stays out as it then stood: with words that were
 * changed since it may come back, and what the law wants gone at once comes back in any case.
 */
export function broughtBy(found: Case, kind: KindName, given: readonly CaseSubject[]): CaseSubject[] {
  if (kinds[kind].isHiddenAtOnce) return [...given]
  const out = new Map(stillOut(found).map((subject) => [subjectKey(subject), subject.revision]))
  return given.filter((subject) => subject.revision > (out.get(subjectKey(subject)) ?? 0))
}
