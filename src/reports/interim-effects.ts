import { log } from '../log.ts'
import { tellAuthorBack, tellAuthorVisible } from './back-letter.ts'
import { Cases, endPending } from './case.ts'
import type { Case, Pending } from './case-record.ts'
import { tellAuthorMeanwhile, tellAuthorOfRenewal } from './interim-letters.ts'
import { appendLine } from './log-line.ts'
import { settleHolds } from './settling-holds.ts'
import { showWhatLeft } from './showing.ts'
import { noteInterim, noteRetracking } from './staff-lines.ts'
import { subjectKey } from './subject.ts'
import { lastOut } from './taken-out.ts'

/** Stored in the same write as the step itself: a start can tell what is left to do. */
export function pendingIn(
  before: Pick<Case, 'version'>,
  event: Pending['event'],
  automated: boolean,
): Pending {
  return { event, key: before.version + 1, automated }
}

/** Everything that follows from an interim step, as often as wanted: the author learns it before it takes effect. */
export async function finishInterim(found: Case): Promise<void> {
  const { pending, ref, state } = found
  if (!pending) return
  if (pending.event === 'interim' && state.interim === 'hidden') {
    const part = { ...found, subjects: meantBy(found, pending) }
    await tellAuthorMeanwhile(part, pending.key)
    await settleHolds(part, null)
  }
  if (pending.event === 'renewed' && state.interim === 'hidden') await tellAuthorOfRenewal(found, pending.key)
  if (pending.event === 'narrowed')
    await tellAuthorBack({ ...found, subjects: lastOut(found, pending.only) }, pending.key)
  if (found.isUndecided && state.interim === 'restored') await tellAuthorVisible(found, pending)
  // Also where somebody decided, or brought it back, between the step and its effect.
  await showWhatLeft(found)
  await sayInLog(found, pending)
  await noteInterim(found, pending)
  await noteRetracking(found)
  await endPending(ref, pending.key)
}

/** Who knows of the hiding already is not told again because more things came in. */
function meantBy({ subjects }: Case, { only }: Pending) {
  return only ? subjects.filter((subject) => only.includes(subjectKey(subject))) : subjects
}

/** In the public log, once for each step of the whole case. */
async function sayInLog(found: Case, { event, key, automated, only }: Pending): Promise<void> {
  if (only || event === 'narrowed' || event === 'kept' || event === 'retracked') return
  const kind = found.subjects[0]?.kind ?? 'page'
  await appendLine({
    decision: found.ref,
    once: `${event}:${found.ref}:${key}`,
    event,
    kind: found.state.kind,
    subjectKind: kind === 'page' ? 'other' : kind,
    outcome: null,
    measures: event === 'interim' || event === 'renewed' ? ['hide'] : [],
    ground: null,
    automated,
  })
}

/** What a killed process hid or showed meanwhile and did not bring to its end. One that fails holds up no other. */
export async function finishInterims(): Promise<void> {
  for (const found of await Cases.find({ 'pending.key': { $exists: true } }).lean())
    try {
      await finishInterim(found)
    } catch (error) {
      log.error({ err: error, case: found.ref }, 'an interim choice could not be carried out')
    }
}
