import type { Case, CaseEntry } from './case-record.ts'
import { measuresInWords, outcomeWords } from './case-words.ts'
import { proposalsOf } from './proposal.ts'

/**
 * What was proposed in a case and how it was answered, as entries of its history. Read from the proposals themselves, so
 * that no crash between an answer and a note of it can lose it.
 */
export async function proposalEntries({ ref }: Pick<Case, 'ref'>): Promise<CaseEntry[]> {
  return (await proposalsOf(ref)).flatMap((proposal): CaseEntry[] => {
    const { at, by, state, answeredAt, answeredBy, why } = proposal
    const what = [`${proposal.ref}: ${outcomeWords[proposal.outcome]}`, ...measuresInWords(proposal)].join(
      ' ',
    )
    const proposed: CaseEntry = { at, by, act: 'proposed', words: what }
    if (state === 'waiting' || !answeredAt) return [proposed]
    const words = why ? `${proposal.ref}: ${why}` : proposal.ref
    return [proposed, { at: answeredAt, act: state, words, ...(answeredBy && { by: answeredBy }) }]
  })
}
