import type { QueryFilter } from 'mongoose'
import { days, now, nowMs } from '../clock.ts'
import { config } from '../config.ts'
import { log } from '../log.ts'
import { removeImagesAt } from '../media/removal.ts'
import { AFTER_APPEAL, months } from './appeal-window.ts'
import { Cases, moveCase } from './case.ts'
import type { Case, CaseSubject } from './case-record.ts'
import { type Decision, decisionsOf } from './decision.ts'
import { destroySubjects } from './effects.ts'
import { destroyEvidence } from './evidence.ts'
import { keepParties } from './former-parties.ts'
import { keepCase } from './how-long-kept.ts'
import { isDispute } from './outcome-words.ts'
import { hasAppealed, isRestricted } from './owners.ts'
import { endProposalsOf } from './proposal.ts'
import { endQuestionsOf } from './question.ts'
import { eachReportIn, endReportsOf } from './report.ts'
import { settleHolds } from './settling-holds.ts'
import { judgedIn } from './several.ts'
import { endSharesOf } from './share.ts'

const keepEvidence = () => days(config.retention.removed_content_evidence.days ?? 365)

/** Nobody can object any more, and everybody was told. */
async function isOver(found: Case): Promise<boolean> {
  const decisions = await decisionsOf(found.ref)
  const last = decisions.at(-1)
  if (!last?.carriedOutAt) return false
  if (found.state.name !== 'appeal-decided') return now() >= months(last.at, 6)
  const ends = [last.at.getTime() + days(AFTER_APPEAL)]
  // What one of them objected to takes nothing from the time that the others were told they have.
  for (const { ref, at } of decisions)
    if (mayStillObject(found, decisions, ref)) ends.push(months(at, 6).getTime())
  return nowMs() >= Math.max(...ends)
}

/** Is there an author under this decision who has not objected yet, or a reporter who heard of it first? */
function mayStillObject({ state, subjects }: Case, decisions: readonly Decision[], ref: string): boolean {
  const isUnder = (thing: CaseSubject) =>
    decisions.findLast((one) => judgedIn({ subjects: [thing] }, one).length > 0)?.ref === ref
  const isWaiting = (author: string) => isRestricted(state, author) && !hasAppealed(state, 'author', author)
  const isFirst = decisions[0]?.ref === ref
  return (
    (isFirst && state.hasReporter) ||
    subjects.some((thing) => thing.author && isWaiting(String(thing.author)) && isUnder(thing))
  )
}

async function closeCase(ref: string): Promise<void> {
  await moveCase(ref, {
    // The letter with the outcome offered mediation to whoever complained about us (N28).
    events: (found) => [{ type: 'closed', mediation: isDispute(found) ? 'offered' : 'none' }],
    // Of the case as it is then: another kind may have been alleged a moment ago.
    set: (found) => ({
      closedAt: now(),
      deleteAt: new Date(nowMs() + days(keepCase(found))),
      assignee: null,
      givenTo: [],
    }),
    entry: { act: 'state', words: 'Closed: the time for objecting is over.' },
  })
}

/**
 * The hold ends with the case: what was kept of something that stands goes at once. Of what a decision took away the copy
 * is the only proof of what it was, so that goes twelve months after the last decision, since a court can be asked for a
 * year; an open appeal keeps the case open, and with it the copy. Never later than the case itself goes.
 */
async function isHoldOver({ ref, state, deleteAt }: Case): Promise<boolean> {
  const isRemoved = state.measures.includes('hide') || state.measures.includes('remove')
  const last = (await decisionsOf(ref)).at(-1)
  if (!isRemoved || !last) return true
  const end = last.at.getTime() + keepEvidence()
  return nowMs() >= Math.min(end, (deleteAt?.getTime() ?? end) - days(1))
}

/** What other cases hold, too, stays with them. */
async function destroyHeld({ ref, evidence }: Case): Promise<void> {
  for (const id of evidence)
    if (!(await Cases.exists({ evidence: id, ref: { $ne: ref } }))) await destroyEvidence([id])
  for await (const { _id } of eachReportIn(ref)) await removeImagesAt({ kind: 'evidence', id: String(_id) })
  await moveCase(ref, { events: [], set: { evidence: [], isHolding: false } })
}

/**
 * What a decision removed was kept for as long as somebody could object; now it is destroyed, once. What the decision alone
 * hides stays hidden, and its author keeps it.
 */
async function destroyRemoved(found: Case): Promise<void> {
  if (found.destroyedAt || !found.state.measures.includes('remove')) return
  // A milder measure of another case may stand in front of it since before the strictest one held.
  await settleHolds(found, null)
  // Where only some authors objected, the others' things are still under an earlier decision; what came back is under none.
  for (const { ref, measures } of await decisionsOf(found.ref))
    if (measures.includes('remove')) await destroySubjects(found, ref)
  await moveCase(found.ref, { events: [], set: { destroyedAt: now() } })
}

/** Of cases that were over already: its reports go when it goes, and what it holds when its hold ends. As often as wanted. */
async function settleClosed(found: Case): Promise<void> {
  await destroyRemoved(found)
  await keepParties(found)
  if (found.deleteAt) {
    await endReportsOf(found.ref, found.deleteAt)
    await endProposalsOf(found.ref, found.deleteAt)
    await endQuestionsOf(found.ref, found.deleteAt)
    await endSharesOf(found.ref, found.deleteAt)
  }
  if (await isHoldOver(found)) await destroyHeld(found)
}

/** One after the other: a forum has many cases that are at rest, each with its whole history. */
async function eachOf(wanted: QueryFilter<Case>, act: (found: Case) => Promise<void>): Promise<void> {
  for await (const found of Cases.find(wanted).lean<Case[]>().cursor())
    try {
      await act(found)
    } catch (error) {
      log.error({ err: error, case: found.ref }, 'a case could not be ended')
    }
}

/** Run by the timetable. One case that fails holds up no other, and the next run takes it up again. */
export async function endCases(): Promise<void> {
  await eachOf({ isOpen: true, 'state.name': { $in: ['notified', 'appeal-decided'] } }, async (found) => {
    if (await isOver(found)) await closeCase(found.ref)
  })
  await eachOf({ isOpen: false, isHolding: true }, settleClosed)
}
