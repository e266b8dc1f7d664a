import { loadAccount } from '../auth/account.ts'
import { restrictionInWords, restrictionOf } from '../auth/restriction.ts'
import { endOverSanctions } from '../auth/sanction.ts'
import { type Sanction, sanctionKinds } from '../auth/sanction-record.ts'
import { decisionPath } from './outcome-letters.ts'
import { tellOwner } from './owner-letters.ts'

const back = {
  limit: 'You can write again: topics, posts, reactions and pictures.',
  suspend: 'You can use your account as before: read, write, react and show pictures.',
  close: '',
} as const

const titles = {
  limit: 'You can write again',
  suspend: 'Your account is no longer suspended',
  close: '',
} as const

/** The heaviest of what one decision took. */
const heaviest = (over: readonly Sanction[]) =>
  sanctionKinds.findLast((kind) => over.some((one) => one.kind === kind)) ?? 'limit'

/** What was taken for a time is back by itself; its owner learns so, once, and what another decision still takes. */
async function tellOver(id: string, over: readonly Sanction[]): Promise<void> {
  const account = await loadAccount(id)
  const left = account && restrictionOf(account)
  // Nobody reads it in an account that is closed meanwhile.
  if (!account || left?.kind === 'close') return
  for (const by of new Set(over.map((one) => one.by))) {
    const kind = heaviest(over.filter((one) => one.by === by))
    const then = left ? restrictionInWords(left) : back[kind]
    const title = left ? `What decision ${by} took from your account is over` : titles[kind]
    await tellOwner(id, {
      title,
      text: then,
      href: decisionPath(by),
      once: `over:${by}`,
      paragraphs: [`The time that decision ${by} set for your account is over.`, then],
    })
  }
}

/** For the timetable. */
export function endRestrictions(): Promise<number> {
  return endOverSanctions(tellOver)
}
