import {
  type CaseEvent,
  type CaseState,
  type Findings,
  interimGrounds,
  type Measure,
  measures,
  outcomes,
} from './case-state.ts'
import { hasMilder, isOwner } from './owners.ts'
import { Refused } from './refused.ts'

const sanctions: readonly Measure[] = ['limit', 'suspend', 'close']

/** What must be said in words, by event; an empty half of the balance is no balance. */
const wordsOf: Partial<Record<CaseEvent['type'], Record<string, string>>> = {
  'interim-hidden': { reason: 'Say why it is hidden before it is decided.' },
  'interim-restored': { reason: 'Say why it comes back.' },
  'interim-renewed': { reason: 'Say why it stays hidden for longer.' },
  narrowed: { reason: 'Say why nothing is wrong with it.' },
  retracked: { reason: 'Say why it is of another kind.' },
  investigated: { note: 'A note needs words.' },
  asked: { question: 'A question needs words.' },
  appealed: { argument: 'Say what is wrong with the decision.' },
  explained: { reason: 'Say why the time was missed.' },
}

const wordsOfDecision = {
  groundRef: 'Name the law or the rule it rests on.',
  facts: 'Say what was found.',
  complainantSide: 'Say what speaks for whoever complained.',
  authorSide: 'Say what speaks for the author.',
  leastRestrictive: 'Say which milder measure you thought of, and why it is not enough.',
  reason: 'Say why you decide so.',
}

function isOneOf(list: readonly unknown[], value: unknown): boolean {
  return list.includes(value)
}

/** @throws Refused('input') for the first field that is empty or unknown. */
export function checkWords(event: CaseEvent): void {
  const isDecision = event.type === 'decided' || event.type === 'appeal-decided'
  const words = isDecision ? wordsOfDecision : (wordsOf[event.type] ?? {})
  for (const [field, why] of Object.entries(words)) {
    const value = (event as unknown as Record<string, unknown>)[field]
    if (typeof value !== 'string' || value.trim() === '') throw new Refused('input', why, field)
  }
  if (event.type === 'interim-hidden' && !isOneOf(interimGrounds, event.ground))
    throw new Refused('input', 'Choose one of the two grounds.', 'ground')
  if (event.type === 'narrowed' && event.owners.length === 0)
    throw new Refused('input', 'Something has to stay. If nothing is wrong at all, decide the case.', 'thing')
  if (isDecision) checkFindings(event)
}

function checkFindings({ outcome, measures: chosen, ground, yields, until }: Findings): void {
  if (!isOneOf(outcomes, outcome)) throw new Refused('input', 'Choose an outcome.', 'outcome')
  if (!isOneOf(['law', 'rule'], ground))
    throw new Refused('input', 'Choose what it rests on: a law or a rule.', 'ground')
  if (!isOneOf(['complainant', 'author'], yields))
    throw new Refused('input', 'Say whose right gives way.', 'yields')
  if (chosen.length === 0 || !chosen.every((measure) => isOneOf(measures, measure)))
    throw new Refused('input', 'Choose a measure, or none.', 'measures')
  if (chosen.includes('none') && chosen.length > 1)
    throw new Refused('input', 'Either no measure, or those you tick.', 'measures')
  if (!chosen.includes('none') && (outcome === 'not_upheld' || outcome === 'no_basis'))
    throw new Refused('input', 'A report that is not upheld takes no measure.', 'measures')
  if ((chosen.includes('limit') || chosen.includes('suspend')) && !until)
    throw new Refused('input', 'Say until when.', 'until')
}

const hidesSubject = (chosen: readonly Measure[]) => chosen.includes('hide') || chosen.includes('remove')

/** Is the subject out of sight because of this case? */
export function isHidden(state: CaseState): boolean {
  return state.interim === 'hidden' || hidesSubject(state.measures)
}

/**
 * Rule 7: what one person alone may not decide. In an appeal only what is harder than the decision appealed against, as
 * two people have agreed to that already.
 * @returns the reason in words, undefined where one person is enough.
 */
export function whySecond(
  state: CaseState,
  { by, outcome, measures: chosen }: Pick<Findings, 'by' | 'outcome' | 'measures'>,
): string | undefined {
  // Of the authors judged together one may be free of what the others are still under.
  const isNew = (measure: Measure) => !state.measures.includes(measure) || hasMilder(state)
  if (chosen.some((measure) => sanctions.includes(measure) && isNew(measure)))
    return 'A measure against an account needs a second person.'
  if (outcome === 'no_basis' && state.outcome !== 'no_basis') return '“No basis” needs a second person.'
  const staysUp = state.outcome !== null && !hidesSubject(state.measures)
  if (state.isRequiredByLaw && !hidesSubject(chosen) && !staysUp)
    return 'To keep up what the law may want gone needs a second person.'
  if (state.reporters.includes(by)) return 'You reported it yourself, so a second person is needed.'
  return undefined
}

/** @returns why this person has no say in the decision or the open appeal, undefined if they have. */
export function whyNotDecide(state: CaseState, person: string): string | undefined {
  if (isOwner(state, person)) return 'Nobody judges what is their own.'
  if (state.name !== 'appealed') return undefined
  if (state.finders?.includes(person)) return 'Somebody who brought it up does not decide the appeal.'
  const before = [state.decidedBy, state.secondBy, ...state.appealDecidedBy]
  return before.includes(person) ? 'Somebody who decided before does not decide the appeal.' : undefined
}

/** @throws Refused for "no basis" where it is impossible, and for the wrong people or too few. */
export function checkDecision(state: CaseState, findings: Findings): void {
  if (findings.outcome === 'no_basis' && state.isProtected)
    throw new Refused('input', 'A report of this kind always gets an answer.', 'outcome')
  if (state.unexplained.length > 0)
    throw new Refused('state', 'Say first why a time was missed.', 'explained')
  const { by, second } = findings
  const why = whyNotDecide(state, by)
  if (why) throw new Refused('right', why)
  const needed = whySecond(state, findings)
  if (needed && !second) throw new Refused('right', needed, 'second')
  if (!second) return
  if (second === by) throw new Refused('right', 'The second person is somebody else.', 'second')
  const whyNot = whyNotDecide(state, second)
  if (whyNot) throw new Refused('right', whyNot, 'second')
  if (needed && state.reporters.includes(second))
    throw new Refused('right', 'Whoever reported it is not its second person.', 'second')
}

/** What a decision does to the subject: what is not hidden for good comes back in the same step (rule 9). */
export function afterDecision(state: CaseState, { outcome, measures: chosen }: Findings): CaseState {
  const isOver = hidesSubject(chosen) ? 'none' : 'restored'
  return {
    ...state,
    outcome,
    measures: [...chosen],
    waitingFor: null,
    interim: state.interim === 'hidden' ? isOver : state.interim,
  }
}
