import { type Account, loadAccount } from '../auth/account.ts'
import { appendAct } from '../auth/audit.ts'
import { canRead, isParty } from './case-reach.ts'
import type { Case } from './case-record.ts'
import { decide, decidedIn, examine, type Judgement } from './deciding.ts'
import type { Decision } from './decision.ts'
import { findWaiting, markOvertaken, type Proposal, recordProposal } from './proposal.ts'
import { rulesInForce } from './rules-in-force.ts'
import { seenOf } from './seen.ts'

/** Stands for the second person while nobody is it yet. */
export const TO_COME = 'to come'

export type Judged = { decision: Decision } | { proposal: Proposal; why: string }

const roundOf = (found: Case) => decidedIn(found).length + 1

/**
 * Decides; or, where one person alone may not, keeps what they would decide until a second one agrees.
 * @throws Invalid, Conflict, Forbidden, NotFound
 */
export async function judge(person: Account, ref: string, judgement: Judgement): Promise<Judged> {
  const { found, rules, said, needed } = await examine(person, ref, judgement, TO_COME)
  if (!needed) return { decision: await decide(person, ref, judgement) }
  const before = await findWaiting(ref)
  if (before && (await whyStale(before, found))) await markOvertaken(before.ref)
  const proposal = await recordProposal({
    ...said,
    measures: [...said.measures],
    case: ref,
    round: roundOf(found),
    by: person._id,
    revision: found.subjects[0]?.revision ?? 1,
    rules,
    seen: seenOf(found),
  })
  await appendAct({ by: person._id, act: 'proposal:made', caseRef: ref, once: `made:${proposal.ref}` })
  return { proposal, why: needed }
}

/** Why nobody can agree to it any more, though it waits; undefined where somebody can. */
export async function whyStale(proposal: Proposal, found: Case): Promise<string | undefined> {
  if (roundOf(found) !== proposal.round) return 'The case was decided after it was proposed.'
  if ((found.subjects[0]?.revision ?? 1) !== proposal.revision)
    return 'What this case is about was changed after it was proposed.'
  if (seenOf(found) !== proposal.seen) return 'Something new came in after it was proposed.'
  if ((await rulesInForce()).version !== proposal.rules)
    return 'The rules were changed after it was proposed.'
  const by = await loadAccount(String(proposal.by))
  const isStill = by && canRead(by, found) && !isParty(by, found)
  return isStill ? undefined : 'Whoever proposed it has no say in this case any more.'
}
