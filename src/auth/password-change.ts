import { hours } from '../clock.ts'
import { Gone, Invalid } from '../errors.ts'
import { countMailsAbout } from '../mail/mail.ts'
import {
  type Account,
  findClaimant,
  findOwner,
  findPasswordHash,
  loadAccount,
  savePasswordHash,
} from './account.ts'
import { mailPasswordChanged, mailReset, resetPurpose } from './letters.ts'
import { hashPassword, isPassword } from './password.ts'
import { refuseOwnNames } from './password-rule.ts'
import { makeSecret } from './secret-hash.ts'
import { endSessions } from './session.ts'
import { endTokens, findToken, issueToken, type Token, useToken } from './token.ts'

/** @throws Invalid where the password is not the account's. */
export async function requirePassword(account: Account, password: string, field = 'password'): Promise<void> {
  const stored = await findPasswordHash(String(account._id))
  if (!(await isPassword(password, stored)))
    throw new Invalid({ [field]: 'This is not your password. Please type the one you sign in with.' })
}

export interface PasswordChange {
  oldPassword: string
  password: string
  /** The session that asks, and stays. */
  sessionId: string
}

/** Changes the password, ends all other sessions and every link that is on its way. */
export async function changePassword(account: Account, change: PasswordChange): Promise<void> {
  await requirePassword(account, change.oldPassword, 'oldPassword')
  await setPassword(account, change.password, change.sessionId)
}

async function setPassword(account: Account, password: string, keep?: string): Promise<void> {
  const id = String(account._id)
  refuseOwnNames(account, password)
  await savePasswordHash(id, await hashPassword(password))
  // Sessions and links after the password: whoever knew the old one finds no gap to begin another.
  await endSessions(id, keep)
  await endTokens(id, ['reset', 'email'])
  await mailPasswordChanged(account, makeSecret())
}

/** Letters with a link in an hour: more would only fill a letter box, and anybody can ask for them. */
const MOST_RESETS = 4

/** Mails a link where the address has an account. The caller answers alike either way. */
export async function askForReset(email: string): Promise<void> {
  const account = (await findOwner(email)) ?? (await findClaimant(email))
  if (!account || (await countMailsAbout(String(account._id), resetPurpose, hours(1))) >= MOST_RESETS) return
  const token = await issueToken('reset', { account: String(account._id), email })
  await mailReset(account, token)
}

async function readReset(secret: string): Promise<{ token: Token; account: Account }> {
  const token = await findToken(secret, ['reset'])
  const account = token?.account && (await loadAccount(String(token.account)))
  if (!token || !account || token.usedAt)
    throw new Gone('This link has run out or was used already. You can ask for a new one.')
  return { token, account }
}

/** Whose password the link would change. @throws Gone */
export async function findReset(secret: string): Promise<Account> {
  return (await readReset(secret)).account
}

/** @throws Gone, Invalid */
export async function resetPassword(secret: string, password: string): Promise<void> {
  const { token, account } = await readReset(secret)
  refuseOwnNames(account, password)
  if (!(await useToken(token))) throw new Gone('This link was used already. You can ask for a new one.')
  await setPassword(account, password)
}
