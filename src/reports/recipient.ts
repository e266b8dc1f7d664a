import { pseudonym } from '../disclosure/pseudonym.ts'

/** By which letters to an address are counted without keeping it twice. */
export function recipientOf(email: string): string {
  return pseudonym('address', email.toLowerCase())
}
