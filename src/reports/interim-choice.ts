import type { Types } from 'mongoose'
import type { Account } from '../auth/account.ts'
import { now } from '../clock.ts'
import { Invalid } from '../errors.ts'
import { Cases, claimCase, moveCase } from './case.ts'
import { reachCase } from './case-reach.ts'
import type { Case, Interim } from './case-record.ts'
import type { CaseEvent, InterimGround } from './case-state.ts'
import { dueOf, firstClocks, renewed } from './due.ts'
import { whyNotHide } from './effects.ts'
import { inProcedure } from './expected.ts'
import { finishInterim, pendingIn } from './interim-effects.ts'
import { keptUp } from './kept-up.ts'
import { Refused } from './refused.ts'
import { asHidden, hiddenKeys } from './taken-out.ts'

interface Why {
  ground: InterimGround
  reason: string
}

/** Sorting comes first, for whoever has not done it. */
export function sorted({ state }: Case, by: string): CaseEvent[] {
  const isNew = state.name === 'received' || state.name === 'acknowledged'
  return isNew ? [{ type: 'triaged', by }] : []
}

/**
 * Then it comes back by itself, unless somebody else keeps it hidden. What staff hid because of the law does not, but has the
 * same time: nobody alone keeps anything hidden without end.
 */
export function hiddenUntil(found: Pick<Case, 'state' | 'clocks' | 'orders'>, given: Interim) {
  const { state, clocks } = found
  const wasLaw = state.interim === 'hidden' && state.interimGround === 'law_requires'
  const ground = wasLaw ? ('law_requires' as const) : given.ground
  const interim = { ...given, ground, until: null }
  if (isEndless(found, interim)) return { interim, clocks }
  const fresh = firstClocks(state.kind, now(), 'hidden')
  const end = dueOf(fresh)
  const time = ground === 'law_requires' ? { reviewBy: end } : { until: end }
  return { interim: { ...interim, ...time }, clocks: renewed(clocks, fresh) }
}

/** What the rule hid waits for staff, and what an authority ordered for the decision. */
export function isEndless({ orders = [] }: Pick<Case, 'orders'>, { ground, decidedBy }: Interim): boolean {
  return ground === 'law_requires' && (decidedBy === 'rule' || orders.length > 0)
}

/**
 * Hides what a case is about while it is looked into, reversibly. The record stands, and the author is told, before it goes.
 * @param by null where the rule does it; again, it changes nothing
 * @throws Refused
 */
export async function hideMeanwhile(
  ref: string,
  by: Types.ObjectId | null,
  { ground, reason }: Why,
): Promise<void> {
  const interim: Interim = {
    choice: 'hide',
    ground,
    reason,
    decidedBy: by === null ? 'rule' : 'staff',
    by,
    automated: by === null,
    at: now(),
    until: null,
  }
  const who = by && String(by)
  // A second report of the kind finds it hidden by rule, or restored by staff, already.
  const isDone = ({ state }: Case) => who === null && state.interim !== 'none'
  const moved = await moveCase(ref, {
    events: (found) =>
      isDone(found)
        ? []
        : [...(who ? sorted(found, who) : []), { type: 'interim-hidden', by: who, ground, reason }],
    set: (found) =>
      isDone(found)
        ? {}
        : {
            ...hiddenUntil(found, { ...interim, covers: found.subjects.length }),
            subjects: asHidden(found.subjects),
            pending: pendingIn(found, 'interim', who === null),
          },
    entry: (found) => (isDone(found) ? undefined : { act: 'interim', words: reason, ...(by && { by }) }),
  })
  await finishInterim(moved)
}

async function showAgain(ref: string, event: CaseEvent, words: string, by?: Types.ObjectId): Promise<void> {
  const name = event.type === 'interim-lapsed' ? 'lapsed' : 'restored'
  const moved = await moveCase(ref, {
    events: [event],
    set: ({ subjects, ...found }) => ({
      interim: by ? keptUp(by, words) : null,
      // A later decision that restricts nothing has no news for them.
      subjects: subjects.map(({ wasHidden: _, ...subject }) => subject),
      pending: { ...pendingIn(found, name, !by), shown: hiddenKeys(subjects) },
    }),
    entry: { act: 'interim', words, ...(by && { by }) },
  })
  await finishInterim(moved)
}

async function keepUp(ref: string, by: Types.ObjectId, reason: string): Promise<void> {
  const moved = await moveCase(ref, {
    events: (found) => sorted(found, String(by)),
    set: (found) => ({ interim: keptUp(by, reason), pending: pendingIn(found, 'kept', false) }),
    entry: { act: 'interim', by, words: reason || 'It stays up while we look into it.' },
  })
  await finishInterim(moved)
}

export interface InterimChoice {
  choice: 'hide' | 'keep'
  ground: InterimGround | undefined
  reason: string
}

/** What becomes of it while it is looked into. @throws Invalid, Conflict, Forbidden, NotFound */
export async function chooseInterim(
  person: Account,
  ref: string,
  { choice, ground, reason }: InterimChoice,
): Promise<void> {
  const found = await reachCase(person, ref)
  await finishInterim(found)
  const by = String(person._id)
  if (choice === 'hide') {
    if (!ground) throw new Invalid({ ground: 'Please choose one of the two grounds for hiding it.' })
    const why = whyNotHide(found)
    if (why) throw new Invalid({ choice: why })
    await inProcedure(() => hideMeanwhile(ref, person._id, { ground, reason }))
  } else if (found.state.interim === 'hidden')
    await inProcedure(() => showAgain(ref, { type: 'interim-restored', by, reason }, reason, person._id))
  else await inProcedure(() => keepUp(ref, person._id, reason))
  if (!found.assignee) await claimCase(ref, person._id)
}

/** Interim decisions that nobody turned into a real one in time. */
function findLapsed(): Promise<Case[]> {
  return Cases.find({ isUndecided: true, 'interim.choice': 'hide', 'interim.until': { $lte: now() } }).lean()
}

/** What staff hid because of the law before that had a time: it begins now. */
async function timeOldInterims(): Promise<void> {
  const old = await Cases.find({
    isUndecided: true,
    'interim.choice': 'hide',
    'interim.ground': 'law_requires',
    'interim.decidedBy': 'staff',
    'interim.reviewBy': { $exists: false },
    'orders.0': { $exists: false },
  }).lean()
  for (const { ref } of old)
    await moveCase(ref, {
      events: [],
      set: (found) => (found.interim?.choice === 'hide' ? hiddenUntil(found, found.interim) : {}),
    })
}

/** Run by the timetable: what was hidden for its longest time comes back. */
export async function endLapsedInterims(): Promise<void> {
  await timeOldInterims()
  for (const { ref } of await findLapsed())
    try {
      await showAgain(ref, { type: 'interim-lapsed' }, 'Its time was over.')
    } catch (error) {
      if (!(error instanceof Refused)) throw error
    }
}
