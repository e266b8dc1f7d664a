import { Cases } from './case.ts'
import type { CaseSubject } from './case-record.ts'
import { decisionsOf } from './decision.ts'
import { isAbout } from './standing.ts'
import { type Subject, subjectKey } from './subject.ts'

type Version = Pick<Subject, 'kind' | 'id' | 'revision'>

/** Has somebody on the staff read this very version, and decided last that nothing is to be done about it? */
export async function wasJudgedToStay({ kind, id, revision }: Version): Promise<boolean> {
  const version: Partial<CaseSubject> = { kind, id, revision }
  const found = await Cases.findOne({ isUndecided: false, subjects: { $elemMatch: version } }, 'ref')
    .sort({ openedAt: -1 })
    .lean()
  if (!found) return false
  const key = subjectKey({ kind, id })
  const last = (await decisionsOf(found.ref)).findLast((decision) => isAbout(decision, key))
  return last?.measures.every((measure) => measure === 'none') === true
}
