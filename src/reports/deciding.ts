import type { Account } from '../auth/account.ts'
import { now } from '../clock.ts'
import { Conflict, Invalid } from '../errors.ts'
import { log } from '../log.ts'
import { checkRestriction, keepAnAdmin } from './account-effects.ts'
import { carryOut } from './carrying-out.ts'
import type { Case } from './case.ts'
import { reachToDecide } from './case-reach.ts'
import type { CaseState, Findings } from './case-state.ts'
import { noteMisses } from './casework.ts'
import { refuseNaming } from './complained.ts'
import {
  type Decision,
  findUnfinished,
  type NewDecision,
  recordDecision,
  withdrawDecision,
} from './decision.ts'
import { whySecond } from './decision-rules.ts'
import { refuseEdited } from './edited.ts'
import { whyNotHide } from './effects.ts'
import { inProcedure } from './expected.ts'
import { finishInterim } from './interim-effects.ts'
import { rulesInForce } from './rules-in-force.ts'
import { seenOf } from './seen.ts'
import { keysOf, markOf, toJudge } from './several.ts'
import { lastAbout } from './standing.ts'
import { next } from './states.ts'
import { stepsTo } from './steps.ts'

export type Judgement = Omit<Findings, 'by' | 'second'> & {
  revision?: number | undefined
  /** The mark of all things that were seen; see `markOf`. */
  seen?: string | undefined
  second?: Account | undefined
  /** What it was judged on, where that was some time ago; see `seenOf`. */
  basis?: string
  rules?: number
}

async function checkGround({ ground, groundRef, rules: seen }: Judgement): Promise<number> {
  const { version, rules } = await rulesInForce()
  if (seen !== undefined && seen !== version)
    throw new Conflict('The rules have changed since it was proposed. Please look at the case again.')
  if (ground === 'rule' && !rules.some(({ number }) => String(number) === groundRef))
    throw new Invalid({ groundRef: 'Please give the number of a rule that is in force.' })
  return version
}

/** All that they typed is read by the author; on what it rests, by everybody. */
function checkNaming(found: Case, { ground, groundRef, reason, leastRestrictive, ...sides }: Judgement) {
  const { facts, complainantSide, authorSide } = sides
  const fields = { groundRef, facts, complainantSide, authorSide, leastRestrictive, reason }
  return refuseNaming(found, fields, { forAll: ground === 'law' ? 'groundRef' : undefined })
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
  if (judgement.basis !== undefined && judgement.basis !== seenOf(found))
    throw new Conflict('Something new came in after it was proposed. Please look at the case again.')
  const deciders = [judge, ...(judgement.second ? [judgement.second] : [])]
  if (found.assignee && !deciders.some(({ _id }) => found.assignee?.equals(_id)))
    throw new Conflict('Somebody else is working on this case. Ask them to release it.')
}

interface Examined {
  found: Case
  /** As the case would be after it. */
  after: CaseState
  /** Version of the rules in force. */
  rules: number
  said: Omit<Findings, 'by' | 'second'>
  /** Why one person alone may not decide so; undefined where they may. */
  needed: string | undefined
}

/**
 * All that is checked before a decision is recorded; it decides nothing, and refuses what was edited since it was seen.
 * @param second the account's id; any other word stands for somebody who is yet to be found
 * @throws Invalid, Conflict, Forbidden, NotFound
 */
export async function examine(
  judge: Account,
  ref: string,
  judgement: Judgement,
  second: string | null,
): Promise<Examined> {
  const found = await noteMisses(await reachToDecide(judge, ref))
  const rules = await checkGround(judgement)
  await checkNaming(found, judgement)
  const { revision: _, second: _person, seen: _seen, basis: _basis, rules: _rules, ...said } = judgement
  const findings: Findings = { ...said, by: String(judge._id), second }
  const after = await inProcedure(async () =>
    stepsTo(found, findings).reduce((state, event) => next(state, event), found.state),
  )
  checkJudgement(found, judge, judgement)
  await checkRestriction({ subjects: toJudge(found) }, judgement)
  await refuseEdited(judge, found)
  return { found, after, rules, said, needed: whySecond(found.state, findings) }
}

/** Decisions of a case that stand in its history, oldest first. */
export function decidedIn({ history }: Pick<Case, 'history'>): string[] {
  return history.flatMap(({ act, words }) => (act === 'decided' ? [words] : []))
}

/** The decision as it would be recorded. */
export async function draftOf(
  { found, rules, said }: Examined,
  judge: Account,
  second?: Account,
): Promise<NewDecision> {
  const things = keysOf(toJudge(found))
  return {
    ...said,
    measures: [...said.measures],
    case: found.ref,
    // From the same moment as the state that was judged: of two at once, both want the same round, and one gets it.
    round: decidedIn(found).length + 1,
    by: judge._id,
    second: second?._id ?? null,
    revision: found.subjects[0]?.revision ?? 1,
    things,
    rules,
    over: (await lastAbout(found.ref, things)) ?? (found.state.interim === 'hidden' ? found.ref : null),
  }
}

/**
 * Decides a case, or the appeal that is open in it. The record stands first, journalled; then what follows from it, each
 * as often as wanted: whatever breaks in between, the next start brings it to its end.
 * @throws Invalid, Conflict, Forbidden, NotFound
 */
export async function decide(judge: Account, ref: string, judgement: Judgement): Promise<Decision> {
  const { second } = judgement
  const examined = await examine(judge, ref, judgement, second ? String(second._id) : null)
  const { found } = examined
  await finishInterim(found)
  const decision = await recordDecision(await draftOf(examined, judge, second))
  await keepAnAdmin(found, decision).catch(async (error: unknown) => {
    await withdrawDecision(decision.ref)
    throw error
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
