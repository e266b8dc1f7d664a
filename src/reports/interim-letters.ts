import { londonDate } from '../clock.ts'
import { config } from '../config.ts'
import { allegedWords } from './alleged-words.ts'
import type { Case } from './case-record.ts'
import { tellOwners, titlesOf } from './owner-letters.ts'

/** The provisional statement of reasons: hidden while it is looked into. @param key the same for the same hiding */
export function tellAuthorMeanwhile(found: Case, key: number | string): Promise<void> {
  const why =
    found.interim?.ground === 'law_requires'
      ? 'the law asks for it'
      : 'the complaint looks justified at first sight'
  return tellOwners(found, {
    once: `interim:${found.ref}:${key}`,
    title: 'Something of yours is hidden for now',
    text: 'It is hidden while a complaint about it is looked into.',
    href: '/notifications',
    paragraphs: (owner) => [
      `This is about ${titlesOf(found, owner)}. It is hidden while we look into it, because ${why}. Nothing is deleted, and nothing is decided yet.`,
      found.interim?.automated
        ? 'A rule of the program hid it; a moderator looks at it next.'
        : 'A moderator hid it.',
      `What it may go against: ${allegedWords[found.state.kind]}. The number of the case is ${found.ref}.`,
      'You hear from us as soon as it is decided, within fifteen days. If we find nothing wrong, it comes back as it was.',
      `If you think that it should not be hidden, tell us, with the number of the case: ${config.siteUrl}/report?kind=service`,
      'When it is decided against you, you can object for six months, and somebody else decides. You can also go to a court at any time.',
    ],
  })
}

/** It stays hidden for longer. @param key the same for the same renewal */
export function tellAuthorOfRenewal(found: Case, key: number): Promise<void> {
  const end = found.interim?.until && londonDate(found.interim.until)
  return tellOwners(found, {
    once: `renewed:${found.ref}:${key}`,
    title: 'Something of yours stays hidden for longer',
    text: 'Looking into the complaint about it takes longer.',
    href: '/notifications',
    paragraphs: (owner) => [
      `This is about ${titlesOf(found, owner)}. Looking into the complaint takes longer, so it stays hidden${end ? ` until ${end} at the latest, unless it is decided before` : ''}. Nothing is deleted, and nothing is decided yet.`,
      'A second moderator agreed to this. If we find nothing wrong, it comes back as it was.',
    ],
  })
}
