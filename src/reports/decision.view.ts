import type { Account } from '../auth/account.ts'
import { londonDate, now } from '../clock.ts'
import { NotFound } from '../errors.ts'
import { sideOf, whyNotAppeal } from './appeal.ts'
import { whatFollows } from './appeal-receipt.ts'
import { findCase } from './case.ts'
import { groundInWords, measuresInWords, outcomeWords } from './case-words.ts'
import { findDecision } from './decision.ts'
import { sayDay } from './log-words.ts'
import { statementOf } from './outcome-words.ts'
import { hasAppealed } from './owners.ts'
import { rulePath } from './rules.view.ts'

/**
 * A decision as whoever asks may read it. Everybody: what was decided and what it rests on, about nobody in particular. Its
 * author: the whole statement of reasons. A reporter: why. Each of them: how to object.
 * @throws NotFound
 */
export async function openDecision(
  person: Account | undefined,
  ref: string,
  link: { ref: string; key: string } | undefined,
) {
  const decision = await findDecision(ref)
  const found = decision && (await findCase(decision.case))
  if (!decision || !found) throw new NotFound()
  const party = await sideOf(person, found, decision, link)
  const whyNot = party && whyNotAppeal(found, decision, party, now())
  return {
    ref,
    // As in the log: for everybody only the day, because the hour would lead to whoever noticed a post go.
    at: party ? decision.at : londonDate(decision.at),
    day: party ? undefined : sayDay({ at: londonDate(decision.at) }),
    outcome: decision.outcome,
    outcomeWords: outcomeWords[decision.outcome],
    measures: measuresInWords(decision),
    ground: groundInWords(decision),
    ruleHref: decision.ground === 'rule' ? rulePath(decision.rules, Number(decision.groundRef)) : undefined,
    isAgain: decision.round > 1,
    until: party?.until,
    side: party?.side,
    statement:
      person && party?.side === 'author' ? await statementOf(found, decision, String(person._id)) : undefined,
    reason: party ? decision.reason : undefined,
    canAppeal: party !== undefined && whyNot === undefined,
    whyNot,
    isAppealed: found.state.name === 'appealed',
    receipt:
      party && found.state.name === 'appealed' && hasAppealed(found.state, party.side, party.who)
        ? whatFollows(found)
        : undefined,
    link,
  }
}
