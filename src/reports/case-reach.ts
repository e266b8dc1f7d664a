import type { Account } from '../auth/account.ts'
import { isReviewer, isStaff } from '../auth/policy.ts'
import { Forbidden, NotFound } from '../errors.ts'
import { type Case, findCase } from './case.ts'

type Person = Pick<Account, '_id' | 'role' | 'state' | 'confirmedAt'>

/** Nobody sees or judges a case about their own things, or one that they reported themselves. */
export function isParty(person: Pick<Account, '_id'>, { parties }: Pick<Case, 'parties'>): boolean {
  return parties.some((party) => party.equals(person._id))
}

/** May this person read the case: as staff, or as the second reviewer it was given to? Their part in it aside. */
export function canRead(person: Person, { givenTo }: Pick<Case, 'givenTo'>): boolean {
  return isStaff(person) || (isReviewer(person) && (givenTo ?? []).some((one) => one.equals(person._id)))
}

/** May they read what rests on several cases? To second reviewers all of these were given that still can be. */
export function canReadAll(person: Person, cases: readonly Pick<Case, 'givenTo' | 'isOpen'>[]): boolean {
  if (isStaff(person)) return true
  const isTheirs = (one: Pick<Case, 'givenTo'>) => canRead(person, one)
  return cases.some(isTheirs) && cases.every((one) => !one.isOpen || isTheirs(one))
}

/** A case for somebody who may lead it, or was asked for a second opinion on it. @throws NotFound, Forbidden */
export async function reachGiven(person: Account, ref: string): Promise<Case> {
  const found = await findCase(ref)
  if (!found || !canRead(person, found)) throw new NotFound()
  if (isParty(person, found)) throw new Forbidden('You are part of this case, so somebody else leads it.')
  return found
}

/** A case for somebody who may lead it. @throws NotFound, Forbidden */
export async function reachCase(person: Account, ref: string): Promise<Case> {
  const found = await reachGiven(person, ref)
  if (!isStaff(person))
    throw new Forbidden('You were asked for a second opinion. A moderator leads this case.')
  return found
}

/** A case for somebody who may decide in it: second reviewers hear the appeals that were given to them. */
export async function reachToDecide(person: Account, ref: string): Promise<Case> {
  const found = await reachGiven(person, ref)
  return found.state.name === 'appealed' ? found : reachCase(person, ref)
}
