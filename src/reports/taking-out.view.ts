import type { Case } from './case-record.ts'
import type { Evidence } from './evidence.ts'
import { whyKeptWhole } from './owners.ts'
import { keysOf } from './several.ts'
import { stillOut } from './taken-out.ts'
import { markOfThing } from './taking-out.ts'

/** What can be taken out of a case and what was, with what was ticked in a form that comes back. */
export function showTakingOut(found: Case, ticked: unknown) {
  const { subjects, state, isUndecided } = found
  const chosen = [ticked].flat()
  const keptWhole = whyKeptWhole(state)
  const hasSeveral = isUndecided && subjects.length > 1
  return {
    canTakeOut: hasSeveral && !keptWhole,
    keptWhole: hasSeveral ? keptWhole : undefined,
    outOptions: subjects.map((subject) => ({
      value: markOfThing(subject),
      label: subject.title,
      isTicked: chosen.includes(markOfThing(subject)),
    })),
    takenOut: stillOut(found).map(({ title, path }) => ({ title, href: path })),
  }
}

/** Its copy is kept for as long as the case is, and judged no more. */
export function isOut(found: Case, { subject }: Pick<Evidence, 'subject'>): boolean {
  return keysOf(stillOut(found)).includes(subject)
}
