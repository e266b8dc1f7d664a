import type { Hiding } from '../auth/hiding.ts'
import { messageHiding } from '../chat/hiding.ts'
import { destroy, hide, reactionsHiding, unhide } from '../forum/hiding.ts'
import { titleHiding } from '../forum/title-hiding.ts'
import { imageHiding, profileHiding, tagHiding } from '../media/hiding.ts'
import type { Case, CaseSubject } from './case-record.ts'
import type { Measure } from './case-state.ts'
import type { SubjectKind } from './subject.ts'

interface Effect {
  hide(id: string, hiding: Hiding): Promise<void>
  show(id: string, by: string): Promise<void>
  /** Of what that reference hides, once nobody can object any more. Absent where it is other people's, too. */
  destroy?(id: string, by: string): Promise<void>
}

/** What can be taken out of sight by itself, and how. */
const effects: Partial<Record<SubjectKind, Effect>> = {
  post: { hide, show: unhide, destroy },
  message: messageHiding,
  topic: titleHiding,
  image: imageHiding,
  tag: tagHiding,
  profile: profileHiding,
  reactions: reactionsHiding,
}

/** Why nothing of this case can be hidden; undefined where it can. */
export function whyNotHide({ subjects }: Pick<Case, 'subjects'>): string | undefined {
  return subjects.some(({ kind }) => effects[kind])
    ? undefined
    : 'This is a page of the forum itself, so there is nothing of a member’s on it to hide. Find, or report, the thing itself.'
}

/** `remove` takes a thing from its author, too; `hide`, like everything before a decision, does not. */
export function hiddenFrom(measures: readonly Measure[]): Hiding['from'] {
  return measures.includes('remove') ? 'everybody' : 'others'
}

interface Concerned {
  subjects: readonly Pick<CaseSubject, 'kind' | 'id'>[]
}

async function each(
  subjects: Concerned['subjects'],
  act: (effect: Effect, id: string) => Promise<void> | undefined,
): Promise<void> {
  for (const { kind, id } of subjects) {
    const effect = effects[kind]
    if (effect) await act(effect, id)
  }
}

/** Out of everybody's sight when it returns; as often as wanted. */
export function hideSubjects({ subjects }: Concerned, hiding: Hiding): Promise<void> {
  return each(subjects, (effect, id) => effect.hide(id, hiding))
}

export function showSubjects({ subjects }: Concerned, by: string): Promise<void> {
  return each(subjects, (effect, id) => effect.show(id, by))
}

/** For good. What its author deleted meanwhile, or another decision hides, is not touched. */
export function destroySubjects({ subjects }: Concerned, by: string): Promise<void> {
  return each(subjects, (effect, id) => effect.destroy?.(id, by))
}
