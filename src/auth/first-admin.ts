import { now } from '../clock.ts'
import { config } from '../config.ts'
import { noticeInForce } from '../consent/notice-version.ts'
import { Conflict, Gone, Invalid } from '../errors.ts'
import { log } from '../log.ts'
import { type Account, createAccount, findAccount, freeFounder, hasAdmin, isDuplicate } from './account.ts'
import { appendAct } from './audit.ts'
import { hashPassword } from './password.ts'
import { refuseOwnNames } from './password-rule.ts'
import { findToken, issueToken, useToken } from './token.ts'

export interface FirstAdmin {
  username: string
  email: string
  password: string
}

/** Two first admins at once: the index on `founder` lets one through. */
async function makeFirstAdmin({ password, ...fields }: FirstAdmin): Promise<Account> {
  if (await findAccount(fields.username)) throw new Invalid({ username: 'Somebody has this name already.' })
  await freeFounder()
  const passwordHash = await hashPassword(password)
  const standing = { role: 'admin', ageBand: '18+', founder: true, confirmedAt: now() } as const
  try {
    return await createAccount({
      ...fields,
      ...standing,
      passwordHash,
      noticeVersion: noticeInForce().version,
    })
  } catch (error) {
    if (!isDuplicate(error)) throw error
    throw new Conflict('The forum has an admin already, or this name or address is in use.')
  }
}

/**
 * At the start: makes the admin of the settings, or a one-time link for whoever reads the console.
 * @returns the link to print; undefined where there is an admin.
 */
export async function prepareFirstAdmin(): Promise<string | undefined> {
  if (await hasAdmin()) return undefined
  if (!config.firstAdmin) {
    const { secret } = await issueToken('first-admin', null)
    return `${config.siteUrl}/first-admin/${secret}`
  }
  try {
    const { _id } = await makeFirstAdmin(config.firstAdmin)
    log.info({ account: String(_id) }, 'made the first admin')
  } catch (error) {
    // Another process of the same forum was quicker.
    if (!(error instanceof Conflict && (await hasAdmin()))) throw error
  }
  return undefined
}

async function readLink(secret: string) {
  const token = await findToken(secret, ['first-admin'])
  if (!token || token.usedAt || (await hasAdmin()))
    throw new Gone(
      'This link has done its work or run out. While there is no admin, a restart prints a new one.',
    )
  return token
}

/** @throws Gone where the link no longer opens anything. */
export async function requireFirstAdminLink(secret: string): Promise<void> {
  await readLink(secret)
}

/** @param fields of somebody who said that they are 18 or older and accept the notice: that is what is recorded. */
export async function becomeFirstAdmin(secret: string, fields: FirstAdmin): Promise<Account> {
  const token = await readLink(secret)
  refuseOwnNames(fields, fields.password)
  const account = await makeFirstAdmin(fields)
  await appendAct({ by: account._id, act: 'role:first-admin', once: `first-admin:${account._id}` })
  await useToken(token)
  return account
}
