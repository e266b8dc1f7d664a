import type { Account } from '../auth/account.ts'
import { Conflict, Invalid } from '../errors.ts'
import { findCase, moveCase } from './case.ts'
import { reachCase } from './case-reach.ts'
import type { Case, CaseSubject } from './case-record.ts'
import { freezeAll } from './evidence.ts'
import { inProcedure } from './expected.ts'
import { caseSubject } from './intake.ts'
import { finishInterim, pendingIn } from './interim-effects.ts'
import { involvedIn } from './involved.ts'
import { ownersOf, partiesOf } from './opening.ts'
import { findThings, keysOf, MOST_IN_CASE, refuseElsewhere } from './several.ts'
import { type Subject, subjectKey } from './subject.ts'
import { asHidden } from './taken-out.ts'

/**
 * Puts further things into a case that is not decided yet, each as it stands now. Their authors are parties from here on. What
 * is in it already is passed over, so that the same form can be sent again.
 * @throws Invalid, Conflict, Forbidden, NotFound
 */
export async function addSubjects(person: Account, ref: string, about: readonly string[]): Promise<Case> {
  const found = await reachCase(person, ref)
  const things = await findThings(person, about)
  if (!found.isUndecided) throw new Conflict('This case is decided. Please open another one for these.')
  if (found.assignee && !found.assignee.equals(person._id))
    throw new Conflict('Somebody else is working on this case. Ask them to release it.')
  await refuseElsewhere(person, things, ref)
  const known = new Set(keysOf(found.subjects))
  const fresh = things.filter((thing) => !known.has(subjectKey(thing)))
  if (fresh.length === 0) return found
  if (known.size + fresh.length > MOST_IN_CASE)
    throw new Invalid({ about: `A case takes ${MOST_IN_CASE} things. Please open another one for the rest.` })
  await finishInterim(found)
  const moved = await widen(person, found, fresh)
  await finishInterim(moved)
  return (await findCase(ref)) ?? moved
}

async function widen(person: Account, found: Case, fresh: readonly Subject[]): Promise<Case> {
  const { ref } = found
  const { subjects: frozen, evidence } = await freezeAll(fresh)
  const subjects = frozen.map(caseSubject)
  const parties = [...partiesOf(subjects, null), ...(await involvedIn(subjects))]
  try {
    return await inProcedure(() =>
      moveCase(ref, {
        events: [{ type: 'widened', by: String(person._id), owners: ownersOf(subjects) }],
        set: (before) => withMore(before, subjects),
        joining: { kinds: [], parties, evidence },
        entry: { act: 'widened', by: person._id, words: fresh.map(({ title }) => title).join('\n') },
        act: 'case:widened',
      }),
    )
  } catch (error) {
    // Two cases took in the same thing at the same moment: the index lets one of them.
    if ((error as { code?: number }).code !== 11000) throw error
    await refuseElsewhere(person, fresh, ref)
    throw new Conflict('Somebody else was adding the same. Please look again.')
  }
}

function withMore(before: Case, subjects: readonly CaseSubject[]) {
  const known = new Set(keysOf(before.subjects))
  const more = subjects.filter((subject) => !known.has(subjectKey(subject)))
  const all = [...before.subjects, ...more]
  const own = before.things ?? [before.subject]
  const change = { subjects: all, things: [...new Set([...own, ...keysOf(more)])] }
  if (before.state.interim !== 'hidden') return change
  // The others are out of sight already; these go with them, and their authors are told.
  return {
    ...change,
    subjects: [...before.subjects, ...asHidden(more)],
    pending: { ...pendingIn(before, 'interim', false), only: keysOf(more) },
  }
}
