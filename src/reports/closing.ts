import { days, now, nowMs } from '../clock.ts'
import { config } from '../config.ts'
import { log } from '../log.ts'
import { removeImagesAt } from '../media/removal.ts'
import { months } from './appeal-window.ts'
import { Cases, moveCase } from './case.ts'
import type { Case } from './case-record.ts'
import { decisionsOf } from './decision.ts'
import { destroyEvidence } from './evidence.ts'
import { endQuestionsOf } from './question.ts'
import { eachReportIn, endReportsOf } from './report.ts'
import { endSharesOf } from './share.ts'

/** Days from an appeal decision to the end of its case. */
const AFTER_APPEAL = 30
const keepCase = () => config.retention.report_case.days ?? 730
const keepEvidence = () => days(config.retention.removed_content_evidence.days ?? 365)

/** Nobody can object any more, and everybody was told. */
async function isOver({ ref, state }: Case): Promise<boolean> {
  const last = (await decisionsOf(ref)).at(-1)
  if (!last?.carriedOutAt) return false
  const end =
    state.name === 'appeal-decided' ? new Date(last.at.getTime() + days(AFTER_APPEAL)) : months(last.at, 6)
  return now() >= end
}

async function closeCase(ref: string): Promise<void> {
  await moveCase(ref, {
    // The letter with the outcome offered mediation to whoever complained about us (N28).
    events: ({ state: { kind } }) => [
      { type: 'closed', mediation: kind === 'service' || kind === 'privacy' ? 'offered' : 'none' },
    ],
    set: { closedAt: now(), deleteAt: new Date(nowMs() + days(keepCase())), assignee: null },
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

/** Of cases that were over already: its reports go when it goes, and what it holds when its hold ends. As often as wanted. */
async function settleClosed(found: Case): Promise<void> {
  if (found.deleteAt) {
    await endReportsOf(found.ref, found.deleteAt)
    await endQuestionsOf(found.ref, found.deleteAt)
    await endSharesOf(found.ref, found.deleteAt)
  }
  if (await isHoldOver(found)) await destroyHeld(found)
}

async function eachOf(cases: Case[], act: (found: Case) => Promise<void>): Promise<void> {
  for (const found of cases)
    try {
      await act(found)
    } catch (error) {
      log.error({ err: error, case: found.ref }, 'a case could not be ended')
    }
}

/** Run by the timetable. One case that fails holds up no other, and the next run takes it up again. */
export async function endCases(): Promise<void> {
  const atRest = await Cases.find({
    isOpen: true,
    'state.name': { $in: ['notified', 'appeal-decided'] },
  }).lean()
  await eachOf(atRest, async (found) => {
    if (await isOver(found)) await closeCase(found.ref)
  })
  await eachOf(await Cases.find({ isOpen: false, isHolding: true }).lean(), settleClosed)
}
