import type { Account } from '../auth/account.ts'
import { findPeople } from '../auth/people.ts'
import { now } from '../clock.ts'
import { authorIds } from './authors.ts'
import type { Case } from './case-record.ts'
import type { CaseState } from './case-state.ts'
import { draftOf, examine, type Judgement } from './deciding.ts'
import { type Decision, findDecision, firstDecided } from './decision.ts'
import { staysIn } from './holders.ts'
import { newsForAuthor, outcomeForReporter } from './outcome-words.ts'
import type { Proposal } from './proposal-record.ts'
import { TO_COME } from './proposing.ts'
import { Refused } from './refused.ts'
import { judgedIn, keysOf, toJudge } from './several.ts'
import { lastAbout, partsOf } from './standing.ts'
import { next } from './states.ts'
import { stepsTo } from './steps.ts'

/** So many authors' letters are shown whole; the others' differ in the titles alone. */
const MOST = 10

/**
 * What everybody would read of a decision that nobody has taken yet, in the very words that would be sent.
 * @param after the case as it would be
 */
export async function lettersToCome(found: Case, after: CaseState, decision: Decision) {
  const letters = new Map<string, { title: string; paragraphs: string[] }>()
  for (const { part, over } of await partsOf(found, decision)) {
    const before = over?.startsWith('D-') ? await findDecision(over) : undefined
    for (const author of authorIds(part)) {
      const news = await newsForAuthor({ ...part, state: after }, decision, before, author)
      if (news && !letters.has(author)) letters.set(author, news)
    }
  }
  const people = await findPeople([...letters.keys()])
  const authors = [...letters].flatMap(([id, { title, paragraphs }]) => {
    const person = people.get(id)
    return person ? { to: person.name, title, paragraphs } : []
  })
  const isSilent = decision.outcome === 'no_basis'
  return {
    authors: authors.slice(0, MOST),
    moreAuthors: Math.max(0, authors.length - MOST),
    isNoAuthorTold: authors.length === 0,
    isSilent,
    reportCount: found.reports,
    reporters:
      found.reports > 0 && !isSilent
        ? outcomeForReporter({ ...found, state: after }, decision, {
            who: '',
            first: await firstDecided(decision),
            stays: await staysIn(found, judgedIn(found, decision)),
          })
        : [],
  }
}

/** What would be sent if somebody agreed; nothing while the case cannot be decided. */
export async function lettersOfProposal(found: Case, proposal: Proposal) {
  const things = keysOf(toJudge(found))
  const over = (await lastAbout(found.ref, things)) ?? null
  const findings = { ...proposal, by: String(proposal.by), second: TO_COME }
  try {
    const after = stepsTo(found, findings).reduce((state, event) => next(state, event), found.state)
    return await lettersToCome(found, after, {
      ...proposal,
      ...{ second: null, things, over, carriedOutAt: null },
    })
  } catch (error) {
    if (error instanceof Refused) return undefined
    throw error
  }
}

/** A field for dates takes the day alone; only other programs give the hour. */
const inField = (until: Date) => until.toISOString().replace('T23:59:59.000Z', '')

/** The fields of the form again, to be sent on as they were judged. */
function hiddenFields({ measures, until, second: _, basis: _basis, ...plain }: Judgement) {
  const said = Object.entries({ ...plain, until: until && inField(until) })
  return [
    ...said.flatMap(([name, value]) =>
      value === undefined || value === null ? [] : { name, value: String(value) },
    ),
    ...measures.map((value) => ({ name: 'measures', value: value as string })),
  ]
}

/**
 * Everything that would be sent, before it is. Nothing is stored.
 * @throws Invalid, Conflict, Forbidden, NotFound exactly as the decision itself would be refused
 */
export async function showStatements(person: Account, ref: string, judgement: Judgement) {
  const examined = await examine(person, ref, judgement, TO_COME)
  const { found, after, needed, rules } = examined
  const draft: Decision = {
    ...(await draftOf(examined, person)),
    _id: found._id,
    ref: '',
    at: now(),
    carriedOutAt: null,
  }
  return {
    ref,
    needed,
    ...(await lettersToCome(found, after, draft)),
    hidden: hiddenFields({ ...judgement, rules }),
  }
}
