import type { Case } from './case-record.ts'
import { inWords } from './order.ts'

type Begun = Pick<Case, 'state' | 'orders'>

/** What a restriction goes back to, as its author may read it: never who complained, nor how many (N13). */
export function sourceInWords({ state, orders = [] }: Begun): string {
  if (orders.length > 0) return `an order of an authority: ${orders.map(inWords).join('; ')}`
  return state.hasReporter ? 'a complaint' : 'a moderator came across it; nobody complained'
}

/** Why something is hidden before anybody has decided, where no law asks for it. */
export function firstSightWords({ state, orders = [] }: Begun): string {
  if (orders.length > 0) return 'what the authority says looks right at first sight'
  return state.hasReporter
    ? 'the complaint looks justified at first sight'
    : 'what a moderator came across looks wrong at first sight'
}
