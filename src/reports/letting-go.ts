import type { Hiding } from '../auth/hiding.ts'
import { Cases } from './case.ts'
import type { Case, CaseSubject } from './case-record.ts'
import { decisionsOf } from './decision.ts'
import { hiddenFrom, hideSubjects, showSubjects } from './effects.ts'
import { isAbout } from './standing.ts'
import { subjectKey } from './subject.ts'

/** What keeps a thing out of sight as a case now stands: its interim, or its last decision on it. */
async function heldBy(found: Case, key: string): Promise<Hiding | undefined> {
  const settled = new Set(found.history.flatMap(({ act, words }) => (act === 'decided' ? [words] : [])))
  const all = (await decisionsOf(found.ref)).filter(({ ref }) => settled.has(ref))
  const last = all.findLast((one) => isAbout(one, key))
  if (!last) return found.state.interim === 'hidden' ? { by: found.ref, from: 'others' } : undefined
  const isHidden = last.measures.includes('hide') || last.measures.includes('remove')
  return isHidden ? { by: last.ref, from: hiddenFrom(last.measures) } : undefined
}

/** Several cases can be about one thing that is named in their reports; of those that hide it, the one that does so most. */
async function holderOf(subject: CaseSubject): Promise<Hiding | undefined> {
  const key = subjectKey(subject)
  const all = await Cases.find({ 'subjects.id': subject.id }).lean()
  const about = all.filter(({ subjects }) => subjects.some((one) => subjectKey(one) === key))
  const holders = (await Promise.all(about.map((found) => heldBy(found, key)))).flatMap((held) => held ?? [])
  return holders.find(({ from }) => from === 'everybody') ?? holders[0]
}

async function letOneGo(subject: CaseSubject, by: string): Promise<void> {
  const one = { subjects: [subject] }
  for (let over = by; ; ) {
    const holder = await holderOf(subject)
    if (holder) await hideSubjects(one, { ...holder, over })
    else await showSubjects(one, over)
    // The other case may have moved in between, and have found it hidden by somebody else.
    if ((await holderOf(subject))?.by === holder?.by) return
    over = holder?.by ?? over
  }
}

/**
 * Takes back what this reference hides, as often as wanted. What another case says is hidden stays so, under that one and
 * without a moment in sight.
 */
export async function letGo({ subjects }: Pick<Case, 'subjects'>, by: string): Promise<void> {
  for (const subject of subjects) await letOneGo(subject, by)
}
