import { hashSecret } from '../auth/secret-hash.ts'
import { pseudonym } from '../disclosure/pseudonym.ts'
import type { Filing, Report } from './report-record.ts'

/**
 * The secret of the private link. It follows from the words' number and moment and from the key of this forum, so that a receipt
 * which a killed process did not send can still be sent; whoever reads a copy of the database alone cannot make it.
 */
export function linkSecret({ ref, at }: Pick<Filing, 'ref' | 'at'>): string {
  return pseudonym('report link', `${ref} ${at.getTime()}`)
}

/** Of its first words, to which mails go; undefined for one of the time when it could not be made again. */
export function secretOf({ filings: [first] }: Pick<Report, 'filings'>): string | undefined {
  const secret = first && linkSecret(first)
  return secret && hashSecret(secret) === first.key ? secret : undefined
}
