import { nowMs } from '../clock.ts'
import type { Account } from './account-record.ts'
import { type Sanction, type SanctionKind, sanctionKinds } from './sanction-record.ts'

/** Whose sanctions are asked about. */
export type Restrictable = Pick<Account, 'sanctions'>

const isInForce = ({ until }: Sanction, at: number) => until === null || until.getTime() > at

const weight = ({ kind }: Sanction) => sanctionKinds.indexOf(kind)
const end = ({ until }: Sanction) => until?.getTime() ?? Number.POSITIVE_INFINITY

/**
 * The heaviest sanction in force, and of several such the one that lasts longest; undefined where there is none. Asked
 * of the clock each time, so that nobody waits for the timetable.
 * @param at milliseconds since 1970
 */
export function restrictionOf({ sanctions = [] }: Restrictable, at = nowMs()): Sanction | undefined {
  return sanctions
    .filter((sanction) => isInForce(sanction, at))
    .toSorted((a, b) => weight(b) - weight(a) || end(b) - end(a))[0]
}

export function isClosed(account: Restrictable): boolean {
  return restrictionOf(account)?.kind === 'close'
}

/** Signed in for their rights alone. */
export function isSuspended(account: Restrictable): boolean {
  return restrictionOf(account)?.kind === 'suspend'
}

const dayFormat = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' })

/** "3 March 2027". The form of a decision takes a day and ends with it by UTC, so that is the day to name. */
export function lastDay(until: Date): string {
  return dayFormat.format(until)
}

const named: Record<SanctionKind, string> = {
  limit: 'Your account can read but not post',
  suspend: 'Your account is suspended',
  close: 'Your account is closed',
}

/** One sentence for its owner: what, until when, and which decision. */
export function restrictionInWords({ kind, by, until }: Sanction): string {
  const time = until ? ` until ${lastDay(until)}` : ''
  const rest =
    kind === 'suspend'
      ? ' You can still use your rights: read the reasons, object, and see to what is yours.'
      : ''
  return `${named[kind]}${time}. Decision ${by} says why, and how to object.${rest}`
}

/** What pages and programs are told of one's own restriction. */
export interface Restriction {
  kind: SanctionKind
  words: string
  decision: string
  href: string
  until: Date | null
}

export function ownRestriction(account: Restrictable): Restriction | undefined {
  const sanction = restrictionOf(account)
  if (!sanction) return undefined
  const { kind, by, until } = sanction
  return { kind, words: restrictionInWords(sanction), decision: by, href: `/decisions/${by}`, until }
}
