import { config } from '../config.ts'
import { allegedWords } from './alleged-words.ts'
import { dayInWords } from './appeal-window.ts'
import type { Case } from './case-record.ts'
import { tellOwners, titlesOf } from './owner-letters.ts'
import { firstSightWords, sourceInWords } from './source-words.ts'

/** How long it stays hidden, and what has to happen for it to stay so for longer. */
function timeInWords({ interim }: Pick<Case, 'interim'>): string {
  if (interim?.until)
    return `It comes back on ${dayInWords(interim.until)} at the latest, unless it is decided before, or somebody else than who hid it says why it has to stay hidden for longer. Then you hear from us.`
  if (interim?.reviewBy)
    return `It does not come back by itself, because the law asks for it. By ${dayInWords(interim.reviewBy)} we decide it, or somebody else than who hid it says why it has to stay hidden for longer. Then you hear from us.`
  return 'It does not come back by itself: it stays hidden until a moderator shows it again or decides.'
}

/** The provisional statement of reasons: hidden while it is looked into. @param key the same for the same hiding */
export function tellAuthorMeanwhile(found: Case, key: number | string): Promise<void> {
  const why = found.interim?.ground === 'law_requires' ? 'the law asks for it' : firstSightWords(found)
  return tellOwners(found, {
    once: `interim:${found.ref}:${key}`,
    title: 'Something of yours is hidden for now',
    text: 'It is hidden while we look into it.',
    href: '/notifications',
    paragraphs: (owner) => [
      `This is about ${titlesOf(found, owner)}. It is hidden while we look into it, because ${why}. Nothing is deleted, and nothing is decided yet.`,
      `What led to it: ${sourceInWords(found)}.`,
      found.interim?.automated
        ? 'A rule of the program hid it; a moderator looks at it next.'
        : 'A moderator hid it.',
      `What it may go against: ${allegedWords[found.state.kind]}. The number of the case is ${found.ref}.`,
      timeInWords(found),
      'You hear from us as soon as it is decided. If we find nothing wrong, it comes back as it was.',
      `If you think that it should not be hidden, tell us, with the number of the case: ${config.siteUrl}/report?kind=service`,
      'When it is decided against you, you can object for six months, and somebody else decides. You can also go to a court at any time.',
    ],
  })
}

/** It stays hidden for longer. @param key the same for the same renewal */
export function tellAuthorOfRenewal(found: Case, key: number): Promise<void> {
  return tellOwners(found, {
    once: `renewed:${found.ref}:${key}`,
    title: 'Something of yours stays hidden for longer',
    text: 'Looking into it takes longer.',
    href: '/notifications',
    paragraphs: (owner) => [
      `This is about ${titlesOf(found, owner)}. Looking into it takes longer, so it stays hidden. Nothing is deleted, and nothing is decided yet.`,
      'A second moderator agreed to this.',
      timeInWords(found),
      'You hear from us as soon as it is decided. If we find nothing wrong, it comes back as it was.',
    ],
  })
}
