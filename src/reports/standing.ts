import { findCase } from './case.ts'
import type { Case, CaseSubject } from './case-record.ts'
import { type Decision, decisionsOf } from './decision.ts'
import { judgedIn, keysOf, toJudge } from './several.ts'
import { subjectKey } from './subject.ts'

export const isAbout = ({ things }: Pick<Decision, 'things'>, key: string) => !things || things.includes(key)

/** The last decision that spoke of one of these things; where only some authors objected, not each one speaks of all. */
export async function lastAbout(ref: string, things: readonly string[]): Promise<string | undefined> {
  const all = await decisionsOf(ref)
  return all.findLast((decision) => things.some((key) => isAbout(decision, key)))?.ref
}

/** Nothing came in, and nobody else objected, between the judgement and now. */
export function isSameJudged(found: Case, { things }: Decision): boolean {
  if (!things) return true
  const now = keysOf(toJudge(found))
  return now.length === things.length && now.every((key) => things.includes(key))
}

export interface Part {
  /** The case with those of its things alone. */
  part: Case
  /** What they were under until now: an earlier decision, or the case. */
  over: string | null
}

/** Later decisions that the case has taken; where only some authors objected, not each one speaks of all. */
async function laterThan({ case: ref, round }: Decision, { history }: Pick<Case, 'history'>) {
  const settled = new Set(history.flatMap(({ act, words }) => (act === 'decided' ? [words] : [])))
  return (await decisionsOf(ref)).filter((one) => one.round > round && settled.has(one.ref))
}

/** Is it the last word on these things? A start can meet one whose successor came before it was carried out to the end. */
export async function isLastOn(things: readonly CaseSubject[], decision: Decision): Promise<boolean> {
  const found = await findCase(decision.case)
  const later = found ? await laterThan(decision, found) : []
  return !later.some((one) => things.some((thing) => isAbout(one, subjectKey(thing))))
}

/** The things that a decision is about and that no later one spoke of, by what they were under before. */
export async function partsOf(found: Case, decision: Decision): Promise<Part[]> {
  const later = await laterThan(decision, found)
  const isOver = (key: string) => later.some((one) => isAbout(one, key))
  const subjects = judgedIn(found, decision).filter((subject) => !isOver(subjectKey(subject)))
  // A first decision also ends an interim that began while it was being taken, and which it does not know of.
  if (decision.round === 1) return [{ part: { ...found, subjects }, over: decision.case }]
  const earlier = (await decisionsOf(decision.case)).filter(({ round }) => round < decision.round)
  const under = new Map<string | null, CaseSubject[]>()
  for (const subject of subjects) {
    const key = subjectKey(subject)
    const over = earlier.findLast((before) => isAbout(before, key))?.ref ?? decision.over
    under.set(over, [...(under.get(over) ?? []), subject])
  }
  return [...under].map(([over, those]) => ({ part: { ...found, subjects: those }, over }))
}
