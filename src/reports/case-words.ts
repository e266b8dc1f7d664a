import { lastDay } from '../auth/restriction.ts'
import type { CaseName, Measure, Outcome } from './case-state.ts'
import type { Decision } from './decision.ts'

const names: Record<CaseName, string> = {
  received: 'We have it. A moderator will look at it.',
  acknowledged: 'We have it. A moderator will look at it.',
  triaged: 'A moderator is looking at it.',
  investigating: 'A moderator is looking into it.',
  decided: 'It is decided.',
  notified: 'It is decided.',
  appealed: 'It is decided, and somebody else looks at it again.',
  'appeal-decided': 'It is decided again.',
  closed: 'It is closed.',
}

/** How a case stands, for those whose complaint it is. */
export function fullName(name: CaseName): string {
  return names[name]
}

/** For the moderators: a word or two. */
export const shortNames: Record<CaseName, string> = {
  received: 'New',
  acknowledged: 'New',
  triaged: 'Taken up',
  investigating: 'Being looked into',
  decided: 'Decided, not told yet',
  notified: 'Decided',
  appealed: 'Objected to',
  'appeal-decided': 'Decided again',
  closed: 'Closed',
}

export const outcomeWords: Record<Outcome, string> = {
  upheld: 'The complaint was right.',
  partly: 'The complaint was right in part.',
  not_upheld: 'The complaint was looked into, and what it is about may stay.',
  no_basis: 'There was no basis for the complaint.',
}

const measureWords: Record<Measure, string> = {
  none: 'Nothing is restricted.',
  hide: 'It is hidden.',
  remove: 'It is removed.',
  limit: 'The account can read but not post.',
  suspend: 'The account is suspended.',
  close: 'The account is closed.',
}

export function measuresInWords({ measures, until }: Pick<Decision, 'measures' | 'until'>): string[] {
  return measures.map((measure) => {
    const words = measureWords[measure]
    const ends = until && (measure === 'limit' || measure === 'suspend')
    return ends ? `${words.slice(0, -1)} until ${lastDay(until)}.` : words
  })
}

export function groundInWords({ ground, groundRef }: Pick<Decision, 'ground' | 'groundRef'>): string {
  return ground === 'rule' ? `Rule ${groundRef} of this forum` : groundRef
}
