import { isUnnoted } from '../auth/staff-act.ts'
import { minutes, nowMs } from '../clock.ts'
import { finishAppeals } from './appeal-receipt.ts'
import { Cases, noteCase } from './case.ts'
import { finishDecisions } from './deciding.ts'
import { settleReports } from './filing.ts'
import { finishInterims } from './interim-effects.ts'
import { tellSteps } from './misuse-letters.ts'
import { logOrders } from './order.ts'
import { notePhraseBook } from './phrase.ts'
import { followRoles } from './powers.ts'
import { finishProposals } from './proposal-answer.ts'
import { finishQuestions } from './question-steps.ts'
import { finishShares } from './sharing.ts'
import { noteTrust } from './trusted.ts'

/** What is younger is most likely under way. */
const aMinuteAgo = () => new Date(nowMs() - minutes(1))

/** What a killed process did in a case and did not write down. */
async function noteCases(): Promise<void> {
  for (const found of await Cases.find(isUnnoted).lean()) await noteCase(found)
}

/**
 * Brings to its end what stopped half-way: at the start because a process was killed, by the timetable because the database
 * was away for a moment.
 */
export async function completeReports(before = aMinuteAgo()): Promise<void> {
  await settleReports(before)
  await finishInterims()
  await logOrders()
  await tellSteps()
  await finishDecisions(before)
  await finishProposals(before)
  await finishAppeals()
  await finishShares(before)
  await finishQuestions(before)
  await noteCases()
  await followRoles()
  await noteTrust()
  await notePhraseBook()
}
