import { z } from 'zod'
import { isOwnName, LEAST_LENGTH, MOST_LENGTH } from '../account-rules.ts'
import { isCommonPassword } from '../common-passwords.ts'
import { Invalid } from '../errors.ts'
import type { Account } from './account-record.ts'

/** A password as it was typed: nothing is trimmed. Only for checking, so no rule of strength applies. */
export const givenPassword = z
  .string('Please type your password.')
  .min(1, 'Please type your password.')
  .max(1000, 'This is not your password.')

/** Long rather than curious: no demand for digits or signs, which only makes people write passwords down. */
export const newPassword = z
  .string('Please choose a password.')
  .min(LEAST_LENGTH, `Please use at least ${LEAST_LENGTH} characters. A short sentence works well.`)
  .max(MOST_LENGTH, `Please use at most ${MOST_LENGTH} characters.`)
  .refine((password) => !isCommonPassword(password), {
    error: 'Very many people use this password, so it would be guessed first. Please choose another.',
  })

/** @throws Invalid where the password is what everybody can read beside the account. */
export function refuseOwnNames(account: Pick<Account, 'username' | 'email'>, password: string): void {
  if (isOwnName(account, password))
    throw new Invalid({ password: 'Please choose something else than your name or your address.' })
}
