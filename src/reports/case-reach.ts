import type { Account } from '../auth/account.ts'
import { isStaff } from '../auth/policy.ts'
import { Forbidden, NotFound } from '../errors.ts'
import { type Case, findCase } from './case.ts'

/** Nobody sees or judges a case about their own things, or one that they reported themselves. */
export function isParty(person: Pick<Account, '_id'>, { parties }: Pick<Case, 'parties'>): boolean {
  return parties.some((party) => party.equals(person._id))
}

/** A case for somebody who may lead it. @throws NotFound, Forbidden */
export async function reachCase(person: Account, ref: string): Promise<Case> {
  const found = await findCase(ref)
  if (!found || !isStaff(person)) throw new NotFound()
  if (isParty(person, found)) throw new Forbidden('You are part of this case, so somebody else leads it.')
  return found
}
