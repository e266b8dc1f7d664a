import type { Account } from '../auth/account.ts'
import { appendAct } from '../auth/audit.ts'
import { isAdmin } from '../auth/policy.ts'
import { now } from '../clock.ts'
import { Conflict, Forbidden } from '../errors.ts'
import { claimCase, moveCase, releaseCase } from './case.ts'
import { reachCase, reachGiven } from './case-reach.ts'
import type { Case } from './case-record.ts'
import type { CaseEvent } from './case-state.ts'
import type { ClockName } from './clock-rules.ts'
import { whyNotDecide } from './decision-rules.ts'
import { inProcedure } from './expected.ts'
import { missedBy } from './misses.ts'

/** One person leads a case at a time, and everybody sees who. @throws Conflict, Forbidden for whoever has no say in it */
export async function take(person: Account, ref: string): Promise<void> {
  const found = await reachCase(person, ref)
  if (!found.isWaiting) throw new Conflict('This case is decided; there is nothing to do in it.')
  const why = whyNotDecide(found.state, String(person._id))
  if (why) throw new Forbidden(why)
  await claimCase(ref, person._id)
  await appendAct({ by: person._id, act: 'case:claimed', caseRef: ref })
}

/** Given back, for whoever comes next; admins release anybody's. To have given it back already is a success. */
export async function release(person: Account, ref: string): Promise<void> {
  const { assignee } = await reachCase(person, ref)
  const by = person._id
  const isOthers = isAdmin(person) && assignee !== null && !assignee.equals(by)
  const words = isOthers ? 'An admin released it.' : ''
  if (await releaseCase(ref, isOthers ? assignee : by, { by, words }))
    await appendAct({ by, act: isOthers ? 'case:released-other' : 'case:released', caseRef: ref })
}

/** Seen by those who lead the case, and by nobody else. The first one shows that somebody looked into it. */
export async function addNote(person: Account, ref: string, note: string): Promise<void> {
  await reachGiven(person, ref)
  const by = String(person._id)
  await inProcedure(() =>
    moveCase(ref, {
      events: ({ state }): CaseEvent[] => {
        const isNew = state.name === 'received' || state.name === 'acknowledged'
        const sorted: CaseEvent[] = isNew ? [{ type: 'triaged', by }] : []
        return [...sorted, { type: 'investigated', by, note }]
      },
      entry: { act: 'note', by: person._id, words: note },
      act: 'note:added',
    }),
  )
}

/** Times that are over without anybody having noticed are noted. @returns the case as it is then */
export async function noteMisses(found: Case): Promise<Case> {
  return missedBy(found, now()).length > 0 ? moveCase(found.ref, { events: [] }) : found
}

/** Why a time was missed: counted, and written before anybody decides. @throws Conflict where it was not missed */
export async function explainMiss(
  person: Account,
  ref: string,
  { clock, reason }: { clock: ClockName | 'all'; reason: string },
): Promise<void> {
  await noteMisses(await reachCase(person, ref))
  await inProcedure(() =>
    moveCase(ref, {
      events: ({ state }) =>
        (clock === 'all' && state.unexplained.length > 0 ? state.unexplained : [clock as ClockName]).map(
          (name): CaseEvent => ({ type: 'explained', by: String(person._id), clock: name, reason }),
        ),
      entry: { act: 'state', by: person._id, words: `Why a time was missed: ${reason}` },
      act: 'clock:explained',
    }),
  )
}
