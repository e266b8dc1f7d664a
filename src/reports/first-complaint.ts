import { writeInOrder } from '../database/in-order.ts'
import { nextCaseRef, openingWrite } from './case.ts'
import { evidenceOf } from './evidence.ts'
import { openingFor } from './intake.ts'
import { kinds } from './kinds.ts'
import { draftReport, type NewReport, type Taken } from './new-report.ts'
import { acknowledgement, reportWrite } from './report.ts'
import { type Subject, subjectKey } from './subject.ts'

export interface First {
  taken: Taken
  /** Its case is open, and about this alone. */
  isInCase: boolean
  /** Nothing is left to do for it. */
  isAcknowledged: boolean
}

/**
 * A complaint about one thing, tried as the first one about it: what was complained about, the report, its case and the word
 * that all is done, with one command. In this order, so that whatever breaks in between leaves what the next start takes up.
 * @returns undefined where somebody complained of it before, or it has pictures to be copied: nothing of the report is stored
 */
export async function fileFirst(given: NewReport, subjects: readonly Subject[]): Promise<First | undefined> {
  const [subject, ...more] = subjects
  if (!subject || more.length > 0 || subject.images.length > 0) return undefined
  const kept = evidenceOf(subject)
  const ref = await nextCaseRef()
  const taken = await draftReport(given, {
    things: [`${subjectKey(subject)}@${subject.revision}`],
    evidence: [kept.evidence._id],
    case: ref,
  })
  const { report } = taken
  const isSimple = report.email === '' && !kinds[report.kind].isHiddenAtOnce
  const done = await writeInOrder([
    kept.write,
    reportWrite(taken),
    openingWrite(await openingFor(report, subjects), ref),
    ...(isSimple ? [acknowledgement(taken)] : []),
  ])
  if (done < 2) return undefined
  return { taken, isInCase: done > 2, isAcknowledged: done > 3 }
}
