import { hide, unhide } from '../forum/hiding.ts'
import type { Case, CaseSubject } from './case-record.ts'
import type { SubjectKind } from './subject.ts'

interface Effect {
  /** @param over the reference that hid it before */
  hide(id: string, by: string, over?: string): Promise<void>
  show(id: string, by: string): Promise<void>
}

/** What can be taken out of sight by itself, and how. Words on other things are judged where they stand. */
const effects: Partial<Record<SubjectKind, Effect>> = { post: { hide, show: unhide } }

/** Why nothing of this case can be hidden; undefined where it can. */
export function whyNotHide({ subjects }: Pick<Case, 'subjects'>): string | undefined {
  return subjects.some(({ kind }) => effects[kind])
    ? undefined
    : 'Only posts can be hidden. Report, or find, the post that shows it.'
}

async function each(
  subjects: readonly CaseSubject[],
  act: (effect: Effect, id: string) => Promise<void>,
): Promise<void> {
  for (const { kind, id } of subjects) {
    const effect = effects[kind]
    if (effect) await act(effect, id)
  }
}

/** Out of everybody's sight when it returns; as often as wanted. */
export function hideSubjects({ subjects }: Pick<Case, 'subjects'>, by: string, over?: string): Promise<void> {
  return each(subjects, (effect, id) => effect.hide(id, by, over))
}

export function showSubjects({ subjects }: Pick<Case, 'subjects'>, by: string): Promise<void> {
  return each(subjects, (effect, id) => effect.show(id, by))
}
