import type { CaseState, EventOf, Findings, Measure, Outcome, Side } from './case-state.ts'
import { Refused } from './refused.ts'

/** Stands among those whose appeal is open for everybody: then all of the case is decided again. */
const EVERYBODY = '*'

/** Whose things a case is about; an empty name stands for those who left. */
export function ownersIn({ owners, subjectsOwner }: CaseState): string[] {
  return owners ?? [subjectsOwner ?? '']
}

export function isOwner(state: CaseState, person: string): boolean {
  return person === state.subjectsOwner || (person !== '' && ownersIn(state).includes(person))
}

const union = <T>(...lists: readonly (readonly T[])[]): T[] => [...new Set(lists.flat())]

export function withOwners(state: CaseState, owners: readonly string[]): Pick<CaseState, 'owners'> {
  return { owners: union(ownersIn(state), owners) }
}

/** More things came in: their authors judge it as little as the first one's, and whoever brought them hears no appeal. */
export function widened(state: CaseState, { by, owners }: EventOf<'widened'>): CaseState {
  return {
    ...state,
    ...withOwners(state, owners),
    finders: union(state.finders ?? [], [by]),
  }
}

/**
 * Why nothing leaves the case before a decision: what the law may want gone is left standing by two people, and a complaint of a
 * protected kind is always answered by a decision. Undefined where something can.
 */
export function whyKeptWhole({
  isRequiredByLaw,
  isProtected,
}: Pick<CaseState, 'isRequiredByLaw' | 'isProtected'>): string | undefined {
  if (isRequiredByLaw) return 'The law may want this gone, so nothing leaves the case without a decision.'
  if (isProtected)
    return 'Something was reported that always gets a decision, so nothing leaves the case without one. What nothing is wrong with is named in the reasons.'
  return undefined
}

/** Nothing is wrong with some of it, so the case is about the rest. Whose things are all out of it has no part in it any more. */
export function narrowed(state: CaseState, { owners }: EventOf<'narrowed'>): CaseState {
  const why = whyKeptWhole(state)
  if (why) throw new Refused('right', why)
  const isLeft = owners.includes(state.subjectsOwner ?? '')
  return {
    ...state,
    owners: union(owners),
    subjectsOwner: isLeft ? state.subjectsOwner : owners[0] || null,
  }
}

export function hasAppealed({ appeals }: CaseState, side: Side, who: string): boolean {
  return appeals[side].includes(who)
}

/** Is something still taken from this author? An appeal may have given theirs back, and not the others'. */
export function isRestricted(state: CaseState, author: string): boolean {
  const isCleared = (state.cleared ?? []).includes(author)
  return isOwner(state, author) && !isCleared && state.measures.some((measure) => measure !== 'none')
}

/** Those whose appeal is open, and one more: an author for their own things, a reporter for all of the case. */
export function withAppellant(state: CaseState, side: Side, who: string): string[] {
  const open = state.name === 'appealed' ? (state.appealing ?? [EVERYBODY]) : []
  return union(open, [side === 'author' ? who : EVERYBODY])
}

/** Whose things alone the open appeal is about; undefined where it is about all of the case. */
export function judgedAgain(state: CaseState): string[] | undefined {
  const { appealing = [] } = state
  if (state.name !== 'appealed' || appealing.length === 0 || appealing.includes(EVERYBODY)) return undefined
  return ownersIn(state).every((owner) => appealing.includes(owner)) ? undefined : appealing
}

/** Is somebody judged again for whom an earlier appeal gave back, or made milder, what the case still has for others? */
export function hasMilder(state: CaseState): boolean {
  const { cleared = [], eased = [] } = state
  const milder = [...cleared, ...eased]
  const part = judgedAgain(state)
  return part ? part.some((owner) => milder.includes(owner)) : milder.length > 0
}

/** What an appeal decision leaves of the case: where it was about some people's things alone, the rest stands as it was. */
export function afterAppeal(before: CaseState, after: CaseState, { measures }: Findings): CaseState {
  const part = judgedAgain(before)
  if (!part) return { ...after, appealing: [], cleared: [], eased: [] }
  const isGivenBack = measures.includes('none')
  const isEased = !isGivenBack && before.measures.some((measure) => !measures.includes(measure))
  const without = (owners: readonly string[] = []) => owners.filter((owner) => !part.includes(owner))
  const cleared = isGivenBack ? union(without(before.cleared), part) : without(before.cleared)
  const eased = isEased ? union(without(before.eased), part) : without(before.eased)
  const settled = { ...after, appealing: [], cleared, eased }
  if (ownersIn(before).every((owner) => cleared.includes(owner))) return settled
  const outcome: Outcome | null = isGivenBack ? 'partly' : before.outcome
  const all: Measure[] = union(before.measures, measures).filter((measure) => measure !== 'none')
  return { ...settled, outcome, measures: all }
}
