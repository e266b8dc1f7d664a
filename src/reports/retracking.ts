import type { Account } from '../auth/account.ts'
import { now } from '../clock.ts'
import { Conflict } from '../errors.ts'
import { ringCase } from './alarms.ts'
import { findCase, moveCase } from './case.ts'
import { reachCase } from './case-reach.ts'
import type { Case, Interim } from './case-record.ts'
import type { CaseEvent } from './case-state.ts'
import { clocksAs, dueOf } from './due.ts'
import { inProcedure } from './expected.ts'
import { sorted } from './interim-choice.ts'
import { finishInterim, pendingIn } from './interim-effects.ts'
import { type KindName, kinds } from './kinds.ts'
import { findWaiting } from './proposal.ts'
import { whyStale } from './proposing.ts'
import { keysOf } from './several.ts'
import { asHidden } from './taken-out.ts'

export interface Retracking {
  kind: KindName
  reason: string
  /** What it was on the page; absent where a program gives it the kind whatever it was. */
  from?: KindName | undefined
}

/**
 * Gives a case that is not decided the kind that it turned out to be. Its clocks run as if it had been that from the first, and
 * what a case of that kind does at once is done now. What was reported stays as it was reported, and so does the promise that
 * reports of some kinds always get an answer.
 * @throws Conflict, Forbidden, NotFound
 */
export async function retrack(person: Account, ref: string, given: Retracking): Promise<Case> {
  const found = await reachCase(person, ref)
  if (!found.isUndecided) throw new Conflict('This case is decided, so its kind stays as it is.')
  const waiting = await findWaiting(ref)
  if (waiting && !(await whyStale(waiting, found)))
    throw new Conflict('A proposal waits in this case. It has to be answered or withdrawn first.')
  await finishInterim(found)
  await ringCase(found)
  const moved = await inProcedure(() =>
    moveCase(ref, {
      events: (current) => eventsFor(current, person, given),
      set: (current) => ({ ...timesFor(current, given), ...effectsOf(current, given) }),
      entry: (current) => ({ act: 'retracked', by: person._id, words: inWords(current, given) }),
    }),
  )
  await finishInterim(moved)
  return (await findCase(ref)) ?? moved
}

const reasonFor = ({ kind }: Retracking) =>
  `Hidden by rule, because it is treated as “${kinds[kind].label}” now.`

const isHiding = ({ state }: Case, { kind }: Retracking) =>
  kinds[kind].isHiddenAtOnce && state.interim !== 'hidden'

function eventsFor(current: Case, person: Account, given: Retracking): CaseEvent[] {
  if (current.assignee && !current.assignee.equals(person._id))
    throw new Conflict('Somebody else is working on this case. Ask them to release it.')
  // What it still has to do in the world would be lost.
  if (current.pending) throw new Conflict('Somebody else was quicker. Please look at the case again.')
  if (given.from && given.from !== current.state.kind)
    throw new Conflict('Somebody gave it another kind since you opened the page. Please look again.')
  const { kind, reason } = given
  const by = String(person._id)
  const hiding = {
    type: 'interim-hidden',
    by: null,
    ground: 'law_requires',
    reason: reasonFor(given),
  } as const
  return [
    ...sorted(current, by),
    { type: 'retracked', by, kind, reason },
    ...(isHiding(current, given) ? [hiding] : []),
  ]
}

function timesFor(current: Case, { kind }: Retracking) {
  const clocks = clocksAs(current, kind)
  return { clocks, due: dueOf(clocks), isUrgent: kinds[kind].isUrgent }
}

/** What is out of sight already stays so for the law's reason; what came in beside it goes, too, and its author is told. */
function effectsOf(current: Case, given: Retracking) {
  const { interim, subjects, orders = [] } = current
  if (!kinds[given.kind].isHiddenAtOnce) return { pending: pendingIn(current, 'retracked', false) }
  const isFirst = isHiding(current, given)
  const seen = subjects.filter(({ wasHidden }) => isFirst || !wasHidden)
  const byLaw = { ground: 'law_requires', until: null, covers: subjects.length } as const
  // The time in which somebody else has to look at it runs on.
  const reviewBy = orders.length > 0 ? null : (interim?.until ?? interim?.reviewBy ?? null)
  const pending = pendingIn(current, isFirst || seen.length > 0 ? 'interim' : 'retracked', isFirst)
  return {
    interim: isFirst || !interim ? { ...hiddenByRule(given), ...byLaw } : { ...interim, ...byLaw, reviewBy },
    subjects: asHidden(subjects),
    pending: isFirst ? pending : { ...pending, only: keysOf(seen) },
  }
}

function hiddenByRule(given: Retracking): Omit<Interim, 'ground' | 'until'> {
  const reason = reasonFor(given)
  return { choice: 'hide', reason, decidedBy: 'rule', by: null, automated: true, at: now() }
}

const moment = (at: Date) =>
  at.toLocaleString('en-GB', { dateStyle: 'long', timeStyle: 'short', timeZone: 'Europe/London' })

/** Both kinds and both times: nobody gets more time in silence. */
function inWords(current: Case, given: Retracking): string {
  const { due } = timesFor(current, given)
  const isOther = due.getTime() !== current.due.getTime()
  return [
    `From “${kinds[current.state.kind].label}” to “${kinds[given.kind].label}”.`,
    ...(isOther ? [`To be decided by ${moment(due)}; before, by ${moment(current.due)}.`] : []),
    ...(isHiding(current, given) ? ['It was hidden at once.'] : []),
    `Why: ${given.reason}`,
  ].join('\n')
}
