import { createHash } from 'node:crypto'
import type { Account } from '../auth/account.ts'
import { Conflict, Forbidden, Invalid } from '../errors.ts'
import { findUndecided } from './case.ts'
import { isParty } from './case-reach.ts'
import type { Case, CaseSubject } from './case-record.ts'
import type { Decision } from './decision.ts'
import { numbered } from './evidence.ts'
import { involvedIn } from './involved.ts'
import { judgedAgain } from './owners.ts'
import { findSubject, type Subject, subjectKey } from './subject.ts'

/** Things in one form, and in one case. What is more is another case. */
export const MOST_AT_ONCE = 50
export const MOST_IN_CASE = 200

export type Things = [Subject, ...Subject[]]

async function findThing(person: Account, address: string, isOnly: boolean): Promise<Subject> {
  if (isOnly) return numbered(await findSubject(person, address))
  try {
    return await numbered(await findSubject(person, address))
  } catch {
    const start = address.slice(0, 200)
    throw new Invalid({
      about: `There is nothing that you can read at ${start}. Please check it, or leave it out.`,
    })
  }
}

/**
 * What stands at these addresses, each thing once, for somebody on the staff whose own none of it is.
 * @throws Invalid naming the address that leads nowhere; Gone, NotFound where it is the only one; Conflict
 */
export async function findThings(person: Account, about: readonly string[]): Promise<Things> {
  const addresses = [...new Set(about)]
  if (addresses.length === 0)
    throw new Invalid({ about: 'Please say what it is about: an address on this site.' })
  if (addresses.length > MOST_AT_ONCE)
    throw new Invalid({ about: `Please give at most ${MOST_AT_ONCE} addresses at once.` })
  const found = new Map<string, Subject>()
  for (const address of addresses) {
    const thing = await findThing(person, address, addresses.length === 1)
    if (thing.author === String(person._id))
      throw new Conflict(
        addresses.length === 1
          ? 'This is your own. You can change or delete it yourself.'
          : `“${thing.title}” is your own, so please leave it out. You can change or delete it yourself.`,
      )
    if ((await involvedIn([thing])).some((one) => one.equals(person._id)))
      throw new Conflict(`You have a part in ${thing.title} yourself, so somebody else looks into it.`)
    found.set(subjectKey(thing), thing)
  }
  return [...found.values()] as Things
}

/** The words for a thing that another case is about, which is not named to those whose case it is. */
export function elsewhere(
  person: Account,
  { title }: Pick<Subject, 'title'>,
  other: Case,
): Conflict | Forbidden {
  if (isParty(person, other))
    return new Forbidden('You are part of the case about one of these, so somebody else leads it.')
  return new Conflict(
    `There is an open case about ${title} already: ${other.ref}. Please add the others there, or leave this one out.`,
    { case: other.ref },
  )
}

/** @throws Conflict naming the case, Forbidden */
export async function refuseElsewhere(
  person: Account,
  things: readonly Subject[],
  here?: string,
): Promise<void> {
  for (const thing of things) {
    const other = await findUndecided(subjectKey(thing))
    if (other && other.ref !== here) throw elsewhere(person, thing, other)
  }
}

/** What the next decision of a case is about: all of it, or the things of those whose appeal is open. */
export function toJudge({ state, subjects }: Pick<Case, 'state' | 'subjects'>): CaseSubject[] {
  const owners = judgedAgain(state)
  return owners ? subjects.filter(({ author }) => owners.includes(author ? String(author) : '')) : subjects
}

export const keysOf = (subjects: readonly Pick<CaseSubject, 'kind' | 'id'>[]) => subjects.map(subjectKey)

/** What a decision was about; of before there were several, all of its case. */
export function judgedIn(
  { subjects }: Pick<Case, 'subjects'>,
  { things }: Pick<Decision, 'things'>,
): CaseSubject[] {
  return things ? subjects.filter((subject) => things.includes(subjectKey(subject))) : subjects
}

/** A short mark of all that a case is about, each in its version: whoever decides has seen just that. */
export function markOf({ subjects }: Pick<Case, 'subjects'>): string {
  const seen = subjects.map((subject) => `${subjectKey(subject)}@${subject.revision}`).toSorted()
  return createHash('sha256').update(JSON.stringify(seen)).digest('base64url').slice(0, 22)
}
