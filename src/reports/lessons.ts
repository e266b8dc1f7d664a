import type { Account } from '../auth/account.ts'
import { appendAct } from '../auth/audit.ts'
import { Conflict } from '../errors.ts'
import { moveCase } from './case.ts'
import { reachCase } from './case-reach.ts'
import type { Case } from './case-record.ts'

/** What is to be learnt is known once it is decided, and may be known better later: the record takes it in either case. */
export const canLearn = ({ isUndecided }: Pick<Case, 'isUndecided'>) => !isUndecided

/** What the staff want to do better next time. The same words again change nothing. @throws Conflict, Forbidden, NotFound */
export async function writeLessons(person: Account, ref: string, lessons: string): Promise<void> {
  const found = await reachCase(person, ref)
  if (!canLearn(found)) throw new Conflict('This case is not decided yet. Until then, write a note.')
  if (found.lessons === lessons) return
  const by = person._id
  await moveCase(ref, { events: [], set: { lessons }, entry: { act: 'lessons', by, words: '' } })
  await appendAct({ by, act: 'lessons:written', caseRef: ref })
}
