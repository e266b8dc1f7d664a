import type { Account } from '../auth/account.ts'
import { now } from '../clock.ts'
import { Conflict, Invalid } from '../errors.ts'
import { log } from '../log.ts'
import { carryOut } from './carrying-out.ts'
import type { Case } from './case.ts'
import { reachCase } from './case-reach.ts'
import type { Findings } from './case-state.ts'
import { type Decision, findUnfinished, recordDecision } from './decision.ts'
import { whyNotHide } from './effects.ts'
import { inProcedure } from './expected.ts'
import { finishInterim } from './interim-effects.ts'
import { rulesInForce } from './rules-in-force.ts'
import { keysOf, markOf, toJudge } from './several.ts'
import { lastAbout } from './standing.ts'
import { next } from './states.ts'
import { stepsTo } from './steps.ts'

export type Judgement = Omit<Findings, 'by' | 'second'> & {
  revision?: number | undefined
  /** The mark of all things that were seen; see `markOf`. */
  seen?: string | undefined
  second?: Account | undefined
}

async function checkGround({ ground, groundRef }: Judgement): Promise<number> {
  const { version, rules } = await rulesInForce()
  if (ground === 'rule' && !rules.some(({ number }) => String(number) === groundRef))
    throw new Invalid({ groundRef: 'Please give the number of a rule that is in force.' })
  return version
}

/** What this person could not do, and what is not as it was when they looked. */
function checkJudgement(found: Case, judge: Account, judgement: Judgement): void {
  const [subject] = found.subjects
  const isHiding = judgement.measures.some((measure) => measure === 'hide' || measure === 'remove')
  const why = isHiding ? whyNotHide(found) : undefined
  if (why) throw new Invalid({ measures: why })
  const isOther = judgement.seen !== undefined && judgement.seen !== markOf(found)
  if (isOther || (judgement.revision !== undefined && judgement.revision !== subject?.revision))
    throw new Conflict('What this case is about is not the version that you saw. Please look again.')
  if (found.assignee && !found.assignee.equals(judge._id))
    throw new Conflict('Somebody else is working on this case. Ask them to release it.')
}

/**
 * Decides a case, or the appeal that is open in it. The record stands first, journalled; then what follows from it, each
 * as often as wanted: whatever breaks in between, the next start brings it to its end.
 * @throws Invalid, Conflict, Forbidden, NotFound
 */
export async function decide(judge: Account, ref: string, judgement: Judgement): Promise<Decision> {
  const found = await reachCase(judge, ref)
  const rules = await checkGround(judgement)
  const { revision: _, seen: __, second, ...said } = judgement
  const findings: Findings = { ...said, by: String(judge._id), second: second ? String(second._id) : null }
  await inProcedure(async () => {
    stepsTo(found, findings).reduce((state, event) => next(state, event), found.state)
  })
  checkJudgement(found, judge, judgement)
  await finishInterim(found)
  // From the same moment as the state that was judged: of two at once, both want the same round, and one gets it.
  const earlier = found.history.flatMap(({ act, words }) => (act === 'decided' ? [words] : []))
  const things = keysOf(toJudge(found))
  const decision = await recordDecision({
    ...said,
    measures: [...said.measures],
    case: ref,
    round: earlier.length + 1,
    by: judge._id,
    second: second?._id ?? null,
    revision: found.subjects[0]?.revision ?? 1,
    things,
    rules,
    over: (await lastAbout(ref, things)) ?? (found.state.interim === 'hidden' ? ref : null),
  })
  await carryOut(decision)
  return decision
}

/** What a killed process, or one whose database was away, decided and did not bring to its end. One that fails holds up no other. */
export async function finishDecisions(before = now()): Promise<void> {
  for (const decision of await findUnfinished(before))
    try {
      await carryOut(decision)
    } catch (error) {
      log.error({ err: error, decision: decision.ref }, 'a decision could not be carried out')
    }
}
