import type { Case } from './case-record.ts'
import { tellOwners, titlesOf } from './owner-letters.ts'

/** To those alone who were told that it is hidden. @param key the same for the same step */
export function tellAuthorBack(found: Pick<Case, 'ref' | 'subjects'>, key: number): Promise<void> {
  return tellOwners(found, {
    once: `narrowed:${found.ref}:${key}`,
    title: 'Something of yours is visible again',
    text: 'We looked into a complaint about it and found nothing wrong.',
    href: '/notifications',
    paragraphs: (owner) => [
      `This is about ${titlesOf(found, owner)}. We looked into a complaint about it and found nothing wrong. It may stay, and everybody can see it again.`,
      'A moderator found this, not a program.',
    ],
  })
}
