import type { Case, Clock as Kept } from './case-record.ts'
import type { ClockStart } from './clock-rules.ts'
import { clocksFor } from './clocks.ts'
import { type KindName, kinds } from './kinds.ts'
import { type TimeLeft, timeLeft } from './time-left.ts'

type Timed = Pick<Case, 'clocks' | 'due' | 'openedAt' | 'state'>

/** The clocks that run from that moment, unless told otherwise because a case is opened, as they are kept with it. */
export function firstClocks(kind: KindName, at: Date, starts?: ClockStart): Kept[] {
  return clocksFor(kind, at, starts).map(({ name, due, isLaw }) => ({
    ...{ name, from: at, due, isLaw },
    alarmed: 0,
  }))
}

/** How much time is left to decide a case, or the objection that is open in it. */
export function leftIn({ clocks, due, openedAt, state }: Timed, at: Date): TimeLeft {
  const kept = clocks.findLast((clock) => clock.due.getTime() === due.getTime())
  const rule = kinds[state.kind].clocks.find(({ name }) => name === kept?.name)
  const isWorkingTime = rule?.unit.startsWith('working') ?? false
  const clock = { name: kept?.name ?? 'decide', due, isLaw: kept?.isLaw ?? false, isWorkingTime }
  return timeLeft(clock, kept?.from ?? openedAt, at)
}

/** When it has to be decided. */
export function dueOf(clocks: readonly Kept[]): Date {
  const decide = clocks.find(({ name }) => name === 'decide') ?? clocks[0]
  if (!decide) throw new TypeError('A case has clocks.')
  return decide.due
}
