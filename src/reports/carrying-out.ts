import { loadAccount } from '../auth/account.ts'
import { Conflict } from '../errors.ts'
import { log } from '../log.ts'
import { restrictAccounts } from './account-effects.ts'
import { findCase, moveCase } from './case.ts'
import type { Case } from './case-record.ts'
import type { Findings } from './case-state.ts'
import { type Decision, markCarriedOut, withdrawDecision } from './decision.ts'
import { noteEdited, refuseEdited } from './edited.ts'
import { appendLine } from './log-line.ts'
import { tellAuthor, tellReporters } from './outcome-letters.ts'
import { isHiding } from './outcome-words.ts'
import { overtakeProposals } from './proposal.ts'
import { Refused } from './refused.ts'
import { settleHolds } from './settling-holds.ts'
import { noteDecision } from './staff-lines.ts'
import { isSameJudged, partsOf } from './standing.ts'
import { stepsTo } from './steps.ts'

function findingsOf({ by, second, ...said }: Decision): Findings {
  return { ...said, by: String(by), second: second && String(second) }
}

/**
 * Everything that follows from a decision, in this order and as often as wanted: the case moves, the author learns it no later
 * than it takes effect, the effect, the public line, the reporters. Nobody is told twice.
 */
export async function carryOut(decision: Decision): Promise<void> {
  const found = await settleState(decision)
  await noteDecision(decision)
  for (const { part, over } of await partsOf(found, decision)) {
    await tellAuthor(part, { ...decision, over })
    if (isHiding(decision) || over) await settleHolds(part, over)
    if (isHiding(decision)) await noteEdited(part, decision)
    await restrictAccounts(part, { ...decision, over })
  }
  await appendLine(lineOf(found, decision))
  await tellReporters(found, decision)
  await endTelling(decision)
  await overtakeProposals(decision.case, decision.round)
  await markCarriedOut(decision.ref)
}

const stands = (found: Case, act: 'decided' | 'told', ref: string) =>
  found.history.some((entry) => entry.act === act && entry.words === ref)

/** Done already, if the case has this decision in its history. @throws Conflict where the case cannot take it any more */
async function settleState(decision: Decision): Promise<Case> {
  const { case: ref, ref: words, by } = decision
  const findings = findingsOf(decision)
  const found = await findCase(ref)
  if (!found) throw new Error(`There is no case ${ref}.`)
  if (stands(found, 'decided', words)) return found
  try {
    // Once more, now that the decision has its place: whoever edited it since the page was checked was quicker.
    await refuseEdited(await loadAccount(String(by)), found)
    return await moveCase(ref, {
      events: (current) => {
        if (stands(current, 'decided', words)) return []
        if (!isSameJudged(current, decision)) throw new Refused('state', 'It is about other things now.')
        return stepsTo(current, findings)
      },
      entry: (current) => (stands(current, 'decided', words) ? undefined : { act: 'decided', by, words }),
      set: { assignee: null, interim: null },
    })
  } catch (error) {
    if (!(error instanceof Refused || error instanceof Conflict)) throw error
    const current = await findCase(ref)
    // Another process, which was just starting, brought it in.
    if (current && stands(current, 'decided', words)) return current
    await withdrawDecision(words)
    log.warn({ case: ref, decision: words, why: error.message }, 'a decision came too late for its case')
    if (error instanceof Conflict) throw error
    throw new Conflict('Something new came in while you decided. Please look at the case again.')
  }
}

async function endTelling({ case: ref, ref: words }: Decision): Promise<void> {
  await moveCase(ref, {
    events: ({ state }) => (state.name === 'decided' ? [{ type: 'notified' }] : []),
    entry: (current) => (stands(current, 'told', words) ? undefined : { act: 'told', words }),
  })
}

function lineOf(found: Case, decision: Decision) {
  const [subject] = found.subjects
  const kind = subject?.kind ?? 'page'
  return {
    decision: decision.ref,
    once: `decision:${decision.ref}`,
    event: decision.round === 1 ? ('decided' as const) : ('appeal-decided' as const),
    kind: found.state.kind,
    subjectKind: kind === 'page' ? ('other' as const) : kind,
    outcome: decision.outcome,
    measures: [...decision.measures],
    ground: { kind: decision.ground, ref: decision.groundRef },
    automated: false,
    at: decision.at,
  }
}
