import type { Account } from '../auth/account.ts'
import { Conflict } from '../errors.ts'
import { moveCase } from './case.ts'
import { reachCase } from './case-reach.ts'
import type { Case } from './case-record.ts'

/** What is to be learnt is known once it is decided, and may be known better later: the record takes it in either case. */
export const canLearn = ({ isUndecided }: Pick<Case, 'isUndecided'>) => !isUndecided

/** How often they were written: who writes them anew has read the last ones. */
const timesWritten = ({ history }: Pick<Case, 'history'>) =>
  history.filter(({ act }) => act === 'lessons').length

export const showLessons = (found: Case) => ({
  canLearn: true,
  lessons: found.lessons ?? '',
  lessonsSeen: timesWritten(found),
})

/**
 * What the staff want to do better next time. The same words again change nothing.
 * @param seen the number on the page they were written on; absent where a program writes them whatever was there
 * @throws Conflict, Forbidden, NotFound
 */
export async function writeLessons(
  person: Account,
  ref: string,
  { lessons, seen }: { lessons: string; seen?: number | undefined },
): Promise<void> {
  if (!canLearn(await reachCase(person, ref)))
    throw new Conflict('This case is not decided yet. Until then, write a note.')
  const by = person._id
  const isSame = (found: Case) => found.lessons === lessons
  await moveCase(ref, {
    events: (found) => {
      if (seen !== undefined && seen !== timesWritten(found) && !isSame(found))
        throw new Conflict('Somebody else wrote here since you opened the page. Please put the two together.')
      return []
    },
    set: { lessons },
    entry: (found) => (isSame(found) ? undefined : { act: 'lessons', by, words: '' }),
    act: 'lessons:written',
  })
}
