import type { Account } from '../auth/account.ts'
import { appendAct } from '../auth/audit.ts'
import { Conflict, Forbidden, NotFound } from '../errors.ts'
import { type Case, Cases } from './case.ts'
import { canReadAll, isParty, reachCase } from './case-reach.ts'
import { refuseNaming } from './complained.ts'
import { isKeyOf, tellStep } from './misuse-letters.ts'
import {
  findStep,
  type MisuseStep,
  recordAnswer,
  recordObjection,
  recordProposal,
  recordReview,
} from './misuse-step.ts'
import { Reports } from './report.ts'
import { recordOf, reportsOf, whoReported } from './reporter-record.ts'

export interface Weighing {
  /** Of a report in the case; who sent it in need not be known. */
  report: string
  gravity: string
  intention: string
  reason: string
}

/** How a step rests on other cases matters only to those who may lead all of them. */
async function refuseParties(person: Account, { cases, account }: Pick<MisuseStep, 'cases' | 'account'>) {
  const found = await Cases.find({ ref: { $in: cases } }, 'parties').lean()
  if (account?.equals(person._id) || found.some((one) => isParty(person, one)))
    throw new Forbidden('You are part of one of these cases, so somebody else does this.')
}

/** Whom it is about reads it, and learns of nobody else who reported the same. @throws Invalid */
async function refuseOthers(who: string, cases: readonly Case[], fields: Record<string, string>) {
  const refs = cases.map(({ ref }) => ref)
  const own = await Reports.find({ case: { $in: refs }, ...reportsOf(who) }, 'ref').lean()
  for (const found of cases) await refuseNaming(found, fields, { reader: own.map(({ ref }) => ref) })
}

/** The next step of the ladder, weighed in words; nothing follows until a second person agrees. @throws Conflict, Forbidden, NotFound */
export async function proposeStep(person: Account, ref: string, weighing: Weighing): Promise<MisuseStep> {
  const found = await reachCase(person, ref)
  const report = await Reports.findOne({ case: ref, ref: weighing.report }, 'account recipient').lean()
  const who = report && whoReported(report)
  if (!report || !who)
    throw new NotFound('There is no such report in this case, or nobody knows who sent it in.')
  const { next, fresh, decided } = await recordOf(who)
  const { gravity, intention, reason } = weighing
  await refuseOthers(who, [found], { gravity, intention, stepReason: reason })
  if (!next) throw new Conflict('Nothing may follow yet: too few reports without basis since the last step.')
  const cases = fresh.map((one) => one.ref)
  await refuseParties(person, { cases, account: report.account })
  const rest = { account: report.account, by: person._id, gravity, intention, reason }
  const step = await recordProposal({ step: next, who, cases, decided, ...rest })
  await appendAct({ by: person._id, act: 'misuse:proposed', caseRef: ref })
  return step
}

/** For staff, and for second reviewers to whom the cases were given that it rests on. */
async function reachStep(person: Account, ref: string): Promise<MisuseStep> {
  const step = await findStep(ref)
  const cases = await Cases.find({ ref: { $in: step?.cases ?? [] } }, 'isOpen givenTo').lean()
  if (!step || !canReadAll(person, cases)) throw new NotFound()
  await refuseParties(person, step)
  return step
}

const casesOf = ({ cases }: MisuseStep) => Cases.find({ ref: { $in: cases } }).lean<Case[]>()

/** The second person's word. From their consent on it is in force, and the reporter is told. @throws Conflict, Forbidden, NotFound */
export async function answerStep(
  person: Account,
  ref: string,
  answer: { agrees: boolean; reason: string },
): Promise<MisuseStep> {
  const step = await reachStep(person, ref)
  await refuseOthers(step.who, await casesOf(step), { reason: answer.reason })
  if (step.by.equals(person._id)) throw new Forbidden('Somebody else than who proposed it answers.')
  const answered = await recordAnswer(ref, person._id, answer)
  if (!answered) throw new Conflict('Somebody has answered this already.')
  await appendAct({ by: person._id, act: 'misuse:answered' })
  if (answered.at) await tellStep(answered)
  return answered
}

const isOwn = (person: Account | undefined, { account, ref }: MisuseStep, key: string | undefined) =>
  account ? person?._id.equals(account) === true : isKeyOf(ref, key)

/** As somebody may read it: whose step it is, or staff who are in none of its cases. @throws NotFound, Forbidden */
export async function openStep(person: Account | undefined, ref: string, key: string | undefined) {
  const step = await findStep(ref)
  if (!step) throw new NotFound()
  if (isOwn(person, step, key) && step.at) return { step, isOwn: true }
  if (!person) throw new NotFound()
  return { step: await reachStep(person, ref), isOwn: false }
}

/** Once. @throws Conflict, NotFound */
export async function objectToStep(
  person: Account | undefined,
  ref: string,
  { argument, key }: { argument: string; key: string | undefined },
): Promise<void> {
  const { isOwn: mayObject } = await openStep(person, ref, key)
  if (!mayObject) throw new Forbidden('Only the person it is about can object to it.')
  if (!(await recordObjection(ref, argument))) throw new Conflict('You have objected to it once already.')
}

/** By somebody who had no part in it; where it is lifted, it counts no more. @throws Conflict, Forbidden, NotFound */
export async function reviewStep(
  person: Account,
  ref: string,
  review: { isLifted: boolean; reason: string },
): Promise<void> {
  const step = await reachStep(person, ref)
  await refuseOthers(step.who, await casesOf(step), { reason: review.reason })
  if (step.by.equals(person._id) || step.second?.equals(person._id))
    throw new Forbidden('Somebody who had no part in it looks at it again.')
  if (!(await recordReview(ref, person._id, review))) throw new Conflict('There is no open objection to it.')
  await appendAct({ by: person._id, act: 'misuse:reviewed' })
  const reviewed = await findStep(ref)
  if (reviewed) await tellStep(reviewed)
}
