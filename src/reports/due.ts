import { now } from '../clock.ts'
import type { Case, Clock as Kept } from './case-record.ts'
import type { CaseState } from './case-state.ts'
import type { ClockStart } from './clock-rules.ts'
import { clocksFor } from './clocks.ts'
import { type KindName, kinds } from './kinds.ts'
import { type TimeLeft, timeLeft } from './time-left.ts'

type Timed = Pick<Case, 'clocks' | 'misses' | 'due' | 'openedAt' | 'state'>

/** The clocks that run from that moment, unless told otherwise because a case is opened, as they are kept with it. */
export function firstClocks(kind: KindName, at: Date, starts?: ClockStart): Kept[] {
  return clocksFor(kind, at, starts).map((clock) => ({ ...clock, from: at, alarmed: 0 }))
}

/** With those of another report, each as early as the earlier of the two: what one report is promised, the case keeps. */
export function withReport(clocks: readonly Kept[], kind: KindName, at: Date): Kept[] {
  const own = firstClocks(kind, at)
  const sooner = own.filter(({ name, due }) => {
    const known = clocks.find((clock) => clock.name === name)
    return !known || due < known.due
  })
  return sooner.length > 0 ? renewed(clocks, sooner) : [...clocks]
}

/** Does only the time of working days count? Old cases have not kept it, but their kind tells. */
export function isWorkingTime({ kind }: Pick<CaseState, 'kind'>, { name, isWorkingTime }: Kept): boolean {
  return (
    isWorkingTime ??
    kinds[kind].clocks.find((rule) => rule.name === name)?.unit.startsWith('working') ??
    false
  )
}

/** With those that the change of state sets going. */
export function withStarted(clocks: readonly Kept[], before: CaseState, after: CaseState): Kept[] {
  const isSorted = after.name === 'triaged' && before.name !== 'triaged'
  return isSorted ? [...clocks, ...firstClocks(after.kind, now(), 'triaged')] : [...clocks]
}

/** The same clocks, but for that one, which runs anew. */
export function renewed(clocks: readonly Kept[], fresh: readonly Kept[]): Kept[] {
  return [...clocks.filter(({ name }) => !fresh.some((one) => one.name === name)), ...fresh]
}

/** What a report of another kind promises sooner than the case would by its own: who gives the case a kind says nothing about it. */
function promised({ clocks, openedAt, state }: Pick<Timed, 'clocks' | 'openedAt' | 'state'>): Kept[] {
  const own = firstClocks(state.kind, openedAt)
  return clocks.filter((clock) => own.some(({ name, due }) => name === clock.name && clock.due < due))
}

/**
 * The clocks of a case as if it had been of that kind from its first moment. An alarm that rang for the same time, and a miss
 * that was counted, are not counted again.
 */
export function clocksAs({ clocks, misses, openedAt, state }: Timed, kind: KindName): Kept[] {
  const starts = (name: string) => kinds[state.kind].clocks.find((rule) => rule.name === name)?.starts
  const later = clocks.filter(({ name }) => starts(name) !== 'received')
  const kept = [...promised({ clocks, openedAt, state }), ...later]
  const sooner = (clock: Kept) => kept.find(({ name, due }) => name === clock.name && due < clock.due)
  const fresh = firstClocks(kind, openedAt).map((clock) => {
    const before = clocks.find(({ name }) => name === clock.name)
    if (!before) return clock
    const isSame = before.due.getTime() === clock.due.getTime()
    if (isSame) return { ...clock, alarmed: before.alarmed }
    const wasMissed = before.alarmed >= 100 || misses?.some((miss) => miss.clock === clock.name)
    return wasMissed && clock.due <= now() ? { ...clock, alarmed: 100 } : clock
  })
  return renewed(
    kept,
    fresh.map((clock) => sooner(clock) ?? clock),
  )
}

/** How much time is left to decide a case, or the objection that is open in it. */
export function leftIn({ clocks, due, openedAt, state }: Timed, at: Date): TimeLeft {
  const kept = clocks.findLast((clock) => clock.due.getTime() === due.getTime())
  const clock = kept ?? { name: 'decide' as const, due, isLaw: false, alarmed: 0 }
  return timeLeft({ ...clock, isWorkingTime: isWorkingTime(state, clock) }, clock.from ?? openedAt, at)
}

/** When it has to be decided. */
export function dueOf(clocks: readonly Kept[]): Date {
  const decide = clocks.find(({ name }) => name === 'decide') ?? clocks[0]
  if (!decide) throw new TypeError('A case has clocks.')
  return decide.due
}
