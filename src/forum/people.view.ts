import type { Account } from '../auth/account.ts'
import { findNamed } from './find-named.ts'

const MOST = 8

/** Whom somebody may mean who has typed `@` and a few letters; never themselves. */
export async function suggestPeople(account: Account, q: string) {
  const me = String(account._id)
  const found = await findNamed(q, MOST + 1)
  return found
    .filter(({ id }) => id !== me)
    .slice(0, MOST)
    .map(({ username, name }) => ({ username, name }))
}
