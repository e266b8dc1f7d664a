import type { Case } from './case-record.ts'
import type { CaseEvent, Findings } from './case-state.ts'

/**
 * The events from where a case is to its decision. Whoever decides without having sorted it or written a note first does
 * both with the decision: the facts are the note.
 */
export function stepsTo({ state }: Pick<Case, 'state'>, findings: Findings): CaseEvent[] {
  if (state.name === 'appealed') return [{ type: 'appeal-decided', ...findings }]
  const { by, facts } = findings
  const steps: CaseEvent[] = []
  if (state.name === 'acknowledged' || state.name === 'received') steps.push({ type: 'triaged', by })
  return [...steps, { type: 'investigated', by, note: facts }, { type: 'decided', ...findings }]
}
