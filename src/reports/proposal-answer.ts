import { type Account, loadAccount } from '../auth/account.ts'
import { appendAct } from '../auth/audit.ts'
import { now } from '../clock.ts'
import { Conflict, Expected, Forbidden, NotFound } from '../errors.ts'
import { log } from '../log.ts'
import { notify } from '../notifications/notification.ts'
import { reachGiven } from './case-reach.ts'
import type { Case } from './case-record.ts'
import { decide, examine, type Judgement } from './deciding.ts'
import { type Decision, findDecisionIn } from './decision.ts'
import { whyNotDecide } from './decision-rules.ts'
import {
  type Answer,
  answerProposal,
  findHalfAgreed,
  findProposal,
  markBecome,
  markOvertaken,
  type Proposal,
  reopenProposal,
} from './proposal.ts'
import { whyStale } from './proposing.ts'

const tooLate = () =>
  new Conflict('It does not wait for an answer any more. The history of the case says what became of it.')

async function reachProposal(person: Account, caseRef: string, ref: string) {
  const found = await reachGiven(person, caseRef)
  const proposal = await findProposal(caseRef, ref)
  if (!proposal) throw new NotFound()
  return { found, proposal }
}

/** Why this person cannot be the second one; undefined where they can. Whether they may read the case is known by then. */
export function whyNotAnswer(person: Pick<Account, '_id'>, found: Case, { by }: Pick<Proposal, 'by'>) {
  if (by.equals(person._id)) return 'Somebody else than who proposed it has to agree.'
  return whyNotDecide(found.state, String(person._id))
}

async function answer(person: Account, { ref }: Proposal, given: Answer): Promise<Proposal> {
  const answered = await answerProposal(ref, { ...given, by: person._id })
  if (!answered) throw tooLate()
  await noteAnswer(answered)
  return answered
}

/** Once for each answer, also where the process died before it was written down. */
async function noteAnswer({ ref, case: caseRef, state, answeredBy, answeredAt }: Proposal): Promise<void> {
  const once = `${state}:${ref}:${answeredAt?.getTime()}`
  if (answeredBy) await appendAct({ by: answeredBy, act: `proposal:${state}`, caseRef, once })
}

/** Whoever proposed it changes their mind. @throws NotFound, Forbidden, Conflict */
export async function withdraw(person: Account, caseRef: string, ref: string): Promise<void> {
  const { proposal } = await reachProposal(person, caseRef, ref)
  if (proposal.state !== 'waiting') throw tooLate()
  if (!proposal.by.equals(person._id)) throw new Forbidden('Only who proposed it can withdraw it.')
  await answer(person, proposal, { to: 'withdrawn' })
}

/** The case goes on as if nothing had been proposed, and whoever proposed it learns why. @throws NotFound, Forbidden, Conflict */
export async function decline(person: Account, caseRef: string, ref: string, why: string): Promise<void> {
  const { found, proposal } = await reachProposal(person, caseRef, ref)
  if (proposal.state !== 'waiting') throw tooLate()
  const whyNot = whyNotAnswer(person, found, proposal)
  if (whyNot) throw new Forbidden(whyNot)
  await tellProposer(await answer(person, proposal, { to: 'declined', why }))
}

/**
 * The second person agrees, and it is decided, if everything is still as it was proposed. The answer stands first; if the
 * process dies before the decision, the next start decides.
 * @throws NotFound, Forbidden, Conflict
 */
export async function agree(person: Account, caseRef: string, ref: string): Promise<Decision> {
  const { found, proposal } = await reachProposal(person, caseRef, ref)
  if (proposal.state !== 'waiting') throw tooLate()
  const stale = await whyStale(proposal, found)
  if (stale) throw new Conflict(`${stale} Please look at the case again; then it can be proposed anew.`)
  const whyNot = whyNotAnswer(person, found, proposal)
  if (whyNot) throw new Forbidden(whyNot)
  const by = await loadAccount(String(proposal.by))
  if (!by) throw tooLate()
  await examine(by, caseRef, { ...judgementOf(proposal), second: person }, String(person._id))
  return settle(await answer(person, proposal, { to: 'agreed' }))
}

/** What was judged, and on what. */
function judgementOf({ _id, ref, round, by, revision, at, state, decision, ...said }: Proposal): Judgement {
  const { case: _case, answeredBy, answeredAt, why, deleteAt, seen, ...judgement } = said
  return { ...judgement, basis: seen }
}

/** Makes the decision of what two people agreed to, once, however often it is called. @throws Expected where it cannot be made */
async function settle(proposal: Proposal): Promise<Decision> {
  await noteAnswer(proposal)
  const made = await findDecisionIn(proposal.case, proposal.round)
  if (made) return become(proposal, made)
  try {
    const by = await loadAccount(String(proposal.by))
    const second = await loadAccount(String(proposal.answeredBy))
    if (!by || !second) throw new Conflict('One of the two who agreed has left.')
    return await become(proposal, await decide(by, proposal.case, { ...judgementOf(proposal), second }))
  } catch (error) {
    if (!(error instanceof Expected)) throw error
    // Another process, which was just starting, may have been quicker with the same.
    const quicker = await findDecisionIn(proposal.case, proposal.round)
    if (quicker) return become(proposal, quicker)
    await reopenProposal(proposal.ref)
    throw error
  }
}

async function become(proposal: Proposal, made: Decision): Promise<Decision> {
  const { ref, by, answeredBy } = proposal
  if (!made.by.equals(by) || !answeredBy || !made.second?.equals(answeredBy)) {
    await markOvertaken(ref)
    throw new Conflict('Somebody else has just decided this case. Please look at their decision first.')
  }
  await tellProposer(proposal)
  await markBecome(ref, made.ref)
  return made
}

async function tellProposer({ ref, case: caseRef, by, state }: Proposal): Promise<void> {
  const isAgreed = state === 'agreed'
  await notify({
    account: String(by),
    kind: 'case',
    title: `Case ${caseRef}: what you proposed is ${isAgreed ? 'decided' : 'declined'}`,
    text: isAgreed ? 'A second person agreed.' : 'The reason is in the history of the case.',
    href: `/review/${caseRef}`,
    once: `proposal:${ref}:${state}`,
  })
}

/** What two people agreed to and a killed process did not decide. One that fails holds up no other. */
export async function finishProposals(before = now()): Promise<void> {
  for (const proposal of await findHalfAgreed(before))
    try {
      await settle(proposal)
    } catch (error) {
      log.error({ err: error, proposal: proposal.ref }, 'what two people agreed to could not be decided')
    }
}
