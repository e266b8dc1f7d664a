import { hashSecret } from '../auth/secret-hash.ts'
import { pseudonym } from '../disclosure/pseudonym.ts'
import type { Thread } from './thread-record.ts'

/**
 * The secret of the private link. It follows from the conversation and from the key of this forum, so that a mail which a killed
 * process did not send can still be sent; whoever reads a copy of the database alone cannot make it.
 */
export function linkSecret({ ref, openedAt }: Pick<Thread, 'ref' | 'openedAt'>): string {
  return pseudonym('support link', `${ref} ${openedAt.getTime()}`)
}

export function linkHash(thread: Pick<Thread, 'ref' | 'openedAt'>): string {
  return hashSecret(linkSecret(thread))
}

export function talkAddress(ref: string, key?: string): string {
  return `/talk/${ref}${key ? `?key=${key}` : ''}`
}

/** By which letters to an address are counted without keeping it twice. */
export function recipientOf(email: string): string {
  return pseudonym('address', email.toLowerCase())
}
