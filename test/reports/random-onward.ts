import type { Case } from '../../src/reports/case-record.ts'
import { Proposals } from '../../src/reports/proposal.ts'
import { Questions } from '../../src/reports/question.ts'
import { Reports } from '../../src/reports/report.ts'
import type { Act, RandomStep } from './random-way.ts'
import { AUTHORS, FIRST_MODERATOR, MEMBERS, MODERATORS, type World } from './random-world.ts'

/** What usually comes next in a case; a number from 0 says what of it. */
function actOnward({ state, isUndecided }: Case, number: number): Act {
  if (!isUndecided && state.name !== 'appealed') return 'appeal'
  if (state.waitingFor && number < 6) return 'answer'
  if (isUndecided && state.interim === 'hidden' && number === 6) return 'renew'
  if (isUndecided && number === 7) return 'take out'
  return number === 8 ? 'ask' : 'judge'
}

/** Mostly an author, each for their own things. */
function whoAppeals({ people }: World, { turn }: RandomStep, { subjects }: Case): number {
  const author = people.indexOf(String(subjects[turn % subjects.length]?.author))
  return turn < 9 ? author : AUTHORS + (turn % MEMBERS)
}

async function whoAnswers({ people }: World, { ref }: Case): Promise<number> {
  const question = await Questions.findOne({ case: ref, state: 'open' }).sort({ askedAt: -1 }).lean()
  const report = question?.whom === 'reporter' ? await Reports.findOne({ ref: question.to }).lean() : null
  return people.indexOf(report?.account ? String(report.account) : question?.to)
}

/** Staff who can decide, beginning with the one whom the step names. */
function whoDecides({ people }: World, { who }: RandomStep, { state, parties }: Case, proposer?: string) {
  const out = [state.decidedBy, state.secondBy, ...state.appealDecidedBy, ...parties.map(String), proposer]
  if (state.interim === 'hidden') out.push(state.hiddenBy)
  if (state.name === 'appealed') out.push(...(state.finders ?? []))
  const moderators = Array.from(
    { length: MODERATORS },
    (_, at) => FIRST_MODERATOR + ((who + at) % MODERATORS),
  )
  return moderators.find((at) => !out.includes(people[at])) ?? who
}

/** The step that takes a case further, where it leaves open which one it is. */
export async function madeOnward(world: World, step: RandomStep, found: Case | undefined) {
  if (step.act !== 'onward') return { ...step, act: step.act }
  if (!found) return { ...step, act: 'report' as const, who: AUTHORS }
  const waiting = await Proposals.findOne({ case: found.ref, state: 'waiting' }).lean()
  if (waiting)
    return {
      ...step,
      act: 'answer a proposal' as const,
      who: whoDecides(world, step, found, String(waiting.by)),
    }
  const act = actOnward(found, (step.who + step.turn) % 12)
  const who =
    act === 'appeal'
      ? whoAppeals(world, step, found)
      : act === 'answer'
        ? await whoAnswers(world, found)
        : whoDecides(world, step, found)
  return { ...step, act, who: Math.max(0, who) }
}
