import { countOtherAdmins, loadAccount } from '../auth/account.ts'
import { isAdmin } from '../auth/policy.ts'
import { findSanctioned, liftSanction, sanction } from '../auth/sanction.ts'
import { type SanctionKind, sanctionKinds } from '../auth/sanction-record.ts'
import { now } from '../clock.ts'
import { Conflict, Invalid } from '../errors.ts'
import { authorIds } from './authors.ts'
import { findCase } from './case.ts'
import type { Case } from './case-record.ts'
import type { Findings } from './case-state.ts'
import { releaseFormer } from './claims.ts'
import { type Decision, findUnfinished } from './decision.ts'
import { judgedIn } from './several.ts'
import { isLastOn } from './standing.ts'

type Concerned = Pick<Case, 'subjects'>

export function sanctionsIn({ measures }: Pick<Findings, 'measures'>): SanctionKind[] {
  return sanctionKinds.filter((kind) => measures.includes(kind))
}

/** Why no account can be restricted because of it; undefined where one can. */
export function whyNotRestrict(found: Concerned): string | undefined {
  return authorIds(found).length > 0
    ? undefined
    : 'There is no account to restrict: nobody here is its author.'
}

const judged = (found: Concerned, decision: Decision) => ({ subjects: judgedIn(found, decision) })

async function accountsOf(found: Concerned) {
  const accounts = await Promise.all(authorIds(found).map(loadAccount))
  return accounts.flatMap((account) => account ?? [])
}

/** Before a measure against an account stands. @throws Invalid */
export async function checkRestriction(
  found: Concerned,
  { measures, until }: Pick<Findings, 'measures' | 'until'>,
): Promise<void> {
  const kinds = sanctionsIn({ measures })
  if (kinds.length === 0) return
  const accounts = await accountsOf(found)
  const why = whyNotRestrict({ subjects: accounts.length > 0 ? found.subjects : [] })
  if (why) throw new Invalid({ measures: why })
  if (until && until <= now()) throw new Invalid({ until: 'Please give a day that is still to come.' })
  const ids = accounts.map(({ _id }) => String(_id))
  if (accounts.some(isAdmin) && (await countOtherAdmins(...ids)) === 0)
    throw new Invalid({
      measures: 'This would leave the forum without an admin. Make somebody else admin first.',
    })
}

/**
 * Once more when the decision is recorded and before anybody is told: of two at the same moment about the last two admins, both
 * found the other one there before, and now each finds the other's decision.
 * @throws Conflict where it must not stand
 */
export async function keepAnAdmin(found: Concerned, decision: Decision): Promise<void> {
  if (sanctionsIn(decision).length === 0 || !(await accountsOf(judged(found, decision))).some(isAdmin)) return
  const ids = new Set(authorIds(judged(found, decision)))
  for (const other of await findUnfinished(now())) {
    const its = sanctionsIn(other).length > 0 ? await findCase(other.case) : undefined
    for (const id of its ? authorIds(judged(its, other)) : []) ids.add(id)
  }
  if ((await countOtherAdmins(...ids)) === 0)
    throw new Conflict('Another decision about an admin is being taken right now. Please look again.')
}

/**
 * What a decision does to accounts, as often as wanted: what it says comes in the place of what the decision before it said,
 * without a moment between the two, and what it does not say any more is taken back. Other authors of the case, of whose
 * things it does not speak, stay under what was decided about theirs.
 */
export async function restrictAccounts({ subjects }: Concerned, decision: Decision): Promise<void> {
  const { ref: by, at: since, until } = decision
  const over = decision.over?.startsWith('D-') ? decision.over : undefined
  const kinds = sanctionsIn(decision)
  const before = over ? await findSanctioned(over) : []
  for (const id of authorIds({ subjects })) {
    const theirs = subjects.filter(({ author }) => String(author) === id)
    if (kinds.length > 0 && (await isLastOn(theirs, decision)))
      await sanction(id, { by, kinds, since, until, over })
    if (over && before.includes(id)) await liftSanction(id, over)
    if (kinds.length > 0 && !(await isLastOn(theirs, decision))) await liftSanction(id, by)
  }
  if (kinds.length > 0) await releaseFormer()
}
