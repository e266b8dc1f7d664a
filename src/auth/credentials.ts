import { type Account, findAccount, findClaimant, findOwner, findPasswordHash } from './account.ts'
import { isPassword } from './password.ts'

/** Asked for where there is no account, so that the database has as much to do. */
const nobody = '0'.repeat(24)

/**
 * Those whom this login may mean. An address has at most one owner and one newest claimant; both places are always
 * tried, so that neither the answer nor its time tells whether the address has an owner.
 */
async function candidatesFor(login: string): Promise<(Account | undefined)[]> {
  if (!login.includes('@')) return [await findAccount(login)]
  return Promise.all([findOwner(login), findClaimant(login)])
}

/** What each password was checked against. */
const checkedAgainst = new WeakMap<Account, string>()

/**
 * Not, where the password was changed while it was being checked. Ask once the session is stored: either the change finds
 * the session and ends it, or this finds the change.
 */
export async function isStillPassword(account: Account): Promise<boolean> {
  return (await findPasswordHash(String(account._id))) === checkedAgainst.get(account)
}

/** User name or e-mail address, and password. @returns undefined where they do not belong together. */
export async function checkPassword(login: string, password: string): Promise<Account | undefined> {
  let found: Account | undefined
  for (const account of await candidatesFor(login.trim())) {
    const stored = await findPasswordHash(account ? String(account._id) : nobody)
    if (!(await isPassword(password, stored)) || found || !account) continue
    found = account
    if (stored) checkedAgainst.set(account, stored)
  }
  return found
}
