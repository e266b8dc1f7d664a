import type { Account } from '../auth/account.ts'
import { Conflict, Forbidden, NotFound } from '../errors.ts'
import { acknowledgeAppeal } from './appeal-receipt.ts'
import { objectUntil } from './appeal-window.ts'
import { type Case, findCase, moveCase } from './case.ts'
import type { Side } from './case-state.ts'
import { type Decision, findDecision, firstDecided } from './decision.ts'
import { dueOf, firstClocks, renewed } from './due.ts'
import { inProcedure } from './expected.ts'
import { openReport } from './opened-report.ts'
import { hasAppealed } from './owners.ts'
import type { Report } from './report.ts'
import { judgedIn } from './several.ts'

/** Whoever may object: the author, or a reporter with their account or private link. */
export interface Party {
  side: Side
  /** Each objects once: an account id, or the reference of the words whose private link they have. */
  who: string
  /** When their time for it is over. */
  until: Date
  report?: Report
}

const isBy = ({ subjects }: Pick<Case, 'subjects'>, { _id }: Account) =>
  subjects.some(({ author }) => author?.equals(_id))

/**
 * How somebody is concerned by a decision, as the author first; empty for everybody else, and for authors whose things it is
 * not about. Whoever reported something in a case with things of their own stands on both sides of it.
 */
export async function sidesOf(
  person: Account | undefined,
  found: Case,
  decision: Decision,
  link: { ref: string; key: string } | undefined,
): Promise<Party[]> {
  const first = await firstDecided(decision)
  const partyOn = (side: Side, who: string): Party => ({
    side,
    who,
    until: objectUntil(side, decision, first),
  })
  const isConcerned = person !== undefined && isBy({ subjects: judgedIn(found, decision) }, person)
  const reporter = await reporterOf(person, found, link)
  return [
    ...(isConcerned ? [partyOn('author', String(person._id))] : []),
    ...(reporter ? [{ ...partyOn('reporter', reporter.who), report: reporter.report }] : []),
  ]
}

async function reporterOf(
  person: Account | undefined,
  { ref, state }: Case,
  link: { ref: string; key: string } | undefined,
): Promise<Pick<Party, 'who' | 'report'> | undefined> {
  const opened = link && (await openReport(link.ref, link.key, person))
  if (link && opened?.report.case === ref) {
    const { report } = opened
    // Words that joined others may be a stranger's, who typed the address: they use up nobody's objection but their own.
    const isFirst = link.ref === report.ref
    return { who: isFirst && report.account ? String(report.account) : link.ref, report }
  }
  if (!person) return undefined
  const account = String(person._id)
  return state.reporters.includes(account) ? { who: account } : undefined
}

/** Why nobody can object to it any more, or not like this; undefined where they can. */
export function whyNotAppeal(
  found: Case,
  decision: Decision,
  { side, who, until }: Party,
  at: Date,
): string | undefined {
  if (hasAppealed(found.state, side, who))
    return 'You have objected to it once already; the second decision stands.'
  if (at > until) return 'The time for objecting is over.'
  if (side === 'author' && decision.measures.every((measure) => measure === 'none'))
    return 'Nothing of yours is restricted by it.'
  return undefined
}

/** Somebody else's objection joins one that is open, and does not give it more time. */
function withAppealClock({ clocks, state }: Case, at: Date): Partial<Pick<Case, 'clocks' | 'due'>> {
  const fresh = firstClocks(state.kind, at, 'appealed')
  if (state.name === 'appealed' || fresh.length === 0) return {}
  return { clocks: renewed(clocks, fresh), due: dueOf(fresh) }
}

export interface Objection {
  argument: string
  /** The private link of a report, for those without an account. */
  link: { ref: string; key: string } | undefined
  /** For those on both sides; otherwise the first on which they can. */
  side?: Side | undefined
  at: Date
}

/** @throws Forbidden, Conflict */
function chooseSide(
  parties: readonly Party[],
  side: Side | undefined,
  why: (party: Party) => string | undefined,
): Party {
  const theirs = side ? parties.filter((party) => party.side === side) : parties
  const [first] = theirs
  if (!first)
    throw new Forbidden(
      'Only those whom the decision concerns can object to it: its author, and whoever reported it.',
    )
  const open = theirs.find((party) => why(party) === undefined)
  if (!open) throw new Conflict(why(first) ?? '')
  return open
}

/** Somebody else looks at it again, and decides in the same way. @throws NotFound, Forbidden, Conflict, Invalid */
export async function appeal(
  person: Account | undefined,
  ref: string,
  { argument, link, side, at }: Objection,
): Promise<Case> {
  const decision = await findDecision(ref)
  const found = decision && (await findCase(decision.case))
  if (!decision || !found) throw new NotFound()
  const parties = await sidesOf(person, found, decision, link)
  const party = chooseSide(parties, side, (one) => whyNotAppeal(found, decision, one, at))
  const who = party.side === 'author' ? 'The author' : 'A reporter'
  const appealed = await inProcedure(() =>
    moveCase(found.ref, {
      events: [{ type: 'appealed', side: party.side, who: party.who, argument }],
      entry: { act: 'appealed', words: `${who} objects: ${argument}` },
      set: (before) => ({
        assignee: null,
        // Whoever had a say in the decision has none in the appeal.
        ...(before.state.name !== 'appealed' && { givenTo: [] }),
        ...withAppealClock(before, at),
      }),
    }),
  )
  await acknowledgeAppeal(appealed, party.side, party.who)
  return appealed
}
