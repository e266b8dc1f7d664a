import { log } from '../log.ts'
import { findCase, moveCase, noteInCase } from './case.ts'
import type { Case } from './case-record.ts'
import type { Findings } from './case-state.ts'
import { type Decision, markCarriedOut } from './decision.ts'
import { hideSubjects, showSubjects } from './effects.ts'
import { appendLine } from './log-line.ts'
import { tellAuthor, tellReporters } from './outcome-letters.ts'
import { Refused } from './refused.ts'
import { stepsTo } from './steps.ts'

function findingsOf({ by, second, ...said }: Decision): Findings {
  return { ...said, by: String(by), second: second && String(second) }
}

const hides = ({ measures }: Pick<Decision, 'measures'>) =>
  measures.includes('hide') || measures.includes('remove')

/**
 * Everything that follows from a decision, in this order and as often as wanted: the case moves, the author learns it no later
 * than it takes effect, the effect, the public line, the reporters. Nobody is told twice.
 */
export async function carryOut(decision: Decision): Promise<void> {
  const found = await settleState(decision)
  await tellAuthor(found, decision)
  // Somebody may have hidden it for the meantime at the very moment of the decision, which then does not know of it.
  const over = decision.over ?? decision.case
  if (hides(decision)) await hideSubjects(found, decision.ref, over)
  else await showSubjects(found, over)
  await appendLine(lineOf(found, decision))
  await tellReporters(found, decision)
  await endTelling(decision)
  await markCarriedOut(decision.ref)
}

/** Done already, if this decision is the one that the case stands on. */
async function settleState(decision: Decision): Promise<Case> {
  const findings = findingsOf(decision)
  const found = await findCase(decision.case)
  if (!found) throw new Error(`There is no case ${decision.case}.`)
  if (found.history.some(({ act, words }) => act === 'decided' && words === decision.ref)) return found
  return moveCase(decision.case, {
    events: (current) => stepsTo(current, findings),
    entry: { act: 'decided', by: decision.by, words: decision.ref },
    set: { assignee: null, interim: null },
  })
}

async function endTelling({ case: ref, ref: words }: Decision): Promise<void> {
  try {
    await moveCase(ref, { events: ({ state }) => (state.name === 'decided' ? [{ type: 'notified' }] : []) })
    await noteInCase(ref, { act: 'told', words })
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    log.warn({ case: ref, why: error.why }, 'a case could not be marked as told')
  }
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
