import { randomUUID } from 'node:crypto'
import { excerpt } from '../content/excerpt.ts'
import { takeQuickly } from '../database/numbers.ts'
import { pseudonym } from '../disclosure/pseudonym.ts'
import { linkHash } from './link.ts'
import type { NewThread } from './thread.ts'

const SUBJECT = 120
export const cleanSubject = (subject: string, text: string) => excerpt(subject, SUBJECT) || excerpt(text, 60)

/** The same form from the same person is one conversation; whoever types only its id gets nothing of it. */
export const sameForm = (clientId: string | undefined, ...given: string[]) =>
  pseudonym('support form', [clientId ?? randomUUID(), ...given].join('\0'))

export async function draft(openedAt: Date): Promise<Pick<NewThread, 'ref' | 'openedAt' | 'link'>> {
  const named = { ref: `T-${1000 + (await takeQuickly('support-thread'))}`, openedAt }
  return { ...named, link: linkHash(named) }
}

/** What a member types to us and has not sent is kept under. */
export const talkDraft = 'talk'
