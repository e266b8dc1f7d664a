import { findPeople } from '../auth/people.ts'
import { deletionsIn } from './author-deleted.ts'
import type { Case } from './case-record.ts'
import { proposalEntries } from './proposal-entries.ts'

const actWords: Record<Case['history'][number]['act'], string> = {
  opened: 'opened',
  joined: 'another report came',
  claimed: 'taken',
  released: 'given back',
  note: 'note',
  state: 'moved on',
  interim: 'until it is decided',
  decided: 'decided',
  told: 'told',
  appealed: 'objected to',
  asked: 'asked',
  answered: 'answered',
  'author-deleted': 'deleted it',
  edited: 'edited since',
  given: 'asked for a second opinion',
  'taken-back': 'taken back from a second person',
  proposed: 'proposed',
  agreed: 'agreed',
  declined: 'declined',
  withdrawn: 'withdrawn',
  overtaken: 'overtaken',
  widened: 'more added',
  narrowed: 'taken out',
  ordered: 'an order came',
  retracked: 'given another kind',
  lessons: 'wrote down what we learnt',
}

/** What happened to the case, from the first on, and whether its author deleted something of it. */
export async function showHistory(found: Case) {
  const deletions = await deletionsIn(found)
  const proposed = await proposalEntries(found)
  const entries = [...found.history, ...deletions, ...proposed].sort(
    (one, other) => one.at.getTime() - other.at.getTime(),
  )
  const people = await findPeople(entries.flatMap(({ by }) => (by ? [String(by)] : [])))
  const nameOf = ({ by, act }: Case['history'][number]) => {
    if (act === 'author-deleted' || act === 'edited') return 'its author'
    return by ? (people.get(String(by))?.name ?? 'a former member') : 'the program'
  }
  return {
    history: entries.map((entry) => ({
      at: entry.at,
      by: nameOf(entry),
      act: actWords[entry.act],
      words: entry.words,
    })),
    isAuthorDeleted: entries.some(({ act }) => act === 'author-deleted'),
  }
}
