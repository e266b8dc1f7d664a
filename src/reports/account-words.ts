import { loadAccount } from '../auth/account.ts'
import { issueDecisionLink } from '../auth/decision-key.ts'
import { restrictionOf } from '../auth/restriction.ts'
import { config } from '../config.ts'
import { sanctionsIn } from './account-effects.ts'
import { months } from './appeal-window.ts'
import type { Decision } from './decision.ts'
import { againInWords, againTitle, type Stays } from './stays-hidden.ts'

const titles = {
  limit: 'Your account can read but not post for a time',
  suspend: 'Your account was suspended',
  close: 'Your account was closed',
} as const

/** What its author reads first: the heaviest of what was decided. */
export function restrictionTitle(decision: Pick<Decision, 'measures'>): string {
  const heaviest = sanctionsIn(decision).at(-1)
  return heaviest ? titles[heaviest] : 'Something of yours was restricted'
}

type Before = Pick<Decision, 'measures'> | undefined

const hid = (before: Before) =>
  before === undefined || before.measures.includes('hide') || before.measures.includes('remove')
const restricted = (before: Before) => before !== undefined && sanctionsIn(before).length > 0

/** @param before what is taken back; undefined where something was hidden for a time only */
export function reliefTitle(before: Before, stays: Stays | undefined): string {
  return restricted(before) ? 'Your account is whole again' : againTitle(stays)
}

export function reliefWords(before: Before, stays: Stays | undefined): string {
  const back = stays
    ? `For this case it may stay. ${againInWords(stays)}`
    : 'It may stay, and everybody can see it again.'
  const words = hid(before) ? [back] : []
  if (restricted(before))
    words.push('What this decision took from your account is given back: you can use it as before.')
  return `We looked into something of yours. ${words.join(' ')}`
}

/** For somebody who cannot sign in to read it, or soon cannot: the way to the decision, until nobody can object any more. */
export async function privateLink(
  owner: string,
  { ref, measures, over, at }: Pick<Decision, 'ref' | 'measures' | 'over' | 'at'>,
): Promise<string[]> {
  const account = await loadAccount(owner)
  const restriction = account && restrictionOf(account)
  const staysClosed = restriction?.kind === 'close' && restriction.by !== over
  if (!account || !(measures.includes('close') || staysClosed)) return []
  const path = await issueDecisionLink(owner, ref, months(at, 6))
  return [
    'Nobody can sign in to a closed account. This private link opens the reasons and the form to object, for six months. It is for you alone:',
    config.siteUrl + path,
    'Nothing is deleted while you can object. If somebody else finds that you are right, your account comes back as it was.',
  ]
}
