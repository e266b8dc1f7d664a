import type { Account } from '../auth/account.ts'
import { londonDate, now } from '../clock.ts'
import { NotFound } from '../errors.ts'
import { type Party, sidesOf, whyNotAppeal } from './appeal.ts'
import { whatFollows } from './appeal-receipt.ts'
import { dayInWords } from './appeal-window.ts'
import { type Case, findCase } from './case.ts'
import { groundInWords, measuresInWords, outcomeWords } from './case-words.ts'
import { type Decision, findDecision } from './decision.ts'
import { sayDay } from './log-words.ts'
import { statementOf } from './outcome-words.ts'
import { hasAppealed } from './owners.ts'
import { rulePath } from './rules.view.ts'

const sideWords = {
  author: { label: 'As its author', hint: 'for what was decided about what is yours' },
  reporter: { label: 'As somebody who reported it', hint: 'for what became of your report' },
} as const

function showSide(found: Case, decision: Decision, party: Party) {
  const { side, until } = party
  const whyNot = whyNotAppeal(found, decision, party, now())
  const isOpen = found.state.name === 'appealed' && hasAppealed(found.state, side, party.who)
  const lastDay = dayInWords(new Date(until.getTime() - 1))
  return { side, ...sideWords[side], until, lastDay, canAppeal: whyNot === undefined, whyNot, isOpen }
}

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
  const parties = await sidesOf(person, found, decision, link)
  const sides = parties.map((party) => showSide(found, decision, party))
  const isParty = sides.length > 0
  const toChoose = sides.flatMap(({ canAppeal, side: value, label, hint }) =>
    canAppeal ? [{ value, label, hint }] : [],
  )
  const side = sides.find(({ canAppeal }) => canAppeal) ?? sides[0]
  return {
    ref,
    // As in the log: for everybody only the day, because the hour would lead to whoever noticed a post go.
    at: isParty ? decision.at : londonDate(decision.at),
    day: isParty ? undefined : sayDay({ at: londonDate(decision.at) }),
    outcome: decision.outcome,
    outcomeWords: outcomeWords[decision.outcome],
    measures: measuresInWords(decision),
    ground: groundInWords(decision),
    ruleHref: decision.ground === 'rule' ? rulePath(decision.rules, Number(decision.groundRef)) : undefined,
    isAgain: decision.round > 1,
    sides,
    isOnBoth: sides.length > 1,
    toChoose,
    // Of two nobody is led to one.
    chosen: toChoose.length === 1 ? toChoose[0]?.value : undefined,
    until: side?.until,
    lastDay: side?.lastDay,
    side: side?.side,
    statement:
      person && sides.some((one) => one.side === 'author')
        ? await statementOf(found, decision, String(person._id))
        : undefined,
    reason: isParty ? decision.reason : undefined,
    canAppeal: side?.canAppeal === true,
    whyNot: side?.whyNot,
    isAppealed: found.state.name === 'appealed',
    receipt: sides.some(({ isOpen }) => isOpen) ? whatFollows(found) : undefined,
    link,
  }
}
