import { findCase } from './case.ts'
import type { Case } from './case-record.ts'
import { settleHolds } from './settling-holds.ts'
import { subjectKey } from './subject.ts'

/** All that this case was ever about and does not keep hidden as it now stands; a decision's hiding is not touched. */
export async function showWhatLeft({ ref, subjects, takenOut = [] }: Case): Promise<void> {
  const current = await findCase(ref)
  const held = current?.state.interim === 'hidden' ? current.subjects.map(subjectKey) : []
  const left = [...subjects, ...takenOut].filter((subject) => !held.includes(subjectKey(subject)))
  await settleHolds({ subjects: left }, ref)
}
