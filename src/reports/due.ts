import type { Clock as Kept } from './case-record.ts'
import type { ClockStart } from './clock-rules.ts'
import { clocksFor } from './clocks.ts'
import type { KindName } from './kinds.ts'

/** The clocks that run from that moment, unless told otherwise because a case is opened, as they are kept with it. */
export function firstClocks(kind: KindName, at: Date, starts?: ClockStart): Kept[] {
  return clocksFor(kind, at, starts).map(({ name, due, isLaw }) => ({ name, due, isLaw, alarmed: 0 }))
}

/** When it has to be decided. */
export function dueOf(clocks: readonly Kept[]): Date {
  const decide = clocks.find(({ name }) => name === 'decide') ?? clocks[0]
  if (!decide) throw new TypeError('A case has clocks.')
  return decide.due
}
