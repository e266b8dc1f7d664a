import type { Account } from '../auth/account.ts'
import { isStaff } from '../auth/policy.ts'
import { dayInWords } from './appeal-window.ts'
import type { Case } from './case-record.ts'
import { kinds } from './kinds.ts'
import { openStep } from './misuse-ladder.ts'
import { daysOf, misuseRules, misuseSteps, policyChanges, stepWords } from './misuse-rules.ts'
import type { Report } from './report-record.ts'
import { recordOf, whoReported } from './reporter-record.ts'
import { isToReread, SAMPLE } from './rereading.ts'

/** In a case with very many reports the first ones are enough to see a pattern. */
const MOST = 20

/** What earlier reports of the same people came to; who they are is not told. It tells of other cases, so only staff see it; whoever was given the case may be asked to read it again. */
export async function showMisuse(person: Account, { ref, state }: Case, reports: readonly Report[]) {
  const again = { isToReread: await isToReread(person, ref) }
  if (!isStaff(person)) return { misuse: [], ...again }
  const known = new Map<string, string>()
  for (const report of reports.slice(0, MOST)) {
    const who = whoReported(report)
    if (who && !known.has(who)) known.set(who, report.ref)
  }
  const reporters = []
  for (const [who, report] of known) {
    const { baseless, decided, next, steps } = await recordOf(who)
    if (baseless === 0) continue
    const taken = steps.map(({ ref: href, step, at }) => ({ ref: href, words: stepWords[step], at }))
    const canPropose = state.outcome === 'no_basis' && next !== undefined
    reporters.push({ report, baseless, decided, taken, next: canPropose ? stepWords[next] : null })
  }
  return { misuse: reporters, ...again }
}

/** The page of one step. @throws NotFound, Forbidden */
export async function showStep(person: Account | undefined, ref: string, key: string | undefined) {
  const { step, isOwn } = await openStep(person, ref, key)
  const { review, second, isOpen, objection } = step
  const isProposer = person !== undefined && step.by.equals(person._id)
  const hadPart = isProposer || (person !== undefined && second?.equals(person._id) === true)
  return {
    ref,
    key,
    isOwn,
    step: step.step,
    words: stepWords[step.step],
    number: step.cases.length,
    decided: step.decided,
    cases: isOwn ? [] : step.cases.map((one) => ({ ref: one, href: `/review/${one}` })),
    gravity: step.gravity,
    intention: step.intention,
    reason: step.reason,
    secondReason: step.secondReason,
    proposedAt: step.proposedAt,
    at: step.at,
    until: step.until,
    isOpen,
    isRefused: !isOpen && step.at === null,
    objection: objection && { words: objection.words, at: objection.at },
    review: review && { isLifted: review.isLifted, reason: review.reason, at: review.at },
    canAnswer: !isOwn && isOpen && !isProposer,
    canObject: isOwn && objection === null,
    canReview: !isOwn && objection !== null && review === null && !hadPart,
  }
}

/** The written policy, from the numbers that the code acts on. */
export function showPolicy() {
  const open = Object.values(kinds).filter(({ isProtected }) => isProtected)
  return {
    leastCases: misuseRules.leastCases,
    withinDays: misuseRules.withinDays,
    nextCases: misuseRules.nextCases,
    steps: misuseSteps.filter((step) => daysOf[step] > 0).map((step) => ({ days: daysOf[step] })),
    open: open.map(({ label, sentence }) => ({ label, sentence })),
    sample: SAMPLE,
    changes: policyChanges.map(({ on, words }) => ({ day: dayInWords(new Date(on)), words })),
  }
}
