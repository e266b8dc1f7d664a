import { Conflict, Gone } from '../errors.ts'
import { type Account, loadAccount, proveEmail } from './account.ts'
import { mailAddressChanged } from './letters.ts'
import { isConfirmed } from './policy.ts'
import { sendFirstLetter } from './sign-up.ts'
import { endTokens, findToken, type Token, useToken } from './token.ts'

export interface Confirmation {
  account: Account
  email: string
  /** The button was pressed before: there is nothing left to do, and nothing wrong. */
  isDone: boolean
}

const ranOut = () =>
  new Gone('This link has run out, or it is not whole. You can have a new one sent from your settings.')

async function read(secret: string): Promise<Confirmation & { token: Token }> {
  const token = await findToken(secret, ['confirm', 'email'])
  const account = token?.account && (await loadAccount(String(token.account)))
  if (!token?.email || !account) throw ranOut()
  const isDone = token.usedAt !== null || (isConfirmed(account) && account.email === token.email)
  return { account, email: token.email, isDone, token }
}

/** What the page with the button shows. Looking changes nothing: mail scanners open links. */
export function findConfirmation(secret: string): Promise<Confirmation> {
  return read(secret)
}

/** Proves the address. Pressing twice, or at the same time, is as good as once. */
export async function confirmEmail(secret: string): Promise<Confirmation> {
  const { token, ...found } = await read(secret)
  if (found.isDone) return found
  // A link for a first address must not undo a change of address that came after it.
  if (token.kind === 'confirm' && found.account.email !== found.email) throw ranOut()
  await proveEmail(String(found.account._id), found.email)
  if (await useToken(token)) await announceChange(found.account, token)
  return { ...found, isDone: true }
}

async function announceChange(before: Account, token: Token): Promise<void> {
  // A link to another address, perhaps a mistyped one, would hand the account to whoever reads mail there.
  await endTokens(String(before._id), ['reset', 'email'])
  if (token.kind === 'email' && isConfirmed(before)) await mailAddressChanged(before, token._id)
}

/** A new link for an address that is not proven yet. @throws Conflict where there is nothing to confirm. */
export async function resendConfirmation(account: Account): Promise<void> {
  if (isConfirmed(account)) throw new Conflict('Your address is confirmed already.')
  await sendFirstLetter(account)
}
