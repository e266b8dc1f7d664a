import type { Types } from 'mongoose'
import type { Account } from '../auth/account.ts'
import { days, now, nowMs } from '../clock.ts'
import { Invalid } from '../errors.ts'
import { claimCase, findCase, findLapsed, moveCase } from './case.ts'
import { reachCase } from './case-reach.ts'
import type { Case, Interim } from './case-record.ts'
import type { CaseEvent, InterimGround } from './case-state.ts'
import { hideSubjects, showSubjects, whyNotHide } from './effects.ts'
import { inProcedure } from './expected.ts'
import { appendLine } from './log-line.ts'
import { tellAuthorMeanwhile } from './outcome-letters.ts'
import { Refused } from './refused.ts'

/** Days; then it comes back by itself, or somebody else keeps it hidden. */
const LONGEST = 15

interface Why {
  ground: InterimGround
  reason: string
}

/** Sorting comes first, for whoever has not done it. */
function sorted({ state }: Case, by: string): CaseEvent[] {
  const isNew = state.name === 'received' || state.name === 'acknowledged'
  return isNew ? [{ type: 'triaged', by, kind: state.kind }] : []
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
  const at = now()
  const interim: Interim = {
    choice: 'hide',
    ground,
    reason,
    decidedBy: by === null ? 'rule' : 'staff',
    by,
    automated: by === null,
    at,
    // What the law wants gone does not come back because time ran out.
    until: ground === 'law_requires' ? null : new Date(nowMs() + days(LONGEST)),
  }
  const who = by && String(by)
  const moved = await moveCase(ref, {
    events: (found) => {
      // A second report of the kind finds it hidden by rule already.
      if (who === null && found.state.interim !== 'none') return []
      return [...(who ? sorted(found, who) : []), { type: 'interim-hidden', by: who, ground, reason }]
    },
    set: (found) => (who === null && found.state.interim !== 'none' ? {} : { interim }),
    entry: { act: 'interim', words: reason, ...(by && { by }) },
  })
  if (moved.state.interim !== 'hidden') return
  await tellAuthorMeanwhile(moved)
  await hideSubjects(moved, ref)
  // Where somebody decided, or took it back, while it went out of sight, that stands.
  if ((await findCase(ref))?.state.interim !== 'hidden') await showSubjects(moved, ref)
  await sayInLog(moved, 'interim')
}

/** In the public log, once for each time. */
async function sayInLog(found: Case, event: 'interim' | 'lapsed' | 'restored'): Promise<void> {
  const kind = found.subjects[0]?.kind ?? 'page'
  await appendLine({
    decision: found.ref,
    once: `${event}:${found.ref}:${found.version}`,
    event,
    kind: found.state.kind,
    subjectKind: kind === 'page' ? 'other' : kind,
    outcome: null,
    measures: event === 'interim' ? ['hide'] : [],
    ground: null,
    automated: found.interim?.automated === true,
  })
}

async function showAgain(ref: string, event: CaseEvent, words: string, by?: Types.ObjectId): Promise<void> {
  const moved = await moveCase(ref, {
    events: [event],
    set: { interim: null },
    entry: { act: 'interim', words, ...(by && { by }) },
  })
  await showSubjects(moved, ref)
  await sayInLog(moved, event.type === 'interim-lapsed' ? 'lapsed' : 'restored')
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
  const by = String(person._id)
  if (choice === 'hide') {
    if (!ground) throw new Invalid({ ground: 'Please choose one of the two grounds for hiding it.' })
    const why = whyNotHide(found)
    if (why) throw new Invalid({ choice: why })
    await inProcedure(() => hideMeanwhile(ref, person._id, { ground, reason }))
  } else if (found.state.interim === 'hidden')
    await inProcedure(() => showAgain(ref, { type: 'interim-restored', by, reason }, reason, person._id))
  else
    await inProcedure(() =>
      moveCase(ref, {
        events: (current) => sorted(current, by),
        entry: { act: 'interim', by: person._id, words: reason || 'It stays up while we look into it.' },
      }),
    )
  if (!found.assignee) await claimCase(ref, person._id)
}

/** Run by the timetable: what was hidden for its longest time comes back. */
export async function endLapsedInterims(): Promise<void> {
  for (const { ref } of await findLapsed())
    try {
      await showAgain(ref, { type: 'interim-lapsed' }, 'Its time was over.')
    } catch (error) {
      if (!(error instanceof Refused)) throw error
    }
}
