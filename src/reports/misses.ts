import type { Case, Clock, Miss } from './case-record.ts'
import type { CaseEvent } from './case-state.ts'
import type { ClockName } from './clock-rules.ts'
import { flagsOf } from './opening.ts'

type Timed = Pick<Case, 'state' | 'clocks' | 'misses' | 'interim'>

/** Of these a miss is counted, and takes a reason before anybody decides; the others are the program's own work. */
export const counted: readonly ClockName[] = [
  'acknowledge-latest',
  'triage',
  'investigate',
  'interim',
  'decide',
  'decide-latest',
  'appeal',
]

/** Until when it may stay hidden without another word. */
const endOf = (interim: Timed['interim']) => interim?.until ?? interim?.reviewBy

/** Does it still run? One that is met rings no more. */
export function isRunning({ state, interim }: Timed, { name, due }: Pick<Clock, 'name' | 'due'>): boolean {
  const { name: at, hasReporter } = state
  const { isUndecided } = flagsOf(state)
  switch (name) {
    case 'appeal':
      return at === 'appealed'
    case 'acknowledge':
    case 'acknowledge-latest':
      return at === 'received' && hasReporter
    case 'triage':
      return at === 'received' || at === 'acknowledged'
    case 'investigate':
      return at === 'triaged'
    case 'interim':
      return isUndecided && state.interim === 'hidden' && endOf(interim)?.getTime() === due.getTime()
    case 'decide':
    case 'decide-latest':
      return isUndecided
    default:
      return false
  }
}

/** Was this one over before what it is for was done? */
export function isMissed({ misses }: Pick<Timed, 'misses'>, { name, due }: Clock): boolean {
  return misses?.some((miss) => miss.clock === name && miss.due.getTime() === due.getTime()) ?? false
}

/** Clocks that are over, still run, and whose end nobody noticed yet. */
export function missedBy(found: Timed, at: Date): Miss[] {
  return (
    found.clocks
      .filter((clock) => counted.includes(clock.name) && clock.due <= at)
      // The last alarm comes with the miss; of old cases nothing else is kept that tells of it.
      .filter((clock) => isRunning(found, clock) && !isMissed(found, clock) && clock.alarmed < 100)
      .map(({ name, due }) => ({ clock: name, due, at }))
  )
}

const judges: readonly CaseEvent['type'][] = ['decided', 'appeal-decided', 'notified']

/**
 * What comes before somebody moves a case whose time is over: it cannot be met late without a word. A decision that is on
 * record is carried out whatever the time, since it was asked for its reason when it was made.
 */
export function missesBefore(found: Timed, events: readonly CaseEvent[], at: Date): Miss[] {
  return events.some(({ type }) => judges.includes(type)) ? [] : missedBy(found, at)
}

export const asEvents = (misses: readonly Miss[]): CaseEvent[] =>
  misses.map(({ clock }) => ({ type: 'missed', clock }))
