import type { CaseSubject } from './case-record.ts'
import { subjectKey } from './subject.ts'

/** What a case lets go, and another one keeps hidden. */
export interface Stays {
  /** Nothing of it is seen again. */
  isAll: boolean
  titles: string[]
}

/** @param held see `heldElsewhere`; @returns undefined where everything is seen again */
export function staysOf(
  subjects: readonly Pick<CaseSubject, 'kind' | 'id' | 'title'>[],
  held: ReadonlySet<string>,
): Stays | undefined {
  const titles = subjects.flatMap((one) => (held.has(subjectKey(one)) ? [one.title] : []))
  return titles.length > 0 ? { isAll: titles.length === subjects.length, titles } : undefined
}

/** Never who complained in the other case, nor of what: nobody but its parties hears of that. */
export function againInWords(stays: Stays | undefined): string {
  if (!stays) return 'Everybody can see it again.'
  if (stays.isAll) return 'It is still hidden all the same, because of another case.'
  return `Everybody can see it again, except what is still hidden because of another case: ${stays.titles.join('; ')}.`
}

export function againTitle(stays: Stays | undefined): string {
  return stays?.isAll
    ? 'Something of yours is still hidden because of another case'
    : 'Something of yours is visible again'
}

/** For whoever complained. */
export function stillHiddenWords(stays: Stays | undefined): string[] {
  if (!stays) return []
  return [`${stays.isAll ? 'It' : 'Some of it'} is still hidden, because of another case.`]
}
