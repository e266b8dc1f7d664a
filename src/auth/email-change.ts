import { Invalid } from '../errors.ts'
import { type Account, findOwner } from './account.ts'
import { emailKey } from './account-keys.ts'
import { mailAddressAsked, mailKnownAddress, mailNewAddress } from './letters.ts'
import { requirePassword } from './password-change.ts'
import { isConfirmed } from './policy.ts'
import { endTokens, issueToken } from './token.ts'

/**
 * Asks the new address to confirm, and tells the old one. Whether the new address has an account already changes
 * nothing but the letter that goes there.
 */
export async function askForEmailChange(account: Account, email: string, password: string): Promise<void> {
  await requirePassword(account, password)
  if (isConfirmed(account) && emailKey(email) === emailKey(account.email))
    throw new Invalid({ email: 'This is your address already.' })
  const owner = await findOwner(email)
  // Only the address that was named last can become the account's.
  await endTokens(String(account._id), ['email'])
  const token = await issueToken('email', { account: String(account._id), email })
  if (owner) await mailKnownAddress(owner, token.id)
  else await mailNewAddress(account, email, token)
  // An unproven address may be a stranger's: it gets no letters about somebody else's account.
  if (isConfirmed(account)) await mailAddressAsked(account, token.id)
}
