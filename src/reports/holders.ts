import type { Hiding } from '../auth/hiding.ts'
import { loadImage, standing } from '../media/image.ts'
import { Cases } from './case.ts'
import type { Case, CaseSubject } from './case-record.ts'
import { decisionsOf } from './decision.ts'
import { hiddenFrom } from './effects.ts'
import { isAbout } from './standing.ts'
import { type Stays, staysOf } from './stays-hidden.ts'
import { subjectKey } from './subject.ts'

/** A case whose measure keeps a thing out of sight. */
export interface Holder extends Pick<Hiding, 'by' | 'from'> {
  case: string
  since: Date
  /** What it removed is to be destroyed: nobody can object to that any more. */
  isFinal: boolean
}

/** A decision weighs more than what is not decided yet, and what nobody reads more than what its author reads. */
function weightOf({ by, from }: Pick<Holder, 'by' | 'from'>): number {
  return from === 'everybody' ? 2 : by.startsWith('D-') ? 1 : 0
}

/**
 * Whose name a thing carries that several cases keep out of sight: the first of these. Of equals the oldest, so that whoever
 * comes at the same moment finds the same.
 */
export function strictestFirst(holders: readonly Holder[]): Holder[] {
  return holders.toSorted(
    (one, other) =>
      weightOf(other) - weightOf(one) ||
      one.since.getTime() - other.since.getTime() ||
      (one.by < other.by ? -1 : 1),
  )
}

/** Those that joined after it was hidden are hidden one by one. */
function isHiddenMeanwhile({ state, interim, subjects }: Case, key: string): boolean {
  if (state.interim !== 'hidden') return false
  const at = subjects.findIndex((subject) => subjectKey(subject) === key)
  return at < (interim?.covers ?? 1) || subjects[at]?.wasHidden === true
}

/** What a case as it now stands makes of a thing: its last decision on it, or what it does meanwhile. */
async function heldBy(found: Case, key: string): Promise<Holder | undefined> {
  const settled = new Set(found.history.flatMap(({ act, words }) => (act === 'decided' ? [words] : [])))
  const all = (await decisionsOf(found.ref)).filter(({ ref }) => settled.has(ref))
  const last = all.findLast((one) => isAbout(one, key))
  const isFinal = found.destroyedAt !== undefined
  if (last?.measures.some((measure) => measure === 'hide' || measure === 'remove'))
    return { by: last.ref, from: hiddenFrom(last.measures), case: found.ref, since: last.at, isFinal }
  if (last || !isHiddenMeanwhile(found, key)) return undefined
  const since = found.interim?.at ?? found.openedAt
  return { by: found.ref, from: 'others', case: found.ref, since, isFinal: false }
}

type Thing = Pick<CaseSubject, 'kind' | 'id'>

async function holdersNaming(thing: Thing): Promise<Holder[]> {
  const key = subjectKey(thing)
  const all = await Cases.find({ 'subjects.id': thing.id }).lean()
  const about = all.filter(({ subjects }) => subjects.some((one) => subjectKey(one) === key))
  return (await Promise.all(about.map((found) => heldBy(found, key)))).flatMap((held) => held ?? [])
}

/** The face goes with the profile. */
async function profileAround({ kind, id }: Thing): Promise<Thing[]> {
  const image = kind === 'image' ? standing(await loadImage(id)) : undefined
  return image?.place.kind === 'avatar' ? [{ kind: 'profile', id: image.place.id }] : []
}

/** Several cases can be about one thing that is named in their reports. All that hide it, the strictest first. */
export async function holdersOf(thing: Thing): Promise<Holder[]> {
  const all = await Promise.all([thing, ...(await profileAround(thing))].map(holdersNaming))
  return strictestFirst(all.flat())
}

/** Keys of those of these things that other cases keep out of sight. */
export async function heldElsewhere({ ref, subjects }: Pick<Case, 'ref' | 'subjects'>): Promise<Set<string>> {
  const held = new Set<string>()
  for (const subject of subjects)
    if ((await holdersOf(subject)).some((holder) => holder.case !== ref)) held.add(subjectKey(subject))
  return held
}

/** Of these things of a case, what other cases keep out of sight. */
export async function staysIn(
  { ref }: Pick<Case, 'ref'>,
  subjects: CaseSubject[],
): Promise<Stays | undefined> {
  return staysOf(subjects, await heldElsewhere({ ref, subjects }))
}
