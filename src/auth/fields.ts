import { z } from 'zod'
import { usernamePattern } from '../account-rules.ts'
import { config } from '../config.ts'
import { readAddress } from '../mail/compose.ts'

/** What people type about an account, with the sentence that says how to mend it. */
export const username = z
  .string('Please choose a user name.')
  .trim()
  .regex(usernamePattern, 'Please use 3 to 24 characters: the letters a to z, digits, _ and -.')

function isMailable(address: string): boolean {
  try {
    readAddress(address)
    return true
  } catch {
    return false
  }
}

export const email = z
  .string('Please give an e-mail address.')
  .trim()
  .max(254, 'This address is too long.')
  .pipe(z.email('This does not look like an e-mail address. It should be like name@example.org.'))
  .refine(isMailable, 'We cannot write to this address. Please give another one.')

const { digitalConsentAge } = config

/** The names of the age bands are part of the address book; what they mean is a setting (UK GDPR Art 8). */
export const ageOptions = [
  { value: '18+', label: '18 or older' },
  { value: '13-17', label: `${digitalConsentAge} to 17` },
  { value: 'under-13', label: `Under ${digitalConsentAge}` },
]
