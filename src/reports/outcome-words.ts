import { reliefTitle, reliefWords, restrictionTitle } from './account-words.ts'
import { dayInWords, objectUntil } from './appeal-window.ts'
import type { Case } from './case-record.ts'
import { groundInWords, measuresInWords, outcomeWords } from './case-words.ts'
import type { Decision } from './decision.ts'
import { staysIn } from './holders.ts'
import { titlesOf } from './owner-letters.ts'
import { hasAppealed } from './owners.ts'
import { judgedIn } from './several.ts'
import { sourceInWords } from './source-words.ts'
import { groundInFull, programInWords, reachInWords } from './statement-words.ts'
import { againInWords, type Stays, stillHiddenWords } from './stays-hidden.ts'

export const isRestricting = ({ measures }: Pick<Decision, 'measures'>) =>
  measures.some((measure) => measure !== 'none')

export const isHiding = ({ measures }: Pick<Decision, 'measures'>) =>
  measures.includes('hide') || measures.includes('remove')

const courts = 'You can also go to a court at any time.'

/** The statement of reasons, as its author reads it; never who complained, nor their words (N13). */
export async function statementOf(found: Case, decision: Decision, owner: string): Promise<string[]> {
  const own = { subjects: judgedIn(found, decision) }
  const isLast = hasAppealed(found.state, 'author', owner)
  // That moment is the midnight after the last day.
  const end = dayInWords(new Date(objectUntil('author', decision, decision.at).getTime() - 1))
  return [
    `This is about ${titlesOf(own, owner)}. ${measuresInWords(decision).join(' ')}`,
    // Before it is taken it has none.
    ...(decision.ref ? [`The number of this decision is ${decision.ref}.`] : []),
    reachInWords(decision),
    `What led to it: ${sourceInWords(found)}.`,
    `What we found: ${decision.facts}`,
    `What it rests on: ${await groundInFull(decision)}`,
    `What speaks for whoever is affected by it: ${decision.complainantSide}`,
    `What speaks for you: ${decision.authorSide}`,
    `Why the ${decision.yields === 'author' ? 'one outweighs the other, to your cost' : 'balance is in your favour'}: ${decision.reason}`,
    `What milder measure we thought of: ${decision.leastRestrictive}`,
    programInWords(found),
    ...(isDispute(found) && decision.outcome !== 'upheld' ? [mediationOffer] : []),
    isLast
      ? `You objected, and somebody else has looked at everything again, so this decision stands. ${courts}`
      : `If you think it is wrong, you can object until ${end}: somebody else then decides. ${courts}`,
  ]
}

export interface News {
  title: string
  text: string
  paragraphs: string[]
}

/**
 * What an author hears of a decision about things of theirs. Who is not restricted, and was not, hears nothing: it would only
 * alarm them.
 * @param found with those of its things alone that stood under the same before
 * @param before the decision that this one replaces
 */
export async function newsForAuthor(
  found: Case,
  decision: Decision,
  before: Decision | undefined,
  owner: string,
): Promise<News | undefined> {
  const text = outcomeWords[decision.outcome]
  if (isRestricting(decision))
    return { title: restrictionTitle(decision), text, paragraphs: await statementOf(found, decision, owner) }
  const own = found.subjects.filter(({ author }) => String(author) === owner)
  const wasHidden = own.some(({ wasHidden: was }) => was === true)
  const wasRestricted = before ? isRestricting(before) : decision.round === 1 && wasHidden
  if (!wasRestricted) return undefined
  const stays = await staysIn(found, own)
  return {
    title: reliefTitle(before, stays),
    text: stays?.isAll ? againInWords(stays) : text,
    paragraphs: [reliefWords(before, stays), decision.reason],
  }
}

/** N28: where it is about us, or was reported so, somebody from outside can help. */
export const isDispute = ({ kinds, state }: Pick<Case, 'kinds' | 'state'>) =>
  [...kinds, state.kind].some((kind) => kind === 'service' || kind === 'privacy')
const mediationOffer =
  'We offer you mediation by somebody from outside. If you would like it, say so when you object.'

/** How a reporter can go on. @param who see `Party`; @param first when the case was decided for the first time */
function waysOn(found: Case, { round, at }: Decision, who: string, first: Date): string {
  const others = 'You can also complain to a regulator, or go to a court, at any time.'
  if (hasAppealed(found.state, 'reporter', who))
    return `You objected, and somebody else has looked at everything again, so this decision stands. ${others}`
  const time =
    round === 1
      ? 'for six months'
      : `until ${dayInWords(new Date(objectUntil('reporter', { round, at }, first).getTime() - 1))}`
  return `If you think this is wrong, you can object ${time} on the page of your report, and somebody else decides. ${others}`
}

export interface ForReporter {
  /** See `Party`. */
  who: string
  /** When the case was decided for the first time. */
  first: Date
  /** Of what they named. */
  stays: Stays | undefined
}

/** What came of it, for whoever complained; "nothing is restricted" would not go with what they see. */
export function cameInWords(decision: Decision, stays: Stays | undefined): string[] {
  const still = isHiding(decision) ? [] : stillHiddenWords(stays)
  const measures = decision.measures.filter((measure) => measure !== 'none' || still.length === 0)
  return [...measuresInWords({ ...decision, measures }), ...still]
}

/** What whoever complained reads after the first sentence: what came of it, why in short, and what they can do. */
export function outcomeForReporter(
  found: Case,
  decision: Decision,
  { who, first, stays }: ForReporter,
): string[] {
  const { outcome, reason } = decision
  const came = outcome === 'not_upheld' && !stays ? [] : cameInWords(decision, stays)
  return [
    [outcomeWords[outcome], ...came].join(' '),
    `Why: ${reason}`,
    `It rests on: ${groundInWords(decision)}.`,
    ...(isDispute(found) && outcome !== 'upheld' ? [mediationOffer] : []),
    waysOn(found, decision, who, first),
  ]
}
