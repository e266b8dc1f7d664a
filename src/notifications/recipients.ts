import { type Account, loadAccount } from '../auth/account.ts'
import { ignorersOf, isIgnoring } from '../auth/ignored.ts'
import { loadAccounts } from '../auth/people.ts'
import { isClosed } from '../auth/restriction.ts'

/** Nobody who still waits for a parent is told what strangers do (N26), and nobody whose account is closed. */
export function canBeTold(account: Pick<Account, 'state' | 'sanctions'>): boolean {
  return account.state !== 'awaiting-guardian' && account.state !== 'closed' && !isClosed(account)
}

/** Not of oneself, and not of somebody whom this person ignores. @param from account id of whose doing it is */
export async function mayBeTold(to: string, from: string | undefined): Promise<boolean> {
  if (to === from || (from !== undefined && (await isIgnoring(to, from)))) return false
  const account = await loadAccount(to)
  // One that is not there any more is dealt with where it is stored.
  return account === undefined || canBeTold(account)
}

/** Of many at once, with two queries: the accounts that may be told what `from` did. */
export async function whoMayBeTold(ids: readonly string[], from: string): Promise<Account[]> {
  const [accounts, ignorers] = await Promise.all([loadAccounts(ids), ignorersOf(from, ids)])
  return accounts.filter((account) => {
    const id = String(account._id)
    return id !== from && !ignorers.has(id) && canBeTold(account)
  })
}
