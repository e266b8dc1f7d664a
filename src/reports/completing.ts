import { minutes, nowMs } from '../clock.ts'
import { finishProposals } from './answering.ts'
import { finishAppeals } from './appeal-receipt.ts'
import { finishDecisions } from './deciding.ts'
import { settleReports } from './filing.ts'
import { finishInterims } from './interim-effects.ts'
import { tellSteps } from './misuse-letters.ts'
import { logOrders } from './order.ts'
import { finishQuestions } from './question-steps.ts'
import { finishShares } from './sharing.ts'

/** Run by the timetable: what stopped half-way while the process lived on, because the database was away for a moment. */
export async function completeReports(): Promise<void> {
  // What is younger is most likely under way.
  const before = new Date(nowMs() - minutes(1))
  await settleReports(before)
  await finishInterims()
  await logOrders()
  await tellSteps()
  await finishDecisions(before)
  await finishProposals(before)
  await finishAppeals()
  await finishShares()
  await finishQuestions(before)
}
