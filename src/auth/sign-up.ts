import { hours, nowMs } from '../clock.ts'
import { noticeInForce } from '../consent/notice-version.ts'
import { Invalid } from '../errors.ts'
import { type Account, Accounts, createAccount, findAccount, findOwner, isDuplicate } from './account.ts'
import { emailKey } from './account-keys.ts'
import { mailConfirmation, mailKnownAddress } from './letters.ts'
import { hashPassword } from './password.ts'
import { refuseOwnNames } from './password-rule.ts'
import { issueToken } from './token.ts'

/** How many accounts named the address in this time without having proven it. */
async function countClaims(email: string, since: Date): Promise<number> {
  return Accounts.countDocuments({ emailKey: emailKey(email), createdAt: { $gt: since }, confirmedAt: null })
}

export interface SignUp {
  username: string
  email: string
  password: string
  ageBand: '13-17' | '18+'
  guardianEmail: string | null
}

const taken = () => new Invalid({ username: 'Somebody has this name already. Please choose another one.' })

/**
 * Makes the account. Whether the e-mail address is known changes nothing but the letter: its owner is told, a
 * newcomer gets a link. Until the link is used the address is a claim that binds nobody.
 * @throws Invalid where the user name is taken; names are public anyway.
 */
export async function signUp({ password, ...fields }: SignUp): Promise<Account> {
  refuseOwnNames(fields, password)
  if (await findAccount(fields.username)) throw taken()
  const passwordHash = await hashPassword(password)
  const account = await createOrRefuse({ ...fields, passwordHash, noticeVersion: noticeInForce().version })
  await sendFirstLetter(account)
  return account
}

async function createOrRefuse(fields: Parameters<typeof createAccount>[0]): Promise<Account> {
  try {
    return await createAccount(fields)
  } catch (error) {
    throw isDuplicate(error) ? taken() : error
  }
}

/** Sign-ups in an hour with one address; nobody shall have a stranger's letter box filled by us. */
const MOST_CLAIMS = 4

/** Both branches do the same work, so that time does not tell them apart; a link that is not mailed leads nowhere. */
export async function sendFirstLetter(account: Account): Promise<void> {
  const anHourAgo = new Date(nowMs() - hours(1))
  if ((await countClaims(account.email, anHourAgo)) > MOST_CLAIMS) return
  const owner = await findOwner(account.email)
  const token = await issueToken('confirm', { account: String(account._id), email: account.email })
  if (owner) await mailKnownAddress(owner, token.id)
  else await mailConfirmation(account, token)
}
