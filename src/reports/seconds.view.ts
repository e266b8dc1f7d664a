import type { Account } from '../auth/account.ts'
import { findPeople, shownPerson } from '../auth/people.ts'
import { isAdmin, isStaff } from '../auth/policy.ts'
import { showDecision } from './case-parts.view.ts'
import type { Case } from './case-record.ts'
import { whySecond } from './decision-rules.ts'
import { isStepWaiting } from './misuse-step.ts'
import { findWaiting, type Proposal } from './proposal.ts'
import { whyNotAnswer } from './proposal-answer.ts'
import { whyStale } from './proposing.ts'
import { isDrawn } from './rereading.ts'
import { ablePeople, possibleSeconds } from './seconds.ts'
import { lettersOfProposal } from './statements.view.ts'

/** What waits for a second person, whole: it is judged as a decision is. */
async function showProposal(person: Account, found: Case, proposal: Proposal) {
  const { ref, by, at, outcome, measures } = proposal
  const proposer = (await findPeople([String(by)])).get(String(by))
  const stale = await whyStale(proposal, found)
  const {
    href: _,
    round: _round,
    ...words
  } = showDecision({
    ...proposal,
    second: null,
    over: null,
    carriedOutAt: null,
  })
  return {
    ...words,
    ref,
    at,
    by: shownPerson(proposer),
    why: whySecond(found.state, { by: String(by), outcome, measures }),
    stale,
    letters: stale ? undefined : await lettersOfProposal(found, proposal),
    isMine: by.equals(person._id),
    whyNot: stale ?? whyNotAnswer(person, found, proposal),
  }
}

/** What comes after the decision, and takes somebody else: reading it again, and a step that rests on it. */
async function isNeededLater({ ref, isOpen }: Case): Promise<boolean> {
  return isOpen && ((await isDrawn(ref)) || (await isStepWaiting(ref)))
}

/** Everything on the page of a case about a second person: what waits for one, who was asked, who could be. */
export async function showSeconds(person: Account, found: Case) {
  const canLead = isStaff(person)
  const waiting = await findWaiting(found.ref)
  const proposal = waiting && (await showProposal(person, found, waiting))
  const isAppeal = found.state.name === 'appealed'
  const canBeGiven = found.isWaiting || (canLead && (await isNeededLater(found)))
  const possible = canBeGiven ? possibleSeconds(await ablePeople(), found, waiting?.by) : []
  const given = (found.givenTo ?? []).map(String)
  const people = await findPeople(given)
  return {
    canLead,
    canInvite: isAdmin(person),
    proposal: proposal ?? null,
    // The page offers one thing at a time: an answer first.
    isHeld: proposal !== undefined && proposal.stale === undefined,
    givenTo: given.flatMap((id) => shownPerson(people.get(id)) ?? []),
    canGive: canLead && canBeGiven,
    candidates: possible
      .filter(({ _id }) => !given.includes(String(_id)) && !_id.equals(person._id))
      .map(({ username, name, role }) => ({
        value: username,
        label: role === 'reviewer' ? `${name}, second reviewer` : `${name}, ${role}`,
      })),
    isStuck: found.isWaiting && (isAppeal || proposal !== undefined) && possible.length === 0,
  }
}
