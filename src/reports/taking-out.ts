import type { Account } from '../auth/account.ts'
import { isDuplicate } from '../auth/account.ts'
import { Conflict, Invalid } from '../errors.ts'
import { findCase, findUndecided, moveCase } from './case.ts'
import { reachCase } from './case-reach.ts'
import type { Case, CaseSubject } from './case-record.ts'
import { inProcedure } from './expected.ts'
import { finishInterim, pendingIn } from './interim-effects.ts'
import { involvedIn } from './involved.ts'
import { ownersOf } from './opening.ts'
import { keysOf } from './several.ts'
import { subjectKey } from './subject.ts'
import { stillOut } from './taken-out.ts'

export interface TakingOut {
  /** Keys of things, each with the version that was seen where that matters: "post:…@2". */
  things: readonly string[]
  reason: string
}

/** How the form names a thing in the version that it shows. */
export const markOfThing = (subject: CaseSubject) => `${subjectKey(subject)}@${subject.revision}`

/**
 * Nothing is wrong with some of what a case is about: it leaves before the decision, and is seen again where the case had
 * hidden it. What is out already is passed over, so that the same form can be sent again.
 * @throws Invalid, Conflict, Forbidden, NotFound
 */
export async function takeOut(person: Account, ref: string, { things, reason }: TakingOut): Promise<Case> {
  const found = await reachCase(person, ref)
  if (!found.isUndecided) throw new Conflict('This case is decided, and everything in it was judged.')
  if (found.assignee && !found.assignee.equals(person._id))
    throw new Conflict('Somebody else is working on this case. Ask them to release it.')
  if (things.length === 0) throw new Invalid({ thing: 'Please choose what to take out.' })
  if (meantBy(found, things).length === 0) return found
  await finishInterim(found)
  const moved = await inProcedure(() => narrow(person, ref, { things, reason }))
  await finishInterim(moved)
  return (await findCase(ref)) ?? moved
}

/** @throws Invalid for what was never in it, Conflict for a version that nobody has seen */
function meantBy(found: Case, things: readonly string[]): CaseSubject[] {
  const out = stillOut(found)
  return [...new Set(things)].flatMap((given) => {
    const isIt = (subject: CaseSubject) => given === subjectKey(subject) || given === markOfThing(subject)
    const isOther = (subject: CaseSubject) => given.replace(/@\d+$/, '') === subjectKey(subject)
    const meant = found.subjects.find(isIt)
    if (meant) return [meant]
    if (found.subjects.some(isOther))
      throw new Conflict('What this case is about is not the version that you saw. Please look again.')
    if (!out.some((subject) => isIt(subject) || isOther(subject)))
      throw new Invalid({ thing: 'Please choose from the list.' })
    return []
  })
}

const TRIES = 5

async function narrow(person: Account, ref: string, { things, reason }: TakingOut): Promise<Case> {
  const by = person._id
  const outOf = (found: Case) => meantBy(found, things)
  for (let tries = 1; ; tries += 1)
    try {
      return await moveCase(ref, {
        events: (found) =>
          outOf(found).length === 0
            ? []
            : [{ type: 'narrowed', by: String(by), owners: ownersOf(left(found, outOf(found))), reason }],
        set: (found) => without(found, outOf(found)),
        entry: (found) => {
          const titles = outOf(found).map(({ title }) => title)
          return titles.length === 0
            ? undefined
            : { act: 'narrowed', by, words: [...titles, `Why: ${reason}`].join('\n') }
        },
        act: 'case:narrowed',
      })
    } catch (error) {
      // Another case about what is left was opened in that moment: the next try leaves its thing to it.
      if (!isDuplicate(error) || tries === TRIES) throw error
    }
}

function left({ subjects }: Case, out: readonly CaseSubject[]): CaseSubject[] {
  return subjects.filter((subject) => !out.includes(subject))
}

async function without(before: Case, out: CaseSubject[]) {
  if (out.length === 0) return {}
  const { interim, parties, state, takenOut = [] } = before
  const subjects = left(before, out)
  const covered = before.subjects.slice(0, interim?.covers ?? 1)
  const partOf = async (things: CaseSubject[]) => [
    ...ownersOf(things),
    ...(await involvedIn(things)).map(String),
  ]
  const stay = [...(await partOf(subjects)), ...state.reporters]
  const gone = (await partOf(out)).filter((person) => !stay.includes(person))
  const hidden = out.filter(({ wasHidden }) => wasHidden)
  return {
    subjects,
    ...(await namesOf(before, subjects)),
    takenOut: [...takenOut, ...out],
    parties: parties.filter((party) => !gone.includes(String(party))),
    interim: interim && { ...interim, covers: left({ ...before, subjects: covered }, out).length },
    ...(hidden.length > 0 && {
      pending: { ...pendingIn(before, 'narrowed', false), only: keysOf(hidden) },
    }),
  }
}

/**
 * By what reports find the case from here on: never by what is out of it, which may get a case of its own. What came in with a
 * report may have had one all along; where that is so of all that is left, nothing leads here any more.
 */
async function namesOf(before: Case, subjects: readonly CaseSubject[]) {
  const keys = keysOf(subjects)
  const own = (before.things ?? [before.subject]).filter((key) => keys.includes(key))
  const [first] = own
  if (first) return { subject: first, things: own }
  for (const key of keys) if (!(await findUndecided(key))) return { subject: key, things: [key] }
  return { subject: `case:${before.ref}`, things: [`case:${before.ref}`] }
}
