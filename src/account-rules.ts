import { isCommonPassword } from './common-passwords.ts'

/** What holds for every account, made at the form or by the settings. */
export const usernamePattern = /^[a-z0-9_-]{3,24}$/i

/** Characters of a password. */
export const LEAST_LENGTH = 10
export const MOST_LENGTH = 200

/** Is the password what everybody can read, or guess, beside the account? */
export function isOwnName(
  { username, email }: { username: string; email: string },
  password: string,
): boolean {
  const [local] = email.toLowerCase().split('@')
  return [username.toLowerCase(), email.toLowerCase(), local].includes(password.toLowerCase())
}

/** One sentence for each of `ADMIN_USERNAME`, `ADMIN_EMAIL`, `ADMIN_PASSWORD` that no form would take. */
export function adminFaults(username = '', email = '', password = ''): string[] {
  const given = [username, email, password].filter((value) => value !== '').length
  if (given === 0) return []
  const faults: string[] = []
  if (given < 3)
    faults.push('ADMIN_USERNAME, ADMIN_EMAIL and ADMIN_PASSWORD belong together: set all three or none.')
  if (username !== '' && !usernamePattern.test(username))
    faults.push('ADMIN_USERNAME needs 3 to 24 characters: the letters a to z, digits, _ and -.')
  if (password === '') return faults
  if (password.length < LEAST_LENGTH || password.length > MOST_LENGTH)
    faults.push(`ADMIN_PASSWORD needs ${LEAST_LENGTH} to ${MOST_LENGTH} characters.`)
  if (isCommonPassword(password))
    faults.push('ADMIN_PASSWORD is one that very many people use; it would be guessed first.')
  if (isOwnName({ username, email }, password))
    faults.push('ADMIN_PASSWORD must be something else than the name or the address.')
  return faults
}
